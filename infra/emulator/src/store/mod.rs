//! The state of the emulated AWS: queues, schedules, mail, short messages, chat, events, positions and the clock.
//!
//! One SQLite file in WAL mode with `synchronous = NORMAL`: a commit is a write to the page cache, which survives the
//! end of the process (kill -9) and costs tens of microseconds, so the calls are made straight from async code. Only
//! the loss of the machine could lose the last commits.

mod events;
mod mail;
mod messages;
mod meta;
mod queues;
mod schedules;
mod users;

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

pub use events::Failure;
pub use mail::{BounceType, Mail, MailEvent, MailEventKind, NewMail};
pub use messages::{ChatMessage, NewSms, Sms};
pub use queues::{Delivery, Message, QueueState};
pub use schedules::{Created, Schedule};
pub use users::{Granted, PoolUser};

/// The store failed; on one machine that is a full disk or a damaged file.
pub type StoreError = rusqlite::Error;

/// The store; clones share the connection.
#[derive(Debug, Clone)]
pub struct Store(Arc<Mutex<Connection>>);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        message_id TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        visible_at INTEGER NOT NULL,
        receives INTEGER NOT NULL DEFAULT 0,
        first_received_at INTEGER,
        source TEXT
    );
    CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, visible_at, id);
    CREATE TABLE IF NOT EXISTS schedules (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        group_name TEXT NOT NULL,
        name TEXT NOT NULL,
        fires_at INTEGER NOT NULL,
        queue TEXT NOT NULL,
        input TEXT NOT NULL,
        token TEXT,
        created_at INTEGER NOT NULL,
        definition TEXT NOT NULL,
        UNIQUE (group_name, name)
    );
    CREATE INDEX IF NOT EXISTS schedules_due ON schedules (fires_at, id);
    CREATE TABLE IF NOT EXISTS mail (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sender TEXT NOT NULL,
        recipients TEXT NOT NULL,
        subject TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        template TEXT,
        reference TEXT,
        raw BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS mail_events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        mail_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        happens_at INTEGER NOT NULL,
        recipients TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS sms (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        recipient TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        reference TEXT
    );
    CREATE TABLE IF NOT EXISTS chat (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS users (
        sub TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        is_enabled INTEGER NOT NULL,
        status TEXT NOT NULL,
        member_of TEXT NOT NULL,
        consultant_id TEXT,
        created_at INTEGER NOT NULL,
        signed_out_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS grants (
        secret TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, envelope TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS failures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        function TEXT NOT NULL,
        reason TEXT NOT NULL,
        record TEXT NOT NULL,
        failed_at INTEGER NOT NULL
    );
";

/// Columns that came later: a data directory of an earlier version stays valid.
const ADDED: [(&str, &str, &str); 5] = [
    ("mail", "message_id", "TEXT NOT NULL DEFAULT ''"),
    ("mail", "cc", "TEXT NOT NULL DEFAULT ''"),
    ("mail", "configuration_set", "TEXT"),
    ("mail", "tags", "TEXT NOT NULL DEFAULT '[]'"),
    ("sms", "template", "TEXT"),
];

impl Store {
    /// Opens the file; creates it if it isn't there. Fails if it can't be opened or is not a database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(SCHEMA)?;
        for (table, column, definition) in ADDED {
            let known = "SELECT COUNT(*) FROM pragma_table_info(?1) WHERE name = ?2";
            let count: i64 = connection.query_row(known, [table, column], |row| row.get(0))?;
            if count == 0 {
                connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {definition}"))?;
            }
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// A panic elsewhere leaves no half-done work behind, because every change is a transaction.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) fn scratch() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("local.db")).unwrap();
    (folder, store)
}
