//! Edited sentences of mails: read by everything that writes mail, cached for some seconds; every version kept.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    audit::AuditEntry,
    language::Language,
    template::{EditedMails, Sentences},
    time::Instant,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Table, TableError,
    attributes::{BODY, from_body, get_number, get_text, number, text, to_body},
    keys::{self, Item},
    versions::{SaveError, SavedVersion, VersionedKeys},
};

/// Pages of the edited mails; a page is up to 1 MB.
const MAX_PAGES: usize = 5;

/// A mail in a language that was edited once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedMail {
    pub name: String,
    pub language: Language,
    pub version: u64,
    /// Empty after a reset.
    pub sentences: Sentences,
}

impl Table {
    /// Returns the edited sentences that hold now, or did some seconds ago.
    pub async fn edited_mails(&self) -> Result<Arc<EditedMails>, TableError> {
        let read = async {
            let mut edited = EditedMails::default();
            for mail in self.all_edited_mails().await? {
                if !mail.sentences.is_empty() {
                    edited.insert(mail.name, mail.language, mail.sentences);
                }
            }
            Ok(edited)
        };
        self.mails.get(self.clock.now(), read).await
    }

    /// Returns every mail that was edited once. Unreadable ones are left out: their built-in sentences hold.
    pub async fn all_edited_mails(&self) -> Result<Vec<EditedMail>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :mails)")
            .expression_attribute_values(":pk", text(keys::SETTINGS))
            .expression_attribute_values(":mails", text(keys::MAIL_SK));
        let mut mails = Vec::new();
        for item in self.all_pages(query, MAX_PAGES).await? {
            let sk = get_text(&item, keys::SK).unwrap_or_default();
            if let Some((name, language)) = keys::mail_of_sk(sk) {
                let mail = edited(name, language, &item);
                mails.extend(self.readable(sk, mail)?);
            }
        }
        Ok(mails)
    }

    /// Returns a mail's edited sentences as of now, none if it never was.
    pub async fn edited_mail(&self, name: &str, language: Language) -> Result<EditedMail, TableError> {
        let item = self.get(keys::settings_item(keys::mail_sk(name, language)), true).await?;
        item.map_or_else(
            || Ok(EditedMail { name: name.to_owned(), language, version: 0, sentences: Sentences::new() }),
            |item| edited(name, language, &item),
        )
    }

    /// Saves a mail's sentences, none for the built-in ones. Returns the new version.
    ///
    /// # Errors
    /// Stale if they aren't of the version of `before` any more.
    pub async fn save_mail(
        &self,
        before: &EditedMail,
        sentences: &Sentences,
        audit: &AuditEntry,
    ) -> Result<u64, SaveError> {
        let keys = VersionedKeys::mail(&before.name, before.language);
        self.save_version(&keys, sentences, before.version, (audit, Vec::new())).await
    }

    /// Returns the saved versions of a mail's sentences, the newest first: at most `most`, from before `before`.
    pub async fn mail_versions(
        &self,
        (name, language): (&str, Language),
        before: Option<u64>,
        most: i32,
    ) -> Result<Vec<SavedVersion>, TableError> {
        self.versions(&VersionedKeys::mail(name, language), before, most).await
    }

    pub async fn mail_version(
        &self,
        (name, language): (&str, Language),
        version: u64,
    ) -> Result<Option<SavedVersion>, TableError> {
        self.version(&VersionedKeys::mail(name, language), version).await
    }
}

impl Table {
    /// Keeps the draft of a preview under an unguessable id. Returns when it ends.
    pub async fn keep_preview(&self, id: &str, draft: &impl Serialize, seconds: i64) -> Result<Instant, TableError> {
        let ends = self.clock.now() + TimeDelta::seconds(seconds);
        let mut item = keys::preview(id);
        item.insert(BODY.to_owned(), to_body("preview", draft)?);
        item.insert(keys::EXPIRES_AT.to_owned(), number(ends.timestamp()));
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map_err(TableError::from_sdk)?;
        Ok(ends)
    }

    /// Returns the draft of a preview, if it hasn't ended.
    pub async fn preview<T: DeserializeOwned>(&self, id: &str) -> Result<Option<T>, TableError> {
        let Some(item) = self.get(keys::preview(id), true).await? else { return Ok(None) };
        let ends = get_number::<i64>(&item, keys::EXPIRES_AT).unwrap_or(0);
        // Housekeeping deletes it up to two days later.
        if self.clock.now().timestamp() >= ends {
            return Ok(None);
        }
        from_body("preview", &item).map(Some)
    }
}

fn edited(name: &str, language: Language, item: &Item) -> Result<EditedMail, TableError> {
    Ok(EditedMail {
        name: name.to_owned(),
        language,
        version: get_number(item, "version").unwrap_or(0),
        sentences: from_body("mail", item)?,
    })
}
