//! The table: the embedded `dynoxide` engine on a file, behind threads of its own.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::sync::oneshot;

use super::{Answer, Aws, Call};

/// The engine has one lock; a second thread reads requests and writes answers meanwhile. More would
/// only queue at the lock.
const THREADS: usize = 2;

/// The engine can't be opened or a table can't be made.
#[derive(Debug, thiserror::Error)]
#[error("the table's engine: {0}")]
pub struct EngineError(String);

/// The engine; clones share its threads, which end with the last clone.
#[derive(Debug, Clone)]
pub struct Engine {
    jobs: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    operation: String,
    body: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

impl Engine {
    /// Opens the file, making it if it isn't there.
    ///
    /// # Errors
    /// If it can't be opened.
    pub fn open(path: &Path) -> Result<Self, EngineError> {
        let database = Database::new(&path.to_string_lossy()).map_err(|error| EngineError(error.to_string()))?;
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..THREADS {
            let (database, queue) = (database.clone(), Arc::clone(&queue));
            let thread = thread::Builder::new().name(format!("table-{number}"));
            thread.spawn(move || work(&database, &queue)).map_err(|error| EngineError(error.to_string()))?;
        }
        Ok(Self { jobs })
    }

    /// Makes a table if it isn't there yet.
    ///
    /// # Errors
    /// If the engine refuses the definition.
    pub async fn create_table(&self, name: &str, definition: &Value) -> Result<(), EngineError> {
        let mut request = definition.clone();
        request["TableName"] = Value::from(name);
        let answer = self.perform("CreateTable", request.to_string().into_bytes()).await;
        match answer.error.as_deref() {
            None | Some("ResourceInUseException") => Ok(()),
            Some(_) => Err(EngineError(String::from_utf8_lossy(&answer.body).into_owned())),
        }
    }

    /// Performs an operation of DynamoDB's API.
    pub async fn perform(&self, operation: &str, body: Vec<u8>) -> Answer {
        let (answer, answered) = oneshot::channel();
        let job = Job { operation: operation.to_owned(), body, answer };
        if self.jobs.send(job).is_err() {
            return Answer::failure("the table's threads have ended");
        }
        answered.await.unwrap_or_else(|_| Answer::failure("the table's thread gave no answer"))
    }
}

impl Aws {
    pub(super) async fn perform_on_table(&self, call: &Call<'_>) -> Answer {
        let body = if self.meter.wants_capacity() { with_capacity(call.body) } else { call.body.to_vec() };
        let answer = self.engine.perform(call.operation, body).await;
        let writes =
            matches!(call.operation, "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems" | "BatchWriteItem");
        if writes && answer.is_ok() {
            self.activity.wake();
        }
        answer
    }
}

/// Adds the member that asks for consumed capacity to a request that does not have it.
fn with_capacity(body: &[u8]) -> Vec<u8> {
    match serde_json::from_slice::<Value>(body) {
        Ok(mut request) if request.is_object() => {
            request["ReturnConsumedCapacity"] = Value::from("TOTAL");
            request.to_string().into_bytes()
        }
        _ => body.to_vec(),
    }
}

fn work(database: &Database, queue: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let answer = match dispatch(database, &job.operation, &job.body) {
            Some(Ok(body)) => Answer { status: 200, error: None, body },
            Some(Err(error)) => refusal(&error),
            None => Answer::unknown(&job.operation),
        };
        // Whoever asked may have given up waiting; what was done stays done.
        let _ = job.answer.send(answer);
    }
}

fn refusal(error: &DynoxideError) -> Answer {
    let name = error.error_type().rsplit('#').next().map(str::to_owned);
    Answer { status: error.status_code(), error: name, body: error.to_json().into_bytes() }
}

type Outcome = Result<Vec<u8>, DynoxideError>;

fn dispatch(database: &Database, operation: &str, body: &[u8]) -> Option<Outcome> {
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
        "DescribeTable" => run(body, |request| database.describe_table(request)),
        _ => return None,
    })
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Outcome {
    let request = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    let answer = operation(request)?;
    serde_json::to_vec(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine marks what it says about a malformed request by what kind of error it is.
fn malformed(error: &serde_json::Error) -> DynoxideError {
    let text = error.to_string();
    let message = text.rsplit_once("VALIDATION:").map_or(text.as_str(), |(_, message)| message);
    DynoxideError::ValidationException(message.to_owned())
}
