use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

/// A mail on its way into the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Who sent it.
    pub from: String,
    /// Whom it was sent to.
    pub to: Vec<String>,
    /// What it says it is about.
    pub subject: String,
    /// When, in milliseconds by the local clock.
    pub sent_at: i64,
    /// The `template` tag of the call.
    pub template: Option<String>,
    /// The `reference` tag of the call.
    pub reference: Option<String>,
}

/// A mail in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its number.
    pub id: i64,
    /// What the list shows of it.
    pub head: NewMail,
}

const COLUMNS: &str = "id, sender, recipients, subject, sent_at, template, reference";

impl Store {
    /// Keeps a mail. Answers its number.
    ///
    /// # Errors
    /// If the store fails.
    pub fn add_mail(&self, mail: &NewMail, raw: &[u8]) -> Result<i64, StoreError> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO mail (sender, recipients, subject, sent_at, template, reference, raw)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![mail.from, mail.to.join("\n"), mail.subject, mail.sent_at, mail.template, mail.reference, raw],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// Every mail, oldest first.
    ///
    /// # Errors
    /// If the store fails.
    pub fn mails(&self) -> Result<Vec<Mail>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM mail ORDER BY id"))?;
        statement.query_map([], mail)?.collect()
    }

    /// One mail and its text as it was sent.
    ///
    /// # Errors
    /// If the store fails.
    pub fn mail(&self, id: i64) -> Result<Option<(Mail, Vec<u8>)>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS}, raw FROM mail WHERE id = ?1"))?;
        statement.query_row([id], |row| Ok((mail(row)?, row.get(7)?))).optional()
    }
}

fn mail(row: &Row<'_>) -> Result<Mail, StoreError> {
    let recipients: String = row.get(2)?;
    Ok(Mail {
        id: row.get(0)?,
        head: NewMail {
            from: row.get(1)?,
            to: recipients.lines().map(str::to_owned).collect(),
            subject: row.get(3)?,
            sent_at: row.get(4)?,
            template: row.get(5)?,
            reference: row.get(6)?,
        },
    })
}
