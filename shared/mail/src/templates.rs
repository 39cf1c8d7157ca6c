//! The templates compiled by `build.rs` from the folder `templates/`, and their rendering.

use std::collections::BTreeMap;

use domain::template::{Sentence, Sentences};
use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior, Value, context, default_auto_escape_callback, escape_formatter,
    value::{Serde, merge_maps},
};
use serde::Serialize;
use texts::{Locale, Text};

/// Line width of prose (RFC 5322, 2.1.1, wants at most 78).
pub(crate) const WIDTH: usize = 76;
const LABEL_WIDTH: usize = 16;

/// A mail's language-independent structure.
pub(crate) struct Mail {
    pub(crate) name: &'static str,
    pub(crate) html: &'static str,
    pub(crate) text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/mails.rs"));

/// A rendered mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Texts with names and times filled in.
#[derive(Serialize)]
#[serde(untagged)]
enum FilledText {
    One(String),
    Many(Vec<String>),
}

/// Renders templates.
#[derive(Debug)]
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::empty();
        // A template variable without a value is a bug; the mail must not show a gap or "none" instead.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(|output, state, value| {
            if value.is_none() {
                return Err(Error::new(ErrorKind::InvalidOperation, "there is nothing to put here"));
            }
            escape_formatter(output, state, value)
        });
        // An empty environment escapes nothing by default.
        environment.set_auto_escape_callback(default_auto_escape_callback);
        environment.add_filter("fill", |text: &str| textwrap::fill(text, options()));
        environment.add_filter("bullet", |text: &str| {
            textwrap::fill(text, options().initial_indent("- ").subsequent_indent("  "))
        });
        environment.add_filter("label", |label: &str| format!("{:<LABEL_WIDTH$}", format!("{label}:")));
        Self(environment)
    }

    /// Renders a mail in a language with the edited sentences, or with the built-in ones if there are none. Edited ones were
    /// checked when they were saved; if they fail all the same, the mail goes out with the built-in ones.
    pub(crate) fn fill(
        &self,
        name: &str,
        locale: Locale,
        facts: &impl Serialize,
        edited: Option<&Sentences>,
    ) -> Result<Filled, Error> {
        if let Some(edited) = edited {
            match self.fill_edited(name, locale, facts, edited) {
                Ok(filled) => return Ok(filled),
                Err(error) => tracing::error!(template = name, line = error.line(), "edited sentences fail"),
            }
        }
        self.fill_edited(name, locale, facts, &Sentences::new())
    }

    /// Renders one sentence as plain text.
    pub(crate) fn sentence(&self, source: &str, facts: &Value) -> Result<String, Error> {
        match source.contains('{') {
            true => self.0.render_str(source, facts.clone()),
            false => Ok(source.to_owned()),
        }
    }

    /// Renders a mail in a language: first its texts as plain text, then subject, text and HTML from them. So user
    /// input is escaped once, in one place, and is never parsed as a template.
    pub(crate) fn fill_edited(
        &self,
        name: &str,
        locale: Locale,
        facts: &impl Serialize,
        edited: &Sentences,
    ) -> Result<Filled, Error> {
        let mail = MAILS.iter().find(|mail| mail.name == name);
        let not_found = || Error::new(ErrorKind::TemplateNotFound, name.to_owned());
        let mail = mail.ok_or_else(not_found)?;
        let facts = Value::from(Serde(facts));
        let mut words = BTreeMap::new();
        for (key, text) in locale.mail().iter().chain(locale.mail_texts(name).ok_or_else(not_found)?.iter()) {
            let words_of_key = match edited.get(key) {
                Some(sentence) => self.edited_words(sentence, &facts)?,
                None => self.words(text, &facts)?,
            };
            words.insert(key, words_of_key);
        }
        let subject = match words.get("subject") {
            Some(FilledText::One(subject)) => one_line(subject),
            _ => return Err(Error::new(ErrorKind::UndefinedError, "the mail has no subject")),
        };
        let all = merge_maps([context! { t => Value::from(Serde(&words)) }, facts]);
        Ok(Filled {
            subject,
            text: tidied(&self.0.render_named_str("mail.txt", mail.text, all.clone())?),
            // Of the characters that the engine escapes, `/` is harmless, and mail filters suspect addresses without it.
            html: self.0.render_named_str("mail.html", mail.html, all)?.replace("&#x2f;", "/"),
        })
    }

    fn words(&self, words: Text, facts: &Value) -> Result<FilledText, Error> {
        match words {
            Text::One(source) => self.sentence(source, facts).map(FilledText::One),
            Text::Many(sources) => self.several(sources.iter().copied(), facts),
        }
    }

    fn edited_words(&self, words: &Sentence, facts: &Value) -> Result<FilledText, Error> {
        match words {
            Sentence::One(source) => self.sentence(source, facts).map(FilledText::One),
            Sentence::Many(sources) => self.several(sources.iter().map(String::as_str), facts),
        }
    }

    /// Skips texts that don't apply to this mail.
    fn several<'a>(&self, sources: impl Iterator<Item = &'a str>, facts: &Value) -> Result<FilledText, Error> {
        let texts = sources.map(|source| self.sentence(source, facts)).collect::<Result<Vec<String>, Error>>()?;
        Ok(FilledText::Many(texts.into_iter().filter(|text| !text.trim().is_empty()).collect()))
    }
}

/// Doesn't break words: half a web address leads nowhere.
fn options() -> textwrap::Options<'static> {
    textwrap::Options::new(WIDTH).break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most one empty line in a row, none at either end: empty parts leave no gaps.
fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut is_gap = true;
    // The two dashes above the signature keep their trailing space (RFC 3676, 4.3); a client's own dashes don't.
    let signature = text.lines().map(str::trim_end).collect::<Vec<_>>().iter().rposition(|line| *line == "--");
    for (at, line) in text.lines().enumerate() {
        let line = if Some(at) == signature { "-- " } else { line.trim_end() };
        if line.is_empty() && is_gap {
            continue;
        }
        is_gap = line.is_empty();
        tidy.push_str(line);
        tidy.push('\n');
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}
