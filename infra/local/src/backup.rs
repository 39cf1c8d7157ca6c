//! Backup and restore of a data directory.
//!
//! A restored system is a deployment with a restored table (docs/restore.md): clients erased since the backup was made
//! are erased again before anything runs, and who withdrew a consent or wants no mail is asked nothing and gets none.

use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use emulator::files::write_private;
use rusqlite::{Connection, OpenFlags};
use sam::DEPLOYED;
use serde_json::json;
use table::Wish;

use crate::{
    folder::{Folder, FolderError},
    functions,
    options::{Options, Seed, StartTime},
    start::{Parts, StartError, TABLE_FILE},
};

/// Copied in this order. Queues and the position in the stream come before the table: so a restored system may relay a
/// record twice, which is harmless, and never skips one.
const DATABASES: [&str; 2] = ["local.db", TABLE_FILE];
/// Copied if it is there.
const SECRETS: [&str; 2] = ["secrets.json", "issuer.key"];
/// The clock is kept a little ahead, and the table is copied a little later: a booking erased around then is erased
/// twice, which changes nothing.
const MARGIN: TimeDelta = TimeDelta::hours(1);
/// The function that repeats clients' wishes.
const RETENTION: &str = "ApplyRetentionFunction";

/// A backup or a restore failed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The destination exists.
    #[error("{0} is there already")]
    Taken(PathBuf),
    /// It is not a backup, or not a data directory.
    #[error("{0} holds no {1}")]
    NotThere(PathBuf, &'static str),
    /// The data directory can't be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The file system refused.
    #[error("{path}")]
    Io { path: PathBuf, source: io::Error },
    /// A database can't be copied.
    #[error("a database can't be copied")]
    Database(#[from] rusqlite::Error),
    /// The restored data, or the data that it replaces, can't be read.
    #[error("the restored system can't be used")]
    Start(#[from] StartError),
    /// The log of clients' wishes can't be read or written.
    #[error("the log of clients' wishes can't be applied")]
    Wishes(#[from] table::TableError),
    /// The function that erases failed.
    #[error("what clients wished later could not be repeated: {0}")]
    Erasing(String),
}

/// The result of a restore.
#[derive(Debug)]
pub struct Restored {
    /// The folder of the replaced data, if there were any.
    pub replaced: Option<PathBuf>,
    /// Bookings that the log lists as erased since.
    pub erased_since: usize,
    /// Other wishes of clients in the log since: consents, links, addresses.
    pub other_wishes: usize,
}

/// Copies a data directory into one that isn't there yet; a system may be running on it.
///
/// # Errors
/// Fails if there is nothing to copy, the destination exists, or a copy fails: an unfinished copy is no backup.
pub fn back_up(data: &Path, to: &Path) -> Result<(), BackupError> {
    for name in DATABASES {
        if !data.join(name).exists() {
            return Err(BackupError::NotThere(data.to_owned(), name));
        }
    }
    make(to)?;
    for name in DATABASES {
        let source = Connection::open_with_flags(data.join(name), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // One consistent state, even during writes.
        source.execute("VACUUM INTO ?1", [to.join(name).to_string_lossy()])?;
    }
    copy(&SECRETS, data, to)
}

/// Replaces a data directory with a backup, keeps the old one beside it, and repeats the erasures since.
///
/// # Errors
/// Fails if it is no backup, a system runs on the data directory, or a step fails: then the old directory is beside it.
pub async fn restore(from: &Path, data: &Path) -> Result<Restored, BackupError> {
    for name in DATABASES {
        if !from.join(name).exists() {
            return Err(BackupError::NotThere(from.to_owned(), name));
        }
    }
    let replaced = put_aside(data)?;
    make(data)?;
    copy(&DATABASES, from, data)?;
    copy(&SECRETS, from, data)?;
    let wishes = match &replaced {
        Some(replaced) => fulfil_again(replaced, data).await?,
        None => Vec::new(),
    };
    let erased_since = wishes.iter().filter(|wish| matches!(wish, Wish::Erasure(_))).count();
    Ok(Restored { replaced, erased_since, other_wishes: wishes.len() - erased_since })
}

fn put_aside(data: &Path) -> Result<Option<PathBuf>, BackupError> {
    if !data.exists() {
        return Ok(None);
    }
    // No system may be using it.
    drop(Folder::take(data)?);
    let aside = PathBuf::from(format!("{}.replaced", data.display()));
    if aside.exists() {
        return Err(BackupError::Taken(aside));
    }
    fs::rename(data, &aside).map_err(refused(data))?;
    Ok(Some(aside))
}

/// Carries the log of clients' wishes over and has the function fulfil them. Nothing else runs: events, queues and schedules wait for
/// the next start.
async fn fulfil_again(replaced: &Path, data: &Path) -> Result<Vec<Wish>, BackupError> {
    let restored = assemble(data).await?;
    let restored_to = restored.aws.clock.now() - MARGIN;
    let lost = assemble(replaced).await?;
    let (Some(from), Some(to)) = (&lost.table, &restored.table) else { return Ok(Vec::new()) };
    let wishes = from.wishes_since(restored_to).await?;
    for wish in &wishes {
        to.note_wish(wish).await?;
    }
    let event = json!({ "restoredTo": restored_to });
    restored.functions.invoke(RETENTION, event).await.map_err(BackupError::Erasing)?;
    Ok(wishes)
}

/// Builds the parts of a system that has no pollers, at the time of its last run.
async fn assemble(data: &Path) -> Result<Parts, StartError> {
    let options = Options { seed: Seed::Empty, ..Options::new(data, StartTime::Stored) };
    Parts::assemble(&options, DEPLOYED, &functions::registry()).await
}

fn make(folder: &Path) -> Result<(), BackupError> {
    if folder.exists() {
        return Err(BackupError::Taken(folder.to_owned()));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(refused(folder))
}

/// Copies files that are there, for their owner only.
fn copy(names: &[&str], from: &Path, to: &Path) -> Result<(), BackupError> {
    for name in names {
        let source = from.join(name);
        if source.exists() {
            let bytes = fs::read(&source).map_err(refused(&source))?;
            write_private(&to.join(name), &bytes).map_err(refused(to))?;
        }
    }
    Ok(())
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    |source| BackupError::Io { path, source }
}
