//! The file: a line for each booking, in parts that fit into the function's memory.

use std::collections::BTreeMap;

use csv::{Terminator, WriterBuilder};
use domain::export::{ExportFile, ExportRequest, Rows, Separator};
use exports::{PART_BYTES, Upload};
use platform::Error;
use tokio::time::Instant;

use crate::{Deps, NoFile};

/// Tells programs, Excel among them, that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// Rows of a file: more than a company makes in years, and less than the time takes.
const MAX_ROWS: u64 = 500_000;

pub(crate) async fn write(
    deps: &Deps,
    wanted: ExportRequest,
    mut upload: Upload,
    (separator, until): (Separator, Instant),
) -> Result<ExportFile, NoFile> {
    let rows = Rows { columns: wanted.columns, zone: wanted.zone, now: deps.clock.now(), names: names(deps).await? };
    let mut part = BYTE_ORDER_MARK.to_vec();
    append(&mut part, separator, [rows.header().map(str::to_owned).collect()].into_iter())?;
    let (mut count, mut bytes, mut place) = (0, 0, None);
    loop {
        let page = deps.table.list(&wanted.list, &deps.client_keys, place.as_ref()).await?;
        count += u64::try_from(page.rows.len())?;
        append(&mut part, separator, page.rows.iter().map(|row| rows.cells(row)))?;
        if part.len() >= PART_BYTES {
            bytes += u64::try_from(part.len())?;
            upload.put(std::mem::take(&mut part)).await?;
        }
        match page.next {
            None => break,
            Some(_) if count > MAX_ROWS || Instant::now() > until => return Err(NoFile::Failed("range_too_large")),
            Some(next) => place = Some(next),
        }
    }
    if !part.is_empty() {
        bytes += u64::try_from(part.len())?;
        upload.put(part).await?;
    }
    upload.finish().await?;
    Ok(ExportFile { rows: count, bytes, at: deps.clock.now() })
}

/// The consultants' names, also of those who have left.
async fn names(deps: &Deps) -> Result<BTreeMap<domain::ids::ConsultantId, String>, NoFile> {
    let cards = deps.table.whole_directory().await?;
    Ok(cards.into_iter().map(|card| (card.summary.id.clone(), card.summary.full_name())).collect())
}

/// Lines as RFC 4180 has them.
fn append(part: &mut Vec<u8>, separator: Separator, lines: impl Iterator<Item = Vec<String>>) -> Result<(), Error> {
    let mut writer = WriterBuilder::new().delimiter(separator.as_byte()).terminator(Terminator::CRLF).from_writer(part);
    for line in lines {
        writer.write_record(line)?;
    }
    writer.flush()?;
    Ok(())
}
