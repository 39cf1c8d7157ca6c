use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::Record;
use crate::store::StoreError;

/// Without it the engine scans all records to number the next one.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS local_stream_position
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// Reads a table's stream beside the embedded engine, on a connection of its own, so that neither waits for
/// the other.
#[derive(Debug)]
pub struct FileReader {
    connection: Mutex<Connection>,
    table: String,
}

impl FileReader {
    /// Opens the engine's file, which must exist.
    pub(super) fn open(path: &Path, table: &str) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(INDEX)?;
        Ok(Self { connection: Mutex::new(connection), table: table.to_owned() })
    }

    pub(super) fn after(&self, position: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT CAST(sequence_number AS INTEGER), COALESCE(event_id, sequence_number), event_name, keys_json, new_image
             FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) > ?2
             ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![self.table, number(position), limit], |row| {
            let image: Option<String> = row.get(4)?;
            let position: i64 = row.get(0)?;
            Ok(Record {
                // 21 digits, as DynamoDB's are.
                sequence_number: format!("1{position:020}"),
                position: position.to_string(),
                event_id: row.get(1)?,
                event_name: row.get(2)?,
                keys: parse(&row.get::<_, String>(3)?),
                new_image: image.map(|text| parse(&text)),
            })
        })?;
        rows.collect()
    }

    pub(super) fn has_after(&self, position: &str) -> Result<bool, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT 1 FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) > ?2 LIMIT 1",
        )?;
        Ok(statement.query_row(params![self.table, number(position)], |_| Ok(())).optional()?.is_some())
    }

    /// Removes the records before a position. The one at the position stays, because the engine numbers the next record
    /// by the last one that is there.
    pub(super) fn trim(&self, position: &str) -> Result<usize, StoreError> {
        self.connection().execute(
            "DELETE FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) < ?2",
            params![self.table, number(position)],
        )
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The engine numbers records from 1.
fn number(position: &str) -> i64 {
    position.parse().unwrap_or(0)
}
