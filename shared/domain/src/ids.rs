//! Identifiers of distinct types, so that they can't be mixed up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fault::Rule;

/// A consultant's id, as used in links: `anna-schmidt`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsultantId(String);

impl ConsultantId {
    /// Parses 1 to 64 of `a-z`, `0-9` and `-`, not beginning with `-`; `any` is reserved.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let fine = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !text.starts_with('-')
            && text != "any";
        if fine { Ok(Self(text.to_owned())) } else { Err(Rule::ConsultantId) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ConsultantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Digits and capitals without those that look or sound like another one when read from a screen, a print or over the
/// phone (0OQ, 1IL, 2Z, 5S, 8B, UV).
const ALPHABET: &[u8; 23] = b"34679ACDEFGHJKMNPRTVWXY";

/// A booking's public reference, `VLT-20261123-7KXM`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// Draws a reference for a booking made on `day` (UTC), with `characters` random ones.
    pub fn draw(prefix: &str, day: NaiveDate, characters: usize, mut random: impl FnMut() -> u64) -> Self {
        let drawn: String = (0..characters)
            .map(|_| {
                let index = random() % ALPHABET.len() as u64;
                char::from(ALPHABET[index as usize])
            })
            .collect();
        Self(format!("{prefix}-{}-{drawn}", day.format("%Y%m%d")))
    }

    /// Parses a reference as a person may enter it: accepts lower case and surrounding spaces.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = text.trim().to_ascii_uppercase();
        let fine = (8..=40).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'-'))
            && text.bytes().filter(|byte| *byte == b'-').count() == 2;
        if fine { Ok(Self(text)) } else { Err(Rule::Reference) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_avoids_look_alike_characters() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let mut next = 0;
        let reference = Reference::draw("VLT", day, 6, || {
            next += 7;
            next
        });
        assert_eq!(reference.as_str().len(), "VLT-20261123-".len() + 6);
        assert!(reference.as_str().starts_with("VLT-20261123-"));
        for look_alike in "01258BILOQSUZ".bytes() {
            assert!(!ALPHABET.contains(&look_alike));
        }
        assert_eq!(Reference::parse(&format!(" {} ", reference.as_str().to_lowercase())), Ok(reference));
    }

    #[test]
    fn malformed_references_are_refused() {
        for bad in ["", "VLT", "VLT-20261123", "VLT-20261123-ABCD-E", "VLT-20261123-AB#D", &"A".repeat(50)] {
            assert!(Reference::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn consultant_ids_are_slugs() {
        assert!(ConsultantId::parse("anna-schmidt").is_ok());
        for bad in ["", "any", "Anna", "-a", "a b", "a#b", "анна", &"a".repeat(65)] {
            assert!(ConsultantId::parse(bad).is_err(), "{bad}");
        }
    }
}
