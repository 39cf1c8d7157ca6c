//! Writes exports of bookings, part by part. Whatever ends it, the next try begins the file once more.

mod file;

use std::{sync::Arc, time::Duration};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    access::{Capability, Reach},
    export::{Export, ExportFile, ExportRequest, ExportState},
    time::Interval,
};
use exports::Files;
use http_api::{Problem, Staff, StaffDeps};
use platform::{Clock, Error, FromEnv};
use table::{ClientKeys, Table};
use tokio::time::Instant;
use worker::{ExportOrder, Failure, Queue};

/// How long a function writes; its time-out (`template.yaml`) comes soon after.
const TIME: Duration = Duration::from_secs(240);
/// How long no other function begins the same file: longer than the time-out.
const CLAIM: TimeDelta = TimeDelta::seconds(320);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    client_keys: ClientKeys,
    files: Files,
    queue: Queue,
}

/// Why there is no file.
pub(crate) enum NoFile {
    /// It never will be.
    Failed(&'static str),
    Again(Error),
}

impl<E: Into<Error>> From<E> for NoFile {
    fn from(error: E) -> Self {
        Self::Again(error.into())
    }
}

/// Handles a batch of exports.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    Ok(deps.queue.react_to_text(batch, |body| react(deps, body)).await)
}

async fn react(deps: &Deps, body: String) -> Result<(), Failure> {
    let order: ExportOrder = serde_json::from_str(&body)?;
    let Some(export) = deps.table.export(&order.export).await? else { return Ok(()) };
    let now = deps.clock.now();
    if !matches!(export.state, ExportState::Waiting | ExportState::Writing) {
        return Ok(());
    }
    if !export.is_free(now) {
        let left = export.claimed_until.map_or(1, |until| (until - now).num_seconds() + 1);
        return Err(Failure::Wait { seconds: u32::try_from(left).unwrap_or(1) });
    }
    let claimed = Export {
        state: ExportState::Writing,
        claimed_until: Some(now + CLAIM),
        version: export.version + 1,
        ..export.clone()
    };
    if !deps.table.save_export(&claimed, None).await? {
        // Another function was first.
        return Err(Failure::Wait { seconds: 1 });
    }
    if let Some(upload) = &export.upload {
        deps.files.give_up(&export.key, upload).await?;
    }
    end(deps, claimed).await
}

async fn end(deps: &Deps, claimed: Export) -> Result<(), Failure> {
    let (claimed, written) = write(deps, claimed).await;
    let ended = Export { claimed_until: None, version: claimed.version + 1, ..claimed };
    let (ended, result) = match written {
        Ok(file) => {
            (Export { state: ExportState::Done, file: Some(file), request: None, upload: None, ..ended }, Ok(()))
        }
        Err(NoFile::Failed(code)) => {
            let failure = Some(code.to_owned());
            (Export { state: ExportState::Failed, failure, request: None, ..ended }, Ok(()))
        }
        Err(NoFile::Again(error)) => (ended, Err(Failure::Retry(error))),
    };
    if !deps.table.save_export(&ended, None).await? {
        tracing::warn!("an export was written twice");
    }
    result
}

/// Writes the file. Returns the export with the upload that it noted.
async fn write(deps: &Deps, claimed: Export) -> (Export, Result<ExportFile, NoFile>) {
    let until = Instant::now() + TIME;
    let upload = match deps.files.begin(&claimed.key).await {
        Ok(upload) => upload,
        Err(error) => return (claimed, Err(error.into())),
    };
    let noted = Export { upload: Some(upload.id.clone()), version: claimed.version + 1, ..claimed.clone() };
    match deps.table.save_export(&noted, None).await {
        Ok(true) => {}
        Ok(false) => return (claimed, Err(NoFile::Again("another function writes the export".into()))),
        Err(error) => return (claimed, Err(error.into())),
    }
    let written = async {
        let wanted = wanted(deps, &noted).await?;
        file::write(deps, wanted, upload, (noted.separator, until)).await
    };
    let written = written.await;
    (noted, written)
}

/// The request, limited to what the account may see now.
async fn wanted(deps: &Deps, export: &Export) -> Result<ExportRequest, NoFile> {
    let request_id = format!("export:{}", export.id);
    let staff = match Staff::later(export.actor.facts(export.created_at), request_id, &deps.staff).await {
        Ok(staff) => staff,
        Err(problem) if problem.may_pass() => return Err(NoFile::Again(problem.into_cause())),
        Err(problem) => return Err(NoFile::Failed(problem.code())),
    };
    let object = export.request.as_ref().ok_or("an export without its request")?;
    let mut wanted = ExportRequest::parse(object, export.zone, export.created_at)?;
    let may_export_contact = staff.account.reach(Capability::ExportBookings) == Reach::All;
    let refusal = (wanted.is_personal && !may_export_contact).then(Problem::forbidden);
    let restricted = staff.restrict(Capability::SeeBookings, &mut wanted.list);
    match (refusal, restricted) {
        (Some(problem), _) | (None, Err(problem)) => Err(NoFile::Failed(problem.code())),
        // None of the consultants: an empty file.
        (None, Ok(false)) => {
            wanted.list.period = Some(Interval { start: export.created_at, end: export.created_at });
            Ok(wanted)
        }
        (None, Ok(true)) => Ok(wanted),
    }
}
