//! Notes on a booking: they never leave the console, and go with the client's data.

use domain::{
    booking::{MAX_NOTE, Note},
    fault::{Faults, Rule},
    fields::Fields,
    text,
};
use http_api::{Answer, Problem, json, was_done, with_etag};
use lambda_http::http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};
use table::NoteError;
use ulid::Ulid;

use crate::call::Call;

/// A parsed request.
#[derive(Serialize)]
enum Edit {
    Add(String),
    Delete(String),
}

/// Adds or deletes a note. Answers all notes.
pub(crate) async fn edit(call: &Call<'_>) -> Answer {
    let edit = read(&call.order.body()?)?;
    let (deps, key) = (&call.deps.booking, call.idempotency(&edit).await?);
    let now = deps.clock.now();
    if !was_done(&deps.table, key.as_ref()).await? {
        call.is_allowed(&call.booking, now)?;
        let edited = match &edit {
            Edit::Add(text) => {
                let id = Ulid::from_parts(
                    u64::try_from(now.timestamp_millis()).unwrap_or(0),
                    u128::from_le_bytes(call.deps.random.bytes()),
                );
                let note = Note { id: id.to_string(), text: text.clone(), by: call.staff.id().to_owned(), at: now };
                deps.table.add_note(&call.reference, &note, key.as_ref()).await
            }
            Edit::Delete(id) => deps.table.delete_note(&call.reference, id, key.as_ref()).await,
        };
        match edited {
            Ok(()) => {}
            Err(NoteError::TooMany) => return Err(Problem::too_many_notes()),
            Err(NoteError::Erased) => return Err(Problem::data_erased()),
            Err(NoteError::Unknown) => return Err(Problem::invalid("/noteId", Rule::KnownNote)),
            // The same request did it meanwhile, or another one used its key.
            Err(NoteError::KeyUsed) => {
                was_done(&deps.table, key.as_ref()).await?;
            }
            Err(NoteError::Table(error)) => return Err(error.into()),
        }
    }
    let notes = deps.table.notes(&call.reference).await?;
    let answer = json(StatusCode::OK, &serde_json::json!({ "reference": call.reference, "notes": notes }));
    answer.map(|response| with_etag(response, call.booking.edition))
}

/// `{"text": …}` or `{"noteId": …, "delete": true}`.
fn read(body: &Map<String, Value>) -> Result<Edit, Problem> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
    if fields.boolean("delete", &mut faults) == Some(true) {
        let id = fields.required("noteId", &mut faults, |id| text::line(id, text::MAX_NAME));
        return Ok(Edit::Delete(faults.or(id)?));
    }
    let text = fields.required("text", &mut faults, |note| text::lines(note, MAX_NOTE));
    Ok(Edit::Add(faults.or(text)?))
}
