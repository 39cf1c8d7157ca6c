use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Delivery, Store, StoreError, queues};

/// A new mail for the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMail {
    /// SES's id.
    pub message_id: String,
    /// The sender.
    pub from: String,
    /// The recipients, copies included.
    pub to: Vec<String>,
    /// The recipients of a copy in `Cc`.
    pub cc: Vec<String>,
    pub subject: String,
    /// The instant, in milliseconds by the local clock.
    pub sent_at: i64,
    /// The `template` tag of the call.
    pub template: Option<String>,
    /// The `reference` tag of the call.
    pub reference: Option<String>,
    /// The configuration set it was sent with.
    pub configuration_set: Option<String>,
    /// Every tag of the call: name and value.
    pub tags: Vec<(String, String)>,
}

/// A mail in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: i64,
    pub head: NewMail,
}

/// The bounce type: whether another try at the address can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceType {
    /// No: there is no such mailbox.
    Permanent,
    /// Possibly: for example, the server couldn't be reached in time.
    Transient,
    /// Possibly, but SES tries no more: the mailbox was full.
    MailboxFull,
}

/// The type of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEventKind {
    /// SES accepted it.
    Send,
    /// The recipient's server accepted it.
    Delivery,
    /// It bounced.
    Bounce(BounceType),
    /// The recipient reported it as spam.
    Complaint,
    /// SES dropped it, because the recipient is on the account's suppression list for an earlier complaint.
    Suppressed,
}

impl MailEventKind {
    /// SES's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Send => "Send",
            Self::Delivery => "Delivery",
            Self::Bounce(_) => "Bounce",
            Self::Complaint | Self::Suppressed => "Complaint",
        }
    }
}

/// An event of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvent {
    pub kind: MailEventKind,
    /// The instant, in milliseconds; it may be in the future.
    pub at: i64,
    /// The recipients it applies to.
    pub recipients: Vec<String>,
}

const COLUMNS: &str =
    "id, message_id, sender, recipients, cc, subject, sent_at, template, reference, configuration_set, tags";

impl Store {
    /// Keeps a mail, its events, and their notifications, all in one transaction. Returns its number.
    pub fn add_mail(
        &self,
        mail: &NewMail,
        raw: &[u8],
        events: &[MailEvent],
        delivery: &[Delivery],
    ) -> Result<i64, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let NewMail { message_id, from, to, cc, subject, sent_at, template, reference, configuration_set, tags } = mail;
        let tags = serde_json::to_string(tags).unwrap_or_default();
        transaction.execute(
            "INSERT INTO mail (message_id, sender, recipients, cc, subject, sent_at, template, reference,
                               configuration_set, tags, raw)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                message_id,
                from,
                to.join("\n"),
                cc.join("\n"),
                subject,
                sent_at,
                template,
                reference,
                configuration_set,
                tags,
                raw
            ],
        )?;
        let id = transaction.last_insert_rowid();
        for event in events {
            add_event(&transaction, id, event)?;
        }
        queues::deliver(&transaction, delivery)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Keeps an event of a mail and its notifications, in one transaction.
    pub fn add_mail_event(&self, id: i64, event: &MailEvent, delivery: &[Delivery]) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        add_event(&transaction, id, event)?;
        queues::deliver(&transaction, delivery)?;
        transaction.commit()
    }

    /// Events of mails up to an instant: the number of the mail and the event, in order.
    pub fn mail_events(&self, now: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let connection = self.connection();
        let sql = "SELECT mail_id, kind FROM mail_events WHERE happens_at <= ?1 ORDER BY happens_at, id";
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Every mail, oldest first.
    pub fn mails(&self) -> Result<Vec<Mail>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM mail ORDER BY id"))?;
        statement.query_map([], mail)?.collect()
    }

    /// One mail and its text as it was sent.
    pub fn mail(&self, id: i64) -> Result<Option<(Mail, Vec<u8>)>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS}, raw FROM mail WHERE id = ?1"))?;
        statement.query_row([id], |row| Ok((mail(row)?, row.get("raw")?))).optional()
    }
}

fn add_event(connection: &Connection, id: i64, event: &MailEvent) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare_cached("INSERT INTO mail_events (mail_id, kind, happens_at, recipients) VALUES (?1, ?2, ?3, ?4)")?;
    statement.execute(params![id, event.kind.name(), event.at, event.recipients.join("\n")]).map(|_| ())
}

fn mail(row: &Row<'_>) -> Result<Mail, StoreError> {
    let lines = |name: &str| -> Result<Vec<String>, StoreError> {
        Ok(row.get::<_, String>(name)?.lines().map(str::to_owned).collect())
    };
    Ok(Mail {
        id: row.get("id")?,
        head: NewMail {
            message_id: row.get("message_id")?,
            from: row.get("sender")?,
            to: lines("recipients")?,
            cc: lines("cc")?,
            subject: row.get("subject")?,
            sent_at: row.get("sent_at")?,
            template: row.get("template")?,
            reference: row.get("reference")?,
            configuration_set: row.get("configuration_set")?,
            tags: serde_json::from_str(&row.get::<_, String>("tags")?).unwrap_or_default(),
        },
    })
}

#[cfg(test)]
mod tests {
    use sam::Queue;

    use super::{BounceType, MailEvent, MailEventKind, NewMail};
    use crate::store::{Delivery, scratch};

    #[test]
    fn mail_is_kept_with_its_events() {
        let (_folder, store) = scratch();
        let mail = NewMail {
            to: vec!["a@example.com".to_owned(), "b@example.com".to_owned()],
            cc: vec!["b@example.com".to_owned()],
            tags: vec![("reference".to_owned(), "VLT-1".to_owned())],
            ..NewMail::default()
        };
        let event = MailEvent { kind: MailEventKind::Delivery, at: 1_000, recipients: mail.to.clone() };
        let delivery = Delivery { queue: "mail-events".to_owned(), body: "delivered".to_owned(), at: 1_000 };
        let id = store.add_mail(&mail, b"raw", std::slice::from_ref(&event), &[delivery]).unwrap();
        assert_eq!(store.mail(id).unwrap().map(|(it, raw)| (it.head, raw)), Some((mail, b"raw".to_vec())));
        assert_eq!(store.mail_events(999).unwrap(), []);
        assert_eq!(store.mail_events(1_000).unwrap(), [(id, "Delivery".to_owned())]);
        assert!(store.receive("mail-events", &Queue::default(), 10, 999).unwrap().is_empty());
        assert_eq!(store.receive("mail-events", &Queue::default(), 10, 1_000).unwrap()[0].body, "delivered");

        let kind = MailEventKind::Bounce(BounceType::Permanent);
        store.add_mail_event(id, &MailEvent { kind, at: 500, ..event }, &[]).unwrap();
        assert_eq!(store.mail_events(1_000).unwrap()[0], (id, "Bounce".to_owned()));
    }
}
