//! The embedded engine: `dynoxide` on a file, behind threads of its own.

use std::{
    path::{Path, PathBuf},
    thread,
};

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use super::{
    EngineError,
    priority::{Priority, Receiver, Sender, line},
};
use crate::answer::Answer;

/// The engine has one lock; a second thread reads requests and writes answers meanwhile. More would only queue at the
/// lock.
const THREADS: usize = 2;

/// The engine; clones share its threads, which end with the last clone.
#[derive(Debug, Clone)]
pub struct Embedded {
    file: PathBuf,
    calls: Sender<EngineCall>,
}

#[derive(Debug)]
struct EngineCall {
    operation: String,
    body: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

impl Embedded {
    /// Opens the file; creates it if it isn't there.
    pub fn open(path: &Path) -> Result<Self, EngineError> {
        let database = Database::new(&path.to_string_lossy()).map_err(|error| EngineError(error.to_string()))?;
        // The engine's name for `synchronous = NORMAL`, as in the store beside it: a commit is a write to the page
        // cache, which survives the end of the process. With SQLite's own default each one waits for the disk, 4 ms
        // under the engine's one lock, and a booking with all that follows has more than a dozen.
        database.disable_bulk_loading().map_err(|error| EngineError(error.to_string()))?;
        let (calls, queue) = line();
        for number in 0..THREADS {
            let (database, queue) = (database.clone(), queue.clone());
            let thread = thread::Builder::new().name(format!("table-{number}"));
            thread.spawn(move || work(&database, &queue)).map_err(|error| EngineError(error.to_string()))?;
        }
        Ok(Self { file: path.to_owned(), calls })
    }

    /// The file, for readers beside the engine.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) async fn perform(&self, operation: &str, body: Vec<u8>, priority: Priority) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.calls.join(EngineCall { operation: operation.to_owned(), body, answer }, priority);
        answered.await.unwrap_or_else(|_| Answer::failure("the table's thread gave no answer"))
    }
}

fn work(database: &Database, queue: &Receiver<EngineCall>) {
    while let Some(job) = queue.next() {
        let answer = match dispatch(database, &job.operation, &job.body) {
            Some(Ok(body)) => Answer { status: 200, error: None, body },
            Some(Err(error)) => refusal(&error),
            None => Answer::unknown(&job.operation),
        };
        // The caller may have given up waiting; the write remains.
        let _ = job.answer.send(answer);
    }
}

fn refusal(error: &DynoxideError) -> Answer {
    let name = error.error_type().rsplit('#').next().map(str::to_owned);
    Answer { status: error.status_code(), error: name, body: error.to_json().into_bytes() }
}

type EngineAnswer = Result<Vec<u8>, DynoxideError>;

fn dispatch(database: &Database, operation: &str, body: &[u8]) -> Option<EngineAnswer> {
    Some(match operation {
        "GetItem" => run(body, |request| database.get_item(request)),
        "Query" => run(body, |request| database.query(request)),
        "PutItem" => run(body, |request| database.put_item(request)),
        "UpdateItem" => run(body, |request| database.update_item(request)),
        "DeleteItem" => run(body, |request| database.delete_item(request)),
        "TransactWriteItems" => run(body, |request| database.transact_write_items(request)),
        "TransactGetItems" => run(body, |request| database.transact_get_items(request)),
        "BatchGetItem" => run(body, |request| database.batch_get_item(request)),
        "BatchWriteItem" => run(body, |request| database.batch_write_item(request)),
        "Scan" => run(body, |request| database.scan(request)),
        "CreateTable" => run(body, |request| database.create_table(request)),
        "UpdateTable" => run(body, |request| database.update_table(request)),
        "DescribeTable" => run(body, |request| database.describe_table(request)),
        _ => return None,
    })
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> EngineAnswer {
    let request = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    let answer = operation(request)?;
    serde_json::to_vec(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine prefixes its message about a malformed request with the kind of error.
fn malformed(error: &serde_json::Error) -> DynoxideError {
    let text = error.to_string();
    let message = text.rsplit_once("VALIDATION:").map_or(text.as_str(), |(_, message)| message);
    DynoxideError::ValidationException(message.to_owned())
}
