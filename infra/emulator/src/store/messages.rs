use rusqlite::params;
use serde_json::Value;

use super::{Store, StoreError};

/// A new short message to a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSms {
    /// The number, in E.164.
    pub to: String,
    pub text: String,
    /// The instant, in milliseconds by the local clock.
    pub sent_at: i64,
    /// The `template` attribute of the call.
    pub template: Option<String>,
    /// The `reference` attribute of the call.
    pub reference: Option<String>,
}

/// A short message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    pub id: i64,
    pub sent: NewSms,
}

/// A message to a webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatMessage {
    pub id: i64,
    pub name: String,
    /// The body of the post.
    pub body: Value,
    /// The instant, in milliseconds by the local clock.
    pub sent_at: i64,
}

impl Store {
    /// Keeps a short message. Returns its number.
    pub fn add_sms(&self, sms: &NewSms) -> Result<i64, StoreError> {
        let connection = self.connection();
        let sql = "INSERT INTO sms (recipient, text, sent_at, template, reference) VALUES (?1, ?2, ?3, ?4, ?5)";
        connection.execute(sql, params![sms.to, sms.text, sms.sent_at, sms.template, sms.reference])?;
        Ok(connection.last_insert_rowid())
    }

    /// Every short message, oldest first.
    pub fn sms(&self) -> Result<Vec<Sms>, StoreError> {
        let connection = self.connection();
        let sql = "SELECT id, recipient, text, sent_at, template, reference FROM sms ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let (to, text, sent_at) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let sent = NewSms { to, text, sent_at, template: row.get(4)?, reference: row.get(5)? };
            Ok(Sms { id: row.get(0)?, sent })
        })?;
        rows.collect()
    }

    /// Keeps a message to a webhook. Returns its number.
    pub fn add_chat(&self, name: &str, body: &Value, sent_at: i64) -> Result<i64, StoreError> {
        let connection = self.connection();
        let sql = "INSERT INTO chat (name, body, sent_at) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![name, body.to_string(), sent_at])?;
        Ok(connection.last_insert_rowid())
    }

    /// All messages to webhooks, oldest first.
    pub fn chat(&self) -> Result<Vec<ChatMessage>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT id, name, body, sent_at FROM chat ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let body: String = row.get(2)?;
            let body = serde_json::from_str(&body).unwrap_or_default();
            Ok(ChatMessage { id: row.get(0)?, name: row.get(1)?, body, sent_at: row.get(3)? })
        })?;
        rows.collect()
    }
}
