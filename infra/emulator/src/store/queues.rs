use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sam::Queue;

use super::{Store, StoreError};

/// A received message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    /// Identifies this very receipt, for deletion or delay.
    pub receipt: String,
    pub body: String,
    /// The instant of the send, in milliseconds.
    pub sent_at: i64,
    /// The first receive, in milliseconds.
    pub first_received_at: i64,
    /// The number of receives, this one included.
    pub receives: u32,
}

/// A message that a service puts on a queue at an instant, which may be in the future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub queue: String,
    pub body: String,
    /// The instant, in milliseconds.
    pub at: i64,
}

/// State of a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueState {
    pub name: String,
    /// Messages that can be received now.
    pub depth: u64,
    /// Messages received and hidden until they are deleted or retried.
    pub in_flight: u64,
    /// Messages that can't be received yet.
    pub delayed: u64,
    /// Receives beyond the first of the messages that are still there.
    pub retries: u64,
    /// Dead letters.
    pub dead_letters: u64,
}

impl Store {
    /// Puts a message on a queue, visible from `visible_at` on. Returns its id.
    pub fn send(&self, queue: &str, body: &str, now: i64, visible_at: i64) -> Result<String, StoreError> {
        send(&self.connection(), queue, body, now, visible_at)
    }

    /// Puts messages on their queues, all or none.
    pub fn deliver(&self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        deliver(&transaction, deliveries)?;
        transaction.commit()
    }

    /// Receives up to `limit` messages that are visible at `now` and hides them. Messages received too often become
    /// dead letters instead.
    pub fn receive(&self, name: &str, queue: &Queue, limit: usize, now: i64) -> Result<Vec<Message>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(redrive) = &queue.redrive {
            let mut give_up = transaction.prepare_cached(
                "UPDATE messages SET queue = ?1, source = ?2, visible_at = ?3, receives = 0, first_received_at = NULL
                 WHERE queue = ?2 AND visible_at <= ?3 AND receives >= ?4",
            )?;
            give_up.execute(params![redrive.dead_letters, name, now, redrive.maximum_receives])?;
        }
        let hidden_until = now.saturating_add(i64::try_from(queue.visibility.as_millis()).unwrap_or(i64::MAX));
        let messages = {
            let mut take = transaction.prepare_cached(
                "UPDATE messages SET receives = receives + 1, visible_at = ?3,
                     first_received_at = COALESCE(first_received_at, ?2)
                 WHERE id IN (SELECT id FROM messages WHERE queue = ?1 AND visible_at <= ?2
                              ORDER BY visible_at, id LIMIT ?4)
                 RETURNING id, message_id, body, sent_at, first_received_at, receives",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = take.query_map(params![name, now, hidden_until, limit], message)?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        transaction.commit()?;
        Ok(messages)
    }

    /// Deletes handled messages. A receipt that is no longer the latest deletes nothing: another consumer has the
    /// message by then.
    pub fn delete(&self, queue: &str, receipts: &[String]) -> Result<(), StoreError> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("DELETE FROM messages WHERE queue = ?1 AND id = ?2 AND receives = ?3")?;
        for (id, receives) in receipts.iter().filter_map(|receipt| parse_receipt(receipt)) {
            statement.execute(params![queue, id, receives])?;
        }
        Ok(())
    }

    /// Hides a received message until `visible_at`. Returns whether the receipt was valid.
    pub fn change_visibility(&self, queue: &str, receipt: &str, visible_at: i64) -> Result<bool, StoreError> {
        let Some((id, receives)) = parse_receipt(receipt) else { return Ok(false) };
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached("UPDATE messages SET visible_at = ?4 WHERE queue = ?1 AND id = ?2 AND receives = ?3")?;
        Ok(statement.execute(params![queue, id, receives, visible_at])? == 1)
    }

    /// Returns the instant of a queue's next message; it may be past.
    pub fn next_due(&self, queue: &str) -> Result<Option<i64>, StoreError> {
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached("SELECT visible_at FROM messages WHERE queue = ?1 ORDER BY visible_at LIMIT 1")?;
        statement.query_row([queue], |row| row.get(0)).optional()
    }

    /// Returns the state of a queue at `now`.
    pub fn queue_state(&self, name: &str, queue: &Queue, now: i64) -> Result<QueueState, StoreError> {
        let connection = self.connection();
        let mut state = connection.query_row(
            "SELECT COUNT(*) FILTER (WHERE visible_at <= ?2),
                    COUNT(*) FILTER (WHERE visible_at > ?2 AND receives > 0),
                    COUNT(*) FILTER (WHERE visible_at > ?2 AND receives = 0),
                    COALESCE(SUM(MAX(receives - 1, 0)), 0)
             FROM messages WHERE queue = ?1",
            params![name, now],
            |row| {
                let count = |index| row.get::<_, i64>(index).map(i64::unsigned_abs);
                Ok(QueueState {
                    name: name.to_owned(),
                    depth: count(0)?,
                    in_flight: count(1)?,
                    delayed: count(2)?,
                    retries: count(3)?,
                    dead_letters: 0,
                })
            },
        )?;
        if let Some(redrive) = &queue.redrive {
            let sql = "SELECT COUNT(*) FROM messages WHERE queue = ?1";
            let count: i64 = connection.query_row(sql, [&redrive.dead_letters], |row| row.get(0))?;
            state.dead_letters = count.unsigned_abs();
        }
        Ok(state)
    }

    /// Puts the dead letters of a queue back on it. Returns their number.
    pub fn redrive(&self, name: &str, dead_letters: &str, now: i64) -> Result<usize, StoreError> {
        self.connection().execute(
            "UPDATE messages SET queue = ?1, source = NULL, visible_at = ?3, receives = 0, first_received_at = NULL
             WHERE queue = ?2",
            params![name, dead_letters, now],
        )
    }
}

pub(super) fn deliver(connection: &Connection, deliveries: &[Delivery]) -> Result<(), StoreError> {
    for delivery in deliveries {
        send(connection, &delivery.queue, &delivery.body, delivery.at, delivery.at)?;
    }
    Ok(())
}

pub(super) fn send(
    connection: &Connection,
    queue: &str,
    body: &str,
    now: i64,
    visible_at: i64,
) -> Result<String, StoreError> {
    let id = crate::ids::uuid();
    let mut statement = connection.prepare_cached(
        "INSERT INTO messages (queue, message_id, body, sent_at, visible_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    statement.execute(params![queue, id, body, now, visible_at])?;
    Ok(id)
}

fn message(row: &Row<'_>) -> Result<Message, StoreError> {
    let (id, receives): (i64, u32) = (row.get(0)?, row.get(5)?);
    Ok(Message {
        id: row.get(1)?,
        receipt: format!("{id}.{receives}"),
        body: row.get(2)?,
        sent_at: row.get(3)?,
        first_received_at: row.get(4)?,
        receives,
    })
}

fn parse_receipt(receipt: &str) -> Option<(i64, u32)> {
    let (id, receives) = receipt.split_once('.')?;
    Some((id.parse().ok()?, receives.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sam::{Queue, Redrive};

    use crate::store::{Store, scratch};

    fn queue() -> Queue {
        let redrive = Redrive { dead_letters: "dead".to_owned(), maximum_receives: 2 };
        Queue { visibility: Duration::from_secs(60), redrive: Some(redrive) }
    }

    fn receive(store: &Store, now: i64) -> Vec<(String, String)> {
        let messages = store.receive("mail", &queue(), 10, now).unwrap();
        messages.into_iter().map(|it| (it.body, it.receipt)).collect()
    }

    #[test]
    fn received_message_is_hidden_for_a_while() {
        let (_folder, store) = scratch();
        store.send("mail", "a", 0, 0).unwrap();
        assert_eq!(receive(&store, 0).len(), 1);
        assert_eq!(receive(&store, 59_999), []);
        assert_eq!(receive(&store, 60_000).len(), 1);
    }

    #[test]
    fn delayed_message_arrives_when_due() {
        let (_folder, store) = scratch();
        store.send("mail", "late", 0, 5_000).unwrap();
        store.send("mail", "early", 0, 1_000).unwrap();
        assert_eq!(store.next_due("mail").unwrap(), Some(1_000));
        assert_eq!(receive(&store, 999), []);
        assert_eq!(receive(&store, 1_000)[0].0, "early");
        assert_eq!(receive(&store, 5_000)[0].0, "late");
    }

    #[test]
    fn old_receipt_has_no_effect() {
        let (_folder, store) = scratch();
        store.send("mail", "a", 0, 0).unwrap();
        let (_, old) = receive(&store, 0).remove(0);
        let (_, new) = receive(&store, 60_000).remove(0);
        store.delete("mail", std::slice::from_ref(&old)).unwrap();
        assert!(!store.change_visibility("mail", &old, 0).unwrap());
        assert!(store.change_visibility("mail", &new, 61_000).unwrap());
        assert_eq!(store.next_due("mail").unwrap(), Some(61_000));
        store.delete("mail", &[new]).unwrap();
        assert_eq!(store.next_due("mail").unwrap(), None);
    }

    #[test]
    fn dead_letters_can_be_redriven() {
        let (_folder, store) = scratch();
        store.send("mail", "poison", 0, 0).unwrap();
        assert_eq!(receive(&store, 0).len(), 1);
        assert_eq!(receive(&store, 60_000).len(), 1);
        let state = store.queue_state("mail", &queue(), 60_000).unwrap();
        assert_eq!((state.depth, state.in_flight, state.retries, state.dead_letters), (0, 1, 1, 0));
        assert_eq!(receive(&store, 120_000), []);
        assert_eq!(store.queue_state("mail", &queue(), 120_000).unwrap().dead_letters, 1);
        assert_eq!(store.redrive("mail", "dead", 120_000).unwrap(), 1);
        assert_eq!(receive(&store, 120_000).len(), 1);
    }

    #[test]
    fn messages_survive_a_restart() {
        let (folder, store) = scratch();
        store.send("mail", "a", 0, 0).unwrap();
        drop(store);
        let store = Store::open(&folder.path().join("local.db")).unwrap();
        assert_eq!(receive(&store, 0).len(), 1);
    }
}
