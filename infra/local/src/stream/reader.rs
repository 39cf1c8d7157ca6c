use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use crate::{store::StoreError, template::REGION};

/// Without it the engine looks through every record there is to number the next one.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS local_stream_position
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// One change of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its place in the stream.
    pub position: i64,
    event_id: String,
    event_name: String,
    keys: Value,
    new_image: Option<Value>,
}

impl Record {
    /// As Lambda hands it over.
    pub fn to_event(&self, arn: &str, now: f64) -> Value {
        let mut change = json!({
            "ApproximateCreationDateTime": now,
            "Keys": self.keys,
            "SequenceNumber": self.sequence_number(),
            "SizeBytes": 1,
            "StreamViewType": "NEW_IMAGE",
        });
        if let Some(image) = &self.new_image {
            change["NewImage"] = image.clone();
        }
        json!({
            "eventID": self.event_id,
            "eventName": self.event_name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": change,
            "eventSourceARN": arn,
        })
    }

    /// What a function names the record by; 21 digits, as DynamoDB's are.
    pub fn sequence_number(&self) -> String {
        format!("1{:020}", self.position)
    }
}

/// Reads a table's stream beside the engine, on a connection of its own, so that neither waits for
/// the other.
#[derive(Debug)]
pub struct StreamReader {
    connection: Mutex<Connection>,
    table: String,
}

impl StreamReader {
    /// Opens the engine's file, which has to be there.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn open(path: &Path, table: &str) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(INDEX)?;
        Ok(Self { connection: Mutex::new(connection), table: table.to_owned() })
    }

    /// The next records after a position, in order.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn after(&self, position: i64, limit: usize) -> Result<Vec<Record>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT CAST(sequence_number AS INTEGER), COALESCE(event_id, sequence_number), event_name, keys_json, new_image
             FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) > ?2
             ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![self.table, position, limit], |row| {
            let image: Option<String> = row.get(4)?;
            Ok(Record {
                position: row.get(0)?,
                event_id: row.get(1)?,
                event_name: row.get(2)?,
                keys: parse(&row.get::<_, String>(3)?),
                new_image: image.map(|text| parse(&text)),
            })
        })?;
        rows.collect()
    }

    /// Whether there is a record after a position.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn has_after(&self, position: i64) -> Result<bool, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT 1 FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) > ?2 LIMIT 1",
        )?;
        Ok(statement.query_row(params![self.table, position], |_| Ok(())).optional()?.is_some())
    }

    /// Removes the records before a position. The one at the position stays, because the engine
    /// numbers the next record by the last one that is there.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn trim(&self, position: i64) -> Result<usize, StoreError> {
        self.connection().execute(
            "DELETE FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) < ?2",
            params![self.table, position],
        )
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
