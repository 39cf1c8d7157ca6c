//! Content of the pages other than consultants and times: texts, trust badges, consents. These settings are data, not
//! part of a deployment; `infra/seed/site.json` applies until an admin saves others.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    contact::EmailAddress,
    ids::ConsultantId,
    language::{Language, Texts},
    unknown::{if_known, known_elements},
};

/// Reads the languages that this release has texts in.
fn known_languages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Language>, D::Error> {
    let mut languages: Vec<Language> = known_elements(deserializer)?;
    languages.retain(|language| *language != Language::Unknown);
    Ok(languages)
}

fn known_layout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ConsultantsAs, D::Error> {
    Ok(if_known(deserializer)?.unwrap_or(ConsultantsAs::Grid))
}

/// The default settings.
const BUILT_IN: &str = include_str!("../../../infra/seed/site.json");

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    pub branding: Branding,
    /// The languages of the pages.
    #[serde(deserialize_with = "known_languages")]
    pub languages: Vec<Language>,
    /// The first text of the landing page.
    pub hero: Hero,
    /// The consents that clients are asked for.
    pub consents: Consents,
    pub policies: Policies,
    /// Certificates and seals.
    #[serde(default)]
    pub badges: Vec<Badge>,
    /// Logos of the company's clients.
    #[serde(default)]
    pub logos: Vec<Badge>,
    /// Quotes from clients, newest first.
    #[serde(default)]
    pub testimonials: Vec<Testimonial>,
    /// Shows numbers of meetings and ratings.
    #[serde(default)]
    pub shows_statistics: bool,
    #[serde(default)]
    pub faq: Vec<FaqEntry>,
    /// Where to find help.
    pub support: Support,
    /// E-mail addresses that several people share, as an assistant's: they may have more live bookings. Never shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_addresses: Vec<EmailAddress>,
    pub display: Display,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// A CSS colour like `#1f5eff`.
    pub color: String,
    /// URL of an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// The first text of the landing page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hero {
    pub title: Texts,
    pub text: Texts,
}

/// The consents that clients are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// The version of the texts; stored with every consent.
    pub version: String,
    /// The terms; required.
    pub terms: ConsentText,
    /// The privacy policy; required.
    pub privacy: ConsentText,
    /// News and offers; not asked if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing: Option<ConsentText>,
    /// Consent to recording; not asked if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<ConsentText>,
}

/// The text of one checkbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// The label of the checkbox.
    pub text: Texts,
    /// URL of the full text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Links to policies, and the cancellation policy as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policies {
    /// The privacy policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// The terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The legal notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<String>,
    /// The rules for moving and cancelling.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub cancellation: Texts,
}

/// A name with a picture: a certificate, a seal, a client's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    pub name: String,
    /// URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A quote from a client, with their permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Testimonial {
    /// The quote.
    pub text: Texts,
    /// The client's name.
    pub author: String,
    /// The client's company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The consultant of the meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_id: Option<ConsultantId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaqEntry {
    pub question: Texts,
    pub answer: Texts,
}

/// Where to find help.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The layout of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Display {
    /// The layout of the consultants.
    #[serde(deserialize_with = "known_layout")]
    pub consultants: ConsultantsAs,
    /// Hides Saturday and Sunday in calendars.
    #[serde(default)]
    pub hide_weekends: bool,
}

/// The layout of the consultants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsultantsAs {
    /// Cards side by side.
    Grid,
    /// One below the other.
    List,
    /// One at a time.
    Carousel,
}

impl Support {
    /// The contact to name in a sentence, if there is one.
    pub fn contact(&self) -> Option<&str> {
        self.email.as_deref().or(self.phone.as_deref()).or(self.url.as_deref())
    }
}

impl Site {
    /// Returns the default settings.
    ///
    /// # Errors
    /// Fails if the file is invalid; a test prevents that.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        serde_json::from_str(BUILT_IN)
    }

    /// Returns the newest testimonial about a consultant.
    pub fn testimonial_on(&self, consultant: &ConsultantId) -> Option<&Testimonial> {
        self.testimonials.iter().find(|testimonial| testimonial.consultant_id.as_ref() == Some(consultant))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Collects every language map of the file, with its place.
    fn texts<'a>(value: &'a Value, place: &str, found: &mut Vec<(String, &'a serde_json::Map<String, Value>)>) {
        match value {
            Value::Object(map) if map.contains_key("en") => found.push((place.to_owned(), map)),
            Value::Object(map) => map.iter().for_each(|(name, value)| texts(value, &format!("{place}/{name}"), found)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, value)| texts(value, &format!("{place}/{index}"), found));
            }
            _ => {}
        }
    }

    #[test]
    fn default_site_has_all_languages() {
        let site = Site::built_in().unwrap();
        assert_eq!(site.languages, Language::ALL);
        let value: Value = serde_json::from_str(BUILT_IN).unwrap();
        let mut found = Vec::new();
        texts(&value, "", &mut found);
        assert!(found.len() > 20, "{}", found.len());
        for (place, map) in found {
            let languages: Vec<&str> = map.keys().map(String::as_str).collect();
            let mut all = Language::CODES.to_vec();
            all.sort_unstable();
            assert_eq!(languages, all, "{place}");
            assert!(map.values().all(|text| text.as_str().is_some_and(|text| !text.trim().is_empty())), "{place}");
        }
        let written = serde_json::to_value(&site).unwrap();
        assert_eq!(written, value, "nothing in the file is without effect");
    }

    #[test]
    fn earlier_settings_are_still_readable() {
        let mut value: Value = serde_json::from_str(BUILT_IN).unwrap();
        assert!(
            value.get("embed").is_none(),
            "which sites may frame the pages, `EmbedOrigins` of the deployment decides"
        );
        value["embed"] = serde_json::json!({"origins": ["https://www.example.com"]});
        assert_eq!(serde_json::from_value::<Site>(value).unwrap(), Site::built_in().unwrap());
    }

    #[test]
    fn newest_testimonial_is_returned() {
        let site = Site::built_in().unwrap();
        let anna = ConsultantId::parse("anna-schmidt").unwrap();
        assert_eq!(site.testimonial_on(&anna).and_then(|found| found.consultant_id.clone()), Some(anna));
        assert_eq!(site.testimonial_on(&ConsultantId::parse("nobody").unwrap()), None);
    }
}
