//! What the pages show besides consultants and times: words, marks of trust, consents. Settings that are data, not part
//! of a deployment; what stands in `infra/seed/site.json` holds until an admin saves others.

use serde::{Deserialize, Serialize};

use crate::{
    ids::ConsultantId,
    language::{Language, Texts},
};

/// What holds where nothing was saved yet.
const BUILT_IN: &str = include_str!("../../../infra/seed/site.json");

/// The settings of the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// Colour and logo.
    pub branding: Branding,
    /// The languages that the pages are offered in.
    pub languages: Vec<Language>,
    /// What the landing page says first.
    pub hero: Hero,
    /// What clients are asked to agree to.
    pub consents: Consents,
    /// Where policies are, and the one on cancelling.
    pub policies: Policies,
    /// Certificates and seals.
    #[serde(default)]
    pub badges: Vec<Badge>,
    /// Whom the company has worked for.
    #[serde(default)]
    pub logos: Vec<Badge>,
    /// What clients said, newest first.
    #[serde(default)]
    pub testimonials: Vec<Testimonial>,
    /// Whether numbers of meetings and ratings are shown.
    #[serde(default)]
    pub shows_statistics: bool,
    /// What is often asked.
    #[serde(default)]
    pub faq: Vec<FaqEntry>,
    /// Where to find help.
    pub support: Support,
    /// How the pages are laid out.
    pub display: Display,
}

/// Colour and logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// As CSS writes it, like `#1f5eff`.
    pub color: String,
    /// Address of an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// What the landing page says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hero {
    /// In a few words.
    pub title: Texts,
    /// In a sentence or two.
    pub text: Texts,
}

/// What clients are asked to agree to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// Which version of the wording this is; kept with every consent that is given.
    pub version: String,
    /// The terms; asked of everyone.
    pub terms: ConsentText,
    /// The privacy policy; asked of everyone.
    pub privacy: ConsentText,
    /// News and offers; not asked if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing: Option<ConsentText>,
    /// That the meeting may be recorded; not asked if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<ConsentText>,
}

/// What one box says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// The words beside the box.
    pub text: Texts,
    /// Where all of it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Where policies are, and the one on cancelling.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policies {
    /// The privacy policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// The terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// Who answers for the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<String>,
    /// How meetings are moved and cancelled, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub cancellation: Texts,
}

/// A name with a picture: a certificate, a seal, a client's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// What it is called, shown where there is no picture.
    pub name: String,
    /// Address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What a client said, with their leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Testimonial {
    /// Their words.
    pub text: Texts,
    /// Who they are.
    pub author: String,
    /// Where they work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// Whom they met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_id: Option<ConsultantId>,
}

/// What is often asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaqEntry {
    /// The question.
    pub question: Texts,
    /// The answer.
    pub answer: Texts,
}

/// Where to find help.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// An address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How the pages are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Display {
    /// How consultants are shown.
    pub consultants: ConsultantsAs,
    /// Whether calendars leave Saturday and Sunday out.
    #[serde(default)]
    pub hide_weekends: bool,
}

/// How consultants are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsultantsAs {
    /// Cards side by side.
    Grid,
    /// One below the other.
    List,
    /// One after the other.
    Carousel,
}

impl Site {
    /// What holds where nothing was saved yet.
    ///
    /// # Errors
    /// If the file is not a site's, which a test sees to.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        serde_json::from_str(BUILT_IN)
    }

    /// The newest words of a client on a consultant.
    pub fn testimonial_on(&self, consultant: &ConsultantId) -> Option<&Testimonial> {
        self.testimonials.iter().find(|testimonial| testimonial.consultant_id.as_ref() == Some(consultant))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Every language map of the file, with its place.
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
    fn what_is_built_in_is_a_site_with_every_text_in_every_language() {
        let site = Site::built_in().unwrap();
        assert_eq!(site.languages, Language::ALL);
        let value: Value = serde_json::from_str(BUILT_IN).unwrap();
        let mut found = Vec::new();
        texts(&value, "", &mut found);
        assert!(found.len() > 20, "{}", found.len());
        for (place, map) in found {
            let languages: Vec<&str> = map.keys().map(String::as_str).collect();
            assert_eq!(languages, ["de", "en", "ru"], "{place}");
            assert!(map.values().all(|text| text.as_str().is_some_and(|text| !text.trim().is_empty())), "{place}");
        }
        let written = serde_json::to_value(&site).unwrap();
        assert_eq!(written, value, "nothing in the file is without effect");
    }

    #[test]
    fn settings_that_were_saved_with_the_origins_of_frames_are_still_read() {
        let mut value: Value = serde_json::from_str(BUILT_IN).unwrap();
        assert!(
            value.get("embed").is_none(),
            "which sites may frame the pages, `EmbedOrigins` of the deployment decides"
        );
        value["embed"] = serde_json::json!({"origins": ["https://www.example.com"]});
        assert_eq!(serde_json::from_value::<Site>(value).unwrap(), Site::built_in().unwrap());
    }

    #[test]
    fn the_newest_testimonial_on_a_consultant_is_theirs() {
        let site = Site::built_in().unwrap();
        let anna = ConsultantId::parse("anna-schmidt").unwrap();
        assert_eq!(site.testimonial_on(&anna).and_then(|found| found.consultant_id.clone()), Some(anna));
        assert_eq!(site.testimonial_on(&ConsultantId::parse("nobody").unwrap()), None);
    }
}
