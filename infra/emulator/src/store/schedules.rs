use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};
use serde_json::Value;

use super::{Store, StoreError, queues};

/// A one-time schedule: at its instant its input is put on its queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The group that its name is unique in.
    pub group: String,
    pub name: String,
    /// The instant it fires at, in milliseconds.
    pub at: i64,
    pub queue: String,
    /// The message for the queue.
    pub input: String,
    /// The idempotency token of the request.
    pub token: Option<String>,
    /// Creation time, in milliseconds.
    pub created_at: i64,
    /// The members of `GetSchedule` that repeat the request.
    pub definition: Value,
}

/// Result of adding a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It is there now, or was already by the same request.
    Made,
    /// There is another of this name in the group.
    NameTaken,
}

const COLUMNS: &str = "group_name, name, fires_at, queue, input, token, created_at, definition";

impl Store {
    pub fn create_schedule(&self, schedule: &Schedule) -> Result<Created, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "INSERT INTO schedules (group_name, name, fires_at, queue, input, token, created_at, definition)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (group_name, name) DO NOTHING",
        )?;
        let Schedule { group, name, at, queue, input, token, created_at, definition } = schedule;
        let made = statement.execute(params![group, name, at, queue, input, token, created_at, definition.to_string()]);
        if made? == 1 {
            return Ok(Created::Made);
        }
        let mut statement =
            connection.prepare_cached("SELECT token FROM schedules WHERE group_name = ?1 AND name = ?2")?;
        let present: Option<String> = statement.query_row([group, name], |row| row.get(0))?;
        let is_same = token.is_some() && *token == present;
        Ok(if is_same { Created::Made } else { Created::NameTaken })
    }

    /// Removes a schedule. Returns whether it was there.
    pub fn delete_schedule(&self, group: &str, name: &str) -> Result<bool, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("DELETE FROM schedules WHERE group_name = ?1 AND name = ?2")?;
        Ok(statement.execute([group, name])? == 1)
    }

    /// Returns a schedule that has not fired yet.
    pub fn schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>, StoreError> {
        let connection = self.connection();
        let sql = format!("SELECT {COLUMNS} FROM schedules WHERE group_name = ?1 AND name = ?2");
        connection.query_row(&sql, [group, name], schedule).optional()
    }

    /// The schedules that have not fired yet, by their instant.
    pub fn schedules(&self) -> Result<Vec<Schedule>, StoreError> {
        let connection = self.connection();
        let mut statement =
            connection.prepare(&format!("SELECT {COLUMNS} FROM schedules ORDER BY fires_at, name, group_name"))?;
        let rows = statement.query_map([], schedule)?;
        rows.collect()
    }

    /// Returns the instant of the next schedule; it may be past.
    pub fn next_schedule(&self) -> Result<Option<i64>, StoreError> {
        self.connection().prepare_cached("SELECT MIN(fires_at) FROM schedules")?.query_row([], |row| row.get(0))
    }

    /// Fires the schedules due at `now`, in order: the input goes on the queue and the schedule is deleted, in one
    /// transaction. Returns how many fired.
    pub fn fire_schedules(&self, now: i64) -> Result<usize, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let due = {
            let mut statement = transaction
                .prepare_cached("SELECT id, queue, input FROM schedules WHERE fires_at <= ?1 ORDER BY fires_at, id")?;
            let rows = statement.query_map([now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<Vec<(i64, String, String)>, _>>()?
        };
        for (id, queue, input) in &due {
            queues::send(&transaction, queue, input, now, now)?;
            transaction.prepare_cached("DELETE FROM schedules WHERE id = ?1")?.execute([id])?;
        }
        transaction.commit()?;
        Ok(due.len())
    }
}

fn schedule(row: &Row<'_>) -> Result<Schedule, StoreError> {
    let definition: String = row.get(7)?;
    Ok(Schedule {
        group: row.get(0)?,
        name: row.get(1)?,
        at: row.get(2)?,
        queue: row.get(3)?,
        input: row.get(4)?,
        token: row.get(5)?,
        created_at: row.get(6)?,
        definition: serde_json::from_str(&definition).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use sam::Queue;
    use serde_json::json;

    use super::{Created, Schedule};
    use crate::store::{Store, scratch};

    fn schedule(name: &str, at: i64) -> Schedule {
        Schedule {
            group: "jobs".to_owned(),
            name: name.to_owned(),
            at,
            queue: "reminders".to_owned(),
            input: format!("input of {name}"),
            token: Some(format!("token of {name}")),
            created_at: 0,
            definition: json!({ "State": "ENABLED" }),
        }
    }

    fn received(store: &Store, now: i64) -> Vec<String> {
        let messages = store.receive("reminders", &Queue::default(), 10, now).unwrap();
        messages.into_iter().map(|it| it.body).collect()
    }

    #[test]
    fn schedule_fires_once_at_its_instant() {
        let (_folder, store) = scratch();
        store.create_schedule(&schedule("a", 1_000)).unwrap();
        assert_eq!(store.next_schedule().unwrap(), Some(1_000));
        assert_eq!(store.fire_schedules(999).unwrap(), 0);
        assert_eq!(store.fire_schedules(1_000).unwrap(), 1);
        assert_eq!(store.fire_schedules(1_000).unwrap(), 0);
        assert_eq!(received(&store, 1_000), ["input of a"]);
        assert_eq!(store.next_schedule().unwrap(), None);
        assert_eq!(store.schedule("jobs", "a").unwrap(), None);
    }

    #[test]
    fn schedules_fire_in_order_of_time() {
        let (_folder, store) = scratch();
        for (name, at) in [("late", 3_000), ("early", 1_000), ("z", 2_000), ("a", 2_000)] {
            store.create_schedule(&schedule(name, at)).unwrap();
        }
        let names: Vec<String> = store.schedules().unwrap().into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["early", "a", "z", "late"]);
        assert_eq!(store.fire_schedules(5_000).unwrap(), 4);
        assert_eq!(received(&store, 5_000), ["input of early", "input of z", "input of a", "input of late"]);
    }

    #[test]
    fn name_is_reserved_until_fired_or_deleted() {
        let (_folder, store) = scratch();
        let first = schedule("a", 1_000);
        let other = Schedule { token: Some("another".to_owned()), ..first.clone() };
        assert_eq!(store.create_schedule(&first).unwrap(), Created::Made);
        assert_eq!(store.create_schedule(&other).unwrap(), Created::NameTaken);
        assert_eq!(store.create_schedule(&first).unwrap(), Created::Made, "the same request again");
        let elsewhere = Schedule { group: "default".to_owned(), ..other.clone() };
        assert_eq!(store.create_schedule(&elsewhere).unwrap(), Created::Made);
        assert!(store.delete_schedule("jobs", "a").unwrap());
        assert!(!store.delete_schedule("jobs", "a").unwrap());
        assert_eq!(store.create_schedule(&other).unwrap(), Created::Made);
        assert_eq!(store.schedule("jobs", "a").unwrap(), Some(other));
        assert_eq!(store.fire_schedules(1_000).unwrap(), 2);
        assert_eq!(store.create_schedule(&schedule("a", 2_000)).unwrap(), Created::Made);
    }

    #[test]
    fn idempotency_needs_a_token() {
        let (_folder, store) = scratch();
        let nameless = Schedule { token: None, ..schedule("a", 1_000) };
        assert_eq!(store.create_schedule(&nameless).unwrap(), Created::Made);
        assert_eq!(store.create_schedule(&nameless).unwrap(), Created::NameTaken);
    }

    #[test]
    fn schedules_survive_a_restart() {
        let (folder, store) = scratch();
        store.create_schedule(&schedule("a", 1_000)).unwrap();
        drop(store);
        let store = Store::open(&folder.path().join("local.db")).unwrap();
        assert_eq!(store.schedules().unwrap(), [schedule("a", 1_000)]);
        assert_eq!(store.fire_schedules(2_000).unwrap(), 1);
        assert_eq!(received(&store, 2_000), ["input of a"]);
    }
}
