//! The tables that `build.rs` makes of the folders in `languages/`.

use std::{borrow::Cow, fmt::Display};

use domain::language::Language;

#[allow(clippy::wildcard_imports)]
mod built {
    use super::{Language, Table, Text};

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The text or texts under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    One(&'static str),
    Many(&'static [&'static str]),
}

/// The texts of one file in one language, sorted by key.
#[derive(Debug, Clone, Copy)]
pub struct Table(pub(crate) &'static [(&'static str, Text)]);

impl Table {
    pub fn iter(self) -> impl Iterator<Item = (&'static str, Text)> {
        self.0.iter().copied()
    }

    /// Returns the text under a key. A key without a text is a bug, which tests rule out; it stands for itself then.
    pub fn get(self, key: &'static str) -> &'static str {
        match self.find(key) {
            Some(Text::One(text)) => text,
            _ => key,
        }
    }

    /// Returns the text under a key with its placeholders filled.
    pub fn fill(self, key: &'static str, values: &[(&str, &dyn Display)]) -> Cow<'static, str> {
        fill(self.get(key), values)
    }

    /// Returns one of the texts under a key; empty beyond the last.
    pub(crate) fn nth(self, key: &str, index: u32) -> &'static str {
        match self.find(key) {
            Some(Text::Many(texts)) => texts.get(index as usize).copied().unwrap_or_default(),
            _ => "",
        }
    }

    fn find(self, key: &str) -> Option<Text> {
        let index = self.0.binary_search_by_key(&key, |(found, _)| *found).ok()?;
        Some(self.0.get(index)?.1)
    }
}

fn fill(text: &'static str, values: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    if filled.len() == text.len() {
        return Cow::Borrowed(text);
    }
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        filled.push_str(rest);
    }
    Cow::Owned(filled)
}

/// A language with its texts. A function for each file, so that a program links only those that it uses.
#[derive(Debug, Clone, Copy)]
pub enum Locale {
    Built(Language),
    /// Read at run time.
    #[cfg(feature = "reader")]
    Read(&'static crate::made_up::Tables),
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        Self::Built(language)
    }
}

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident,)+) => {
        impl Locale {
            $($(#[$doc])* pub fn $file(self) -> Table {
                match self {
                    Self::Built(language) => built::$file(language),
                    #[cfg(feature = "reader")]
                    Self::Read(tables) => tables.file(stringify!($file)),
                }
            })+
        }
    };
}

files! {
    /// Titles of problems.
    problems,
    /// Details of problems.
    details,
    faults,
    common,
    times,
    sms,
    chat,
    /// Texts of several mails.
    mail,
}

impl Locale {
    /// Returns the texts of one mail.
    pub fn mail_texts(self, name: &str) -> Option<Table> {
        match self {
            Self::Built(language) => {
                built::mails(language).iter().find(|(found, _)| *found == name).map(|(_, table)| *table)
            }
            #[cfg(feature = "reader")]
            Self::Read(tables) => tables.find(&format!("mails/{name}")),
        }
    }

    /// The names of all mails.
    pub fn mail_names() -> impl Iterator<Item = &'static str> {
        built::mails(Language::default()).iter().map(|(name, _)| *name)
    }

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Built(language) => language.as_str(),
            #[cfg(feature = "reader")]
            Self::Read(tables) => tables.code,
        }
    }

    /// The language for texts of consultants; English if it is none of ours.
    pub fn language(self) -> Language {
        match self {
            Self::Built(language) => language,
            #[cfg(feature = "reader")]
            Self::Read(_) => Language::default(),
        }
    }
}
