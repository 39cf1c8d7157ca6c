//! Drafts of a mail's sentences: their allowed words, their check against every sample, and their preview.

mod check;
mod read;
mod samples;
mod variables;

use domain::{
    contact::EmailAddress,
    language::Language,
    template::{Sentence, Sentences},
    time::Instant,
};
use platform::SendError;
use serde_json::Value;
use texts::{Locale, Text};

use crate::{Email, Mailer, WriteError, facts, templates::MAILS};

pub use samples::Sample;
pub use variables::{MailVariable, variables_of};

/// The readers of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Readers {
    Client,
    Consultant,
    Team,
}

/// Sentences of one mail in one language, as a person wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The mail, one of [`names`].
    pub name: &'static str,
    pub language: Language,
    /// By key; the others are the built-in ones.
    pub sentences: Sentences,
}

/// A mail as its reader would get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The names of all mails.
pub fn names() -> impl Iterator<Item = &'static str> {
    MAILS.iter().map(|mail| mail.name)
}

/// Returns the mail of a name.
pub fn name_of(name: &str) -> Option<&'static str> {
    names().find(|known| *known == name)
}

/// The readers of a mail.
pub fn readers_of(name: &str) -> Readers {
    match name {
        _ if name.ends_with("_team") => Readers::Team,
        _ if name.ends_with("_consultant") => Readers::Consultant,
        "attendance_check" | "consultant_prep_reminder" => Readers::Consultant,
        _ => Readers::Client,
    }
}

/// The built-in sentences of a mail.
pub fn built_in(name: &str, language: Language) -> Sentences {
    let texts = Locale::from(language).mail_texts(name);
    let sentence = |text| match text {
        Text::One(text) => Sentence::One(text.to_owned()),
        Text::Many(texts) => Sentence::Many(texts.iter().map(|text| (*text).to_owned()).collect()),
    };
    texts.into_iter().flat_map(|texts| texts.iter()).map(|(key, text)| (key.to_owned(), sentence(text))).collect()
}

impl Mailer {
    /// Shows a draft with the data of a sample.
    ///
    /// # Errors
    /// Fails if the draft can't be rendered.
    pub fn preview(&self, draft: &Draft, sample: Sample) -> Result<Preview, WriteError> {
        let made = samples::made(draft.name, sample, draft.language)?;
        let context = made.context();
        let facts = facts::facts(self, &made.booking, made.addressee(), &context, draft.language.into());
        let filled = self.templates.fill_edited(draft.name, draft.language.into(), &facts, &draft.sentences)?;
        Ok(Preview { subject: filled.subject, text: filled.text, html: filled.html })
    }

    /// The values of the variables in a sample.
    ///
    /// # Errors
    /// Fails if the sample can't be made: a bug.
    pub fn sample_values(&self, name: &'static str, language: Language, sample: Sample) -> Result<Value, WriteError> {
        let made = samples::made(name, sample, language)?;
        let context = made.context();
        let facts = facts::facts(self, &made.booking, made.addressee(), &context, language.into());
        serde_json::to_value(&facts).map_err(WriteError::sample)
    }

    /// A draft with the data of a sample as a mail to one address, marked as a test in its subject.
    ///
    /// # Errors
    /// Fails if the draft can't be rendered.
    pub fn test_mail(&self, draft: &Draft, sample: Sample, to: &EmailAddress) -> Result<Email, WriteError> {
        let (preview, made) = (self.preview(draft, sample)?, samples::made(draft.name, sample, draft.language)?);
        Ok(Email {
            to: to.as_str().to_owned(),
            to_name: String::new(),
            cc: Vec::new(),
            copy: None,
            reply_to: None,
            from_name: self.organizer.company.clone(),
            template: draft.name.to_owned(),
            id: format!("test.{}.{}", draft.name, made.booking.id),
            reference: made.booking.reference,
            subject: format!("TEST: {}", preview.subject),
            text: preview.text,
            html: preview.html,
            invite: None,
            list_unsubscribe: None,
        })
    }

    /// Hands a mail over without a configuration set: SES then reports nothing about it, as it belongs to no booking.
    ///
    /// # Errors
    /// As [`Mailer::send`].
    pub async fn send_untracked(&self, email: &Email, now: Instant) -> Result<String, SendError> {
        Self { configuration_set: None, ..self.clone() }.send(email, now).await
    }
}
