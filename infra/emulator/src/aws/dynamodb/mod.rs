//! The table: the embedded engine, or an external DynamoDB.

mod embedded;
mod endpoint;
mod priority;

use serde_json::{Value, json};

pub use embedded::Embedded;
pub use endpoint::Endpoint;
pub use priority::Priority;

use super::Aws;
use crate::{answer::Answer, call::Call};

/// The engine can't be opened or a table can't be created.
#[derive(Debug, thiserror::Error)]
#[error("the table's engine: {0}")]
pub struct EngineError(String);

impl EngineError {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

/// The implementation of DynamoDB.
#[derive(Debug, Clone)]
pub enum Engine {
    /// In this process, on a file.
    Embedded(Embedded),
    /// Over HTTP.
    Elsewhere(Endpoint),
}

impl Engine {
    /// Creates a table if it isn't there yet. Fails if the engine refuses the definition.
    pub async fn create_table(&self, name: &str, definition: &Value) -> Result<(), EngineError> {
        let mut request = definition.clone();
        request["TableName"] = Value::from(name);
        let answer = self.perform("CreateTable", request.to_string().into_bytes(), Priority::Interactive).await;
        match answer.error.as_deref() {
            None | Some("ResourceInUseException") => Ok(()),
            Some(_) => Err(EngineError(String::from_utf8_lossy(&answer.body).into_owned())),
        }
    }

    /// Adds an index to a table, with the entries of the items that are there. `attributes` are the definitions of its
    /// keys. Fails if the engine refuses.
    pub async fn add_index(&self, table: &str, attributes: &[Value], index: &Value) -> Result<(), EngineError> {
        let request = json!({
            "TableName": table,
            "AttributeDefinitions": attributes,
            "GlobalSecondaryIndexUpdates": [{"Create": index}],
        });
        let answer = self.perform("UpdateTable", request.to_string().into_bytes(), Priority::Interactive).await;
        let message = String::from_utf8_lossy(&answer.body).into_owned();
        // An earlier start was interrupted.
        if answer.is_ok() || message.contains("already exists") { Ok(()) } else { Err(EngineError(message)) }
    }

    pub async fn perform(&self, operation: &str, body: Vec<u8>, priority: Priority) -> Answer {
        match self {
            Self::Embedded(engine) => engine.perform(operation, body, priority).await,
            Self::Elsewhere(endpoint) => endpoint.perform(endpoint::TABLES, operation, body).await,
        }
    }
}

impl Aws {
    pub(super) async fn perform_on_table(&self, call: &Call<'_>, priority: Priority) -> Answer {
        let body = if self.meter.wants_capacity() { with_capacity(call.body) } else { call.body.to_vec() };
        let answer = self.engine.perform(call.operation, body, priority).await;
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
