//! The section of text messages: the countries that they are sent to. A message costs up to thirty times as much in some
//! countries, and a share of it may go to the owner of the number.

use serde::{Deserialize, Serialize};

use super::CompanySettings;
use crate::{contact::PhoneNumber, fault::Rule, zone::Tz};

/// The countries of the European Union (ISO 3166-1).
const EUROPEAN_UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Text messages to clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextMessages {
    /// ISO 3166-1 codes. Absent: the country of the company's zone, and the European Union.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub countries: Option<Vec<String>>,
}

/// Parses a code of two letters.
///
/// # Errors
/// Fails for any other text.
pub(super) fn country(text: &str) -> Result<String, Rule> {
    let code = text.to_ascii_uppercase();
    let is_code = code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    if is_code { Ok(code) } else { Err(Rule::CountryCode) }
}

impl CompanySettings {
    /// Whether text messages are sent to a number. `zone`: the company's, if the settings name none.
    pub fn texts_to(&self, phone: &PhoneNumber, zone: Tz) -> bool {
        let Some(country) = phone.country() else { return false };
        match &self.text_messages.countries {
            Some(countries) => countries.contains(&country),
            None => {
                let own = self.company.timezone.unwrap_or(zone).country();
                own == Some(country.as_str()) || EUROPEAN_UNION.contains(&country.as_str())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts_to(countries: Option<&[&str]>, zone: &str, number: &str) -> bool {
        let countries = countries.map(|codes| codes.iter().map(|code| country(code).unwrap()).collect());
        let settings = CompanySettings { text_messages: TextMessages { countries }, ..CompanySettings::default() };
        settings.texts_to(&PhoneNumber::parse(number).unwrap(), Tz::find(zone).unwrap())
    }

    #[test]
    fn texts_go_to_own_country_and_union() {
        for (zone, number, is_texted) in [
            ("Europe/Berlin", "+49 151 12345678", true),
            ("Europe/Berlin", "+33 6 12 34 56 78", true),
            ("Europe/Berlin", "+41 78 123 45 67", false),
            ("Europe/Zurich", "+41 78 123 45 67", true),
            ("Europe/Berlin", "+1 415 555 2671", false),
            ("America/New_York", "+1 415 555 2671", true),
            ("Europe/Berlin", "+252 61 2345678", false),
            ("Europe/Berlin", "+960 777 1234", false),
            ("Europe/Berlin", "+800 1234 5678", false),
            ("UTC", "+49 151 12345678", true),
        ] {
            assert_eq!(texts_to(None, zone, number), is_texted, "{zone} {number}");
        }
        assert!(texts_to(Some(&["us", "CH"]), "Europe/Berlin", "+41 78 123 45 67"));
        assert!(!texts_to(Some(&["us"]), "Europe/Berlin", "+49 151 12345678"));
        assert!(!texts_to(Some(&[]), "Europe/Berlin", "+49 151 12345678"));
        assert_eq!(country("DEU"), Err(Rule::CountryCode));
    }
}
