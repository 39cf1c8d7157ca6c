//! Supported languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    fault::{Faults, Rule},
    fields::Fields,
    text,
    unknown::UNKNOWN,
};

/// Defines the languages by their ISO 639-1 codes; the first is the fallback for missing texts.
macro_rules! languages {
    ($first:ident $first_code:literal $(, $name:ident $code:literal)*) => {
        /// A language of pages and messages.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Language {
            #[default]
            #[serde(rename = $first_code)]
            $first,
            $(#[serde(rename = $code)] $name,)*
            /// One that a later release has written: texts are those of the first language.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl Language {
            pub const ALL: [Self; Self::CODES.len()] = [Self::$first $(, Self::$name)*];
            /// The codes of all languages.
            pub const CODES: &'static [&'static str] = &[$first_code $(, $code)*];

            /// The ISO 639-1 code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_code,
                    $(Self::$name => $code,)*
                    Self::Unknown => UNKNOWN,
                }
            }
        }
    };
}

languages!(En "en", De "de", Ru "ru");

impl Language {
    /// Returns the language of a code, if it is supported.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == code)
    }

    pub fn parse(code: &str) -> Result<Self, Rule> {
        Self::from_code(code).ok_or(Rule::OneOf(Self::CODES))
    }

    /// Returns the first supported one of a browser's preferred languages (RFC 9110, 12.5.4).
    pub fn preferred(accept_language: &str) -> Option<Self> {
        let mut ranges: Vec<(u32, Self)> = accept_language
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';').map(str::trim);
                let primary = parts.next()?.split('-').next()?.to_ascii_lowercase();
                let quality = parts.find_map(|part| part.strip_prefix("q=")).unwrap_or("1").parse::<f32>().ok()?;
                let language = Self::from_code(&primary)?;
                // A quality has at most three decimals.
                (quality > 0.0).then_some(((quality.min(1.0) * 1000.0) as u32, language))
            })
            .collect();
        ranges.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        ranges.first().map(|(_, language)| *language)
    }
}

/// A text in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>")]
pub struct Texts(BTreeMap<Language, String>);

impl From<BTreeMap<String, String>> for Texts {
    /// Leaves out languages of a later release.
    fn from(texts: BTreeMap<String, String>) -> Self {
        let known = |(code, text): (String, String)| Some((Language::from_code(&code)?, text));
        Self(texts.into_iter().filter_map(known).collect())
    }
}

impl Texts {
    /// Returns the text in a language, or in English, or in any other.
    pub fn get(&self, language: Language) -> Option<&str> {
        let text = self.0.get(&language).or_else(|| self.0.get(&Language::En)).or_else(|| self.0.values().next());
        text.map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns `true` if there is a text in this very language.
    pub fn has(&self, language: Language) -> bool {
        self.0.contains_key(&language)
    }

    /// Parses `{"en": "…", "de": "…"}`; an absent field gives no texts.
    pub(crate) fn read(fields: &Fields<'_>, name: &str, most: usize, faults: &mut Faults) -> Self {
        let map = fields.object(name, faults);
        map.map(|map| Self::of_map(&map, most, faults)).unwrap_or_default()
    }

    /// Parses the texts of a value that must have one at least.
    pub(crate) fn of(value: &Value, pointer: String, most: usize, faults: &mut Faults) -> Option<Self> {
        let map = Fields::of(value, pointer.clone(), faults)?;
        let before = faults.iter().count();
        let texts = Self::of_map(&map, most, faults);
        if texts.is_empty() && faults.iter().count() == before {
            faults.add(pointer, Rule::Required);
        }
        Some(texts).filter(|texts| !texts.is_empty())
    }

    fn of_map(map: &Fields<'_>, most: usize, faults: &mut Faults) -> Self {
        let mut texts = Self::default();
        for code in map.names() {
            let Some(language) = Language::from_code(code) else {
                faults.add(map.pointer(code), Rule::OneOf(Language::CODES));
                continue;
            };
            if let Some(text) = map.parsed(code, faults, |text| text::lines(text, most)) {
                texts.0.insert(language, text);
            }
        }
        texts
    }

    /// A text in English alone.
    pub fn english(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(Language::En, text.into())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferred_language_follows_quality() {
        assert_eq!(Language::preferred("fr, de-AT;q=0.8, en;q=0.9"), Some(Language::En));
        assert_eq!(Language::preferred("ru-RU,ru;q=0.9,en;q=0.8"), Some(Language::Ru));
        assert_eq!(Language::preferred("de;q=0, fr"), None);
        assert_eq!(Language::preferred("*;;q=,"), None);
    }

    #[test]
    fn text_falls_back_to_english() {
        let texts = Texts(BTreeMap::from([(Language::De, "Hallo".to_owned())]));
        assert_eq!(texts.get(Language::Ru), Some("Hallo"));
        assert_eq!(Texts::english("Hello").get(Language::De), Some("Hello"));
        assert_eq!(Texts::default().get(Language::En), None);
    }
}
