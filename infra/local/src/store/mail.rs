use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Delivery, Store, StoreError, queues};

/// A mail on its way into the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMail {
    /// The id that SES gave it.
    pub message_id: String,
    /// Who sent it.
    pub from: String,
    /// Whom it was sent to, copies included.
    pub to: Vec<String>,
    /// Those of them who got a copy that everyone can see.
    pub cc: Vec<String>,
    /// What it says it is about.
    pub subject: String,
    /// When, in milliseconds by the local clock.
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
    /// Its number.
    pub id: i64,
    /// What the list shows of it.
    pub head: NewMail,
}

/// Whether it makes sense to try an address again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceType {
    /// It doesn't: there is no such mailbox.
    Permanent,
    /// It may: the mailbox was full, say.
    Transient,
}

/// What happens to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEventKind {
    /// SES took it over.
    Send,
    /// The recipient's server took it over.
    Delivery,
    /// It came back.
    Bounce(BounceType),
    /// The recipient called it spam.
    Complaint,
}

impl MailEventKind {
    /// As SES names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Send => "Send",
            Self::Delivery => "Delivery",
            Self::Bounce(_) => "Bounce",
            Self::Complaint => "Complaint",
        }
    }
}

/// Something that happens to a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvent {
    /// What it is.
    pub kind: MailEventKind,
    /// When it happens, in milliseconds; that may be to come.
    pub at: i64,
    /// Whose copy it happens to.
    pub recipients: Vec<String>,
}

const COLUMNS: &str =
    "id, message_id, sender, recipients, cc, subject, sent_at, template, reference, configuration_set, tags";

impl Store {
    /// Keeps a mail, what will happen to it, and what will be told of that, all in one transaction.
    /// Answers its number.
    ///
    /// # Errors
    /// If the store fails.
    pub fn add_mail(
        &self,
        mail: &NewMail,
        raw: &[u8],
        events: &[MailEvent],
        deliveries: &[Delivery],
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
        queues::deliver(&transaction, deliveries)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Keeps what happens to a mail, and what is told of it, in one transaction.
    ///
    /// # Errors
    /// If the store fails.
    pub fn add_mail_event(&self, id: i64, event: &MailEvent, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        add_event(&transaction, id, event)?;
        queues::deliver(&transaction, deliveries)?;
        transaction.commit()
    }

    /// What has happened to mails up to an instant: the number of the mail and what happened, in order.
    ///
    /// # Errors
    /// If the store fails.
    pub fn mail_events(&self, now: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let connection = self.connection();
        let sql = "SELECT mail_id, kind FROM mail_events WHERE happens_at <= ?1 ORDER BY happens_at, id";
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
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
    use super::{BounceType, MailEvent, MailEventKind, NewMail};
    use crate::{
        store::{Delivery, scratch},
        template::Queue,
    };

    #[test]
    fn a_mail_is_kept_with_what_will_happen_and_be_told() {
        let (_folder, store) = scratch();
        let mail = NewMail {
            to: vec!["a@example.com".to_owned(), "b@example.com".to_owned()],
            cc: vec!["b@example.com".to_owned()],
            tags: vec![("reference".to_owned(), "VLT-1".to_owned())],
            ..NewMail::default()
        };
        let event = MailEvent { kind: MailEventKind::Delivery, at: 1_000, recipients: mail.to.clone() };
        let deliveries = Delivery { queue: "mail-events".to_owned(), body: "delivered".to_owned(), at: 1_000 };
        let id = store.add_mail(&mail, b"raw", std::slice::from_ref(&event), &[deliveries]).unwrap();
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
