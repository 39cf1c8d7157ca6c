//! A language with its texts, of the tables that `build.rs` makes of the folders in `languages/`.

use domain::language::Language;

#[cfg(feature = "reader")]
use crate::table::Tables;
use crate::table::{Table, Text};

mod built {
    use super::{Language, Table, Text};

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// A language with its texts. A function for each file, so that a program links only those that it uses.
#[derive(Debug, Clone, Copy)]
pub enum Locale {
    Built(Language),
    /// Read at run time.
    #[cfg(feature = "reader")]
    Read(&'static Tables),
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
    /// Warnings on schedules, and why a time is or isn't on offer.
    schedule,
    common,
    times,
    sms,
    chat,
    /// The page of a consultant.
    pages,
    /// Texts of several mails.
    mail,
    /// The meanings of the variables of mails.
    variables,
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
