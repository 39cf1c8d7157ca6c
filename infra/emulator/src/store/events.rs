use rusqlite::{TransactionBehavior, params};
use serde_json::Value;

use super::{Store, StoreError, queues};

/// How many events `/_local/events` shows.
const EVENTS_KEPT: i64 = 1_000;

/// A record of the stream that a function could not handle.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub function: String,
    pub reason: String,
    pub record: Value,
    /// The instant, in milliseconds by the local clock.
    pub failed_at: i64,
}

impl Store {
    /// Keeps an event and puts it on each of these queues, all in one transaction: an accepted event is on its way.
    pub fn publish(&self, envelope: &Value, queues: &[String], now: i64) -> Result<(), StoreError> {
        let text = envelope.to_string();
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.prepare_cached("INSERT INTO events (envelope) VALUES (?1)")?.execute([&text])?;
        let last = transaction.last_insert_rowid();
        transaction.prepare_cached("DELETE FROM events WHERE id <= ?1")?.execute([last - EVENTS_KEPT])?;
        for queue in queues {
            queues::send(&transaction, queue, &text, now, now)?;
        }
        transaction.commit()
    }

    /// Events on the bus, newest last.
    pub fn events(&self) -> Result<Vec<Value>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT envelope FROM events ORDER BY id")?;
        let texts = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }

    pub fn add_failure(&self, failure: &Failure) -> Result<(), StoreError> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO failures (function, reason, record, failed_at) VALUES (?1, ?2, ?3, ?4)",
            params![failure.function, failure.reason, failure.record.to_string(), failure.failed_at],
        )?;
        Ok(())
    }

    /// Records that were given up, oldest first.
    pub fn failures(&self) -> Result<Vec<Failure>, StoreError> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("SELECT function, reason, record, failed_at FROM failures ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let record: String = row.get(2)?;
            Ok(Failure {
                function: row.get(0)?,
                reason: row.get(1)?,
                record: serde_json::from_str(&record).unwrap_or(Value::Null),
                failed_at: row.get(3)?,
            })
        })?;
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use sam::Queue;
    use serde_json::json;

    use crate::store::scratch;

    #[test]
    fn event_is_kept_and_queued() {
        let (_folder, store) = scratch();
        store.publish(&json!({"detail-type": "booking.confirmed"}), &["a".to_owned(), "b".to_owned()], 7).unwrap();
        assert_eq!(store.events().unwrap(), [json!({"detail-type": "booking.confirmed"})]);
        for name in ["a", "b"] {
            let received = store.receive(name, &Queue::default(), 10, 7).unwrap();
            assert_eq!(received[0].body, r#"{"detail-type":"booking.confirmed"}"#);
        }
    }

    #[test]
    fn only_the_last_events_are_kept() {
        let (_folder, store) = scratch();
        for number in 0..=super::EVENTS_KEPT {
            store.publish(&json!(number), &[], 0).unwrap();
        }
        let events = store.events().unwrap();
        assert_eq!(events.len(), 1_000);
        assert_eq!(events[0], json!(1));
    }
}
