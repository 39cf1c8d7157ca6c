//! The sections that pages and mails show: company, branding, texts, consents, layout.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    ids::ConsultantId,
    language::{Language, Texts},
    unknown::{if_known, known_elements},
    zone::Tz,
};

/// Reads the languages that this release has texts in.
pub(super) fn known_languages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Language>, D::Error> {
    let mut languages: Vec<Language> = known_elements(deserializer)?;
    languages.retain(|language| *language != Language::Unknown);
    Ok(languages)
}

/// Reads a word of a later release as the default.
fn known<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(if_known(deserializer)?.unwrap_or_default())
}

/// The company itself. A parameter of the deployment stands in for an absent member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Company {
    /// The signature of mails and invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The zone if neither request nor consultant names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Tz>,
    /// The language of mails to consultants and team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_language: Option<Language>,
    /// The postal address, a line for the foot of mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imprint: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Branding {
    /// A colour like `#1f5eff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// URL of an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// The first text of the landing page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hero {
    pub title: Texts,
    pub text: Texts,
}

/// The texts after booking, beside the booking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub thanks: Texts,
    /// How to prepare.
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub preparation: Texts,
}

/// The consents that clients are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(rename_all = "camelCase")]
pub struct FaqEntry {
    pub question: Texts,
    pub answer: Texts,
    /// Shown only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_known")]
    pub only_with: Option<FaqCondition>,
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

impl Support {
    /// The contact to name in a sentence, if there is one.
    pub fn contact(&self) -> Option<&str> {
        self.email.as_deref().or(self.phone.as_deref()).or(self.url.as_deref())
    }
}

/// The layout of the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Display {
    /// The layout of the consultants.
    #[serde(deserialize_with = "known")]
    pub consultants: ConsultantsAs,
    /// Hides Saturday and Sunday in calendars.
    pub hide_weekends: bool,
    /// Sentences on why to book.
    pub value_proposition: Vec<Texts>,
    pub show_photos: bool,
    pub show_bios: bool,
    /// Ratings of consultants and of the company.
    pub show_ratings: bool,
    /// Whether a consultant is online or busy, and their next free time.
    pub show_availability: bool,
    /// The filters of the consultants, in order.
    #[serde(deserialize_with = "known_elements")]
    pub filters: Vec<ConsultantFilter>,
    #[serde(deserialize_with = "known")]
    pub card_layout: CardLayout,
    #[serde(deserialize_with = "known")]
    pub photo_shape: PhotoShape,
}

impl Default for Display {
    fn default() -> Self {
        Self {
            consultants: ConsultantsAs::Grid,
            hide_weekends: false,
            value_proposition: Vec::new(),
            show_photos: true,
            show_bios: true,
            show_ratings: true,
            show_availability: true,
            filters: ConsultantFilter::ALL.to_vec(),
            card_layout: CardLayout::Detailed,
            photo_shape: PhotoShape::Circle,
        }
    }
}

/// Defines an enumeration by the words of the document.
macro_rules! words {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $name:ident $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $type { $($(#[$doc])* #[serde(rename = $word)] $name,)+ }

        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            const WORDS: &'static [&'static str] = &[$($word),+];

            /// # Errors
            /// Fails for any other word.
            pub fn parse(text: &str) -> Result<Self, crate::fault::Rule> {
                match text {
                    $($word => Ok(Self::$name),)+
                    _ => Err(crate::fault::Rule::OneOf(Self::WORDS)),
                }
            }
        }
    };
}

pub(super) use words;

words! {
    /// The layout of the consultants.
    #[derive(Default)]
    ConsultantsAs {
        /// Cards side by side.
        #[default]
        Grid "grid",
        /// One below the other.
        List "list",
        /// One at a time.
        Carousel "carousel",
    }
}

words! {
    /// How much a consultant's card shows at first.
    #[derive(Default)]
    CardLayout {
        /// Name, title and the button.
        Compact "compact",
        #[default]
        Detailed "detailed",
    }
}

words! {
    #[derive(Default)]
    PhotoShape {
        #[default]
        Circle "circle",
        Rounded "rounded",
        Square "square",
    }
}

words! {
    /// A filter of the consultants, named as the query's parameter.
    ConsultantFilter {
        Expertise "expertise",
        Language "language",
        Timeframe "timeframe",
        PreferredTime "preferredTime",
        MeetingType "meetingType",
        MinRating "minRating",
        Experience "experience",
    }
}

words! {
    /// The promise of an answer.
    FaqCondition {
        /// Video meetings get an address.
        MeetingLink "meetingLink",
        /// Clients may move and cancel.
        Changes "changes",
    }
}
