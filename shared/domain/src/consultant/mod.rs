//! The consultant: who holds meetings, how they are shown, when and what they offer.

mod read;
pub mod rules;
#[cfg(test)]
mod tests;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use read::{parse, parse_seed};
pub use rules::{BookingRules, MeetingType};

use crate::{
    fault::FaultCode,
    ids::ConsultantId,
    language::{Language, Texts},
    schedule::Schedule,
};

/// How much experience a consultant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Experience {
    /// A few years.
    Junior,
    /// Some years.
    Mid,
    /// Many years.
    Senior,
    /// An authority in their field.
    Expert,
}

impl Experience {
    /// For use with [`crate::fields::Fields::parsed`].
    ///
    /// # Errors
    /// None of them.
    pub fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        match text {
            "junior" => Ok(Self::Junior),
            "mid" => Ok(Self::Mid),
            "senior" => Ok(Self::Senior),
            "expert" => Ok(Self::Expert),
            _ => Err((FaultCode::UnknownValue, "must be junior, mid, senior or expert".to_owned())),
        }
    }
}

/// A certificate that a consultant holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certification {
    /// What it is called.
    pub name: String,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u32>,
}

/// Who a consultant is: texts in every language, photo, contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The id, as in links.
    pub id: ConsultantId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where the consultant is told of bookings; never public.
    pub email: String,
    /// The consultant's own number; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What they are.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
    /// Who they are, at length.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub biography: Texts,
    /// Address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Fields of expertise.
    #[serde(default)]
    pub expertise: Vec<String>,
    /// ISO 639-1 codes of the languages they speak.
    #[serde(default)]
    pub languages: Vec<String>,
    /// How much experience they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience: Option<Experience>,
    /// Certificates.
    #[serde(default)]
    pub certifications: Vec<Certification>,
    /// Address of a LinkedIn profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// How quickly they usually answer, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub response_time: Texts,
}

/// A consultant with everything that belongs to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultant {
    /// Who they are.
    pub profile: Profile,
    /// When they work.
    pub schedule: Schedule,
    /// What they offer, with which margins.
    pub rules: BookingRules,
}

/// What lists and cards show, and what `any` needs to know whom to ask: the directory's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// Id, name and title.
    #[serde(flatten)]
    pub summary: Summary,
    /// Address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Who they are, at length.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub biography: Texts,
    /// Fields of expertise.
    pub expertise: Vec<String>,
    /// ISO 639-1 codes of the languages they speak.
    pub languages: Vec<String>,
    /// How much experience they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience: Option<Experience>,
    /// Certificates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certifications: Vec<Certification>,
    /// Address of a LinkedIn profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// How quickly they usually answer, in words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub response_time: Texts,
    /// Lengths on offer, in minutes, ascending.
    pub durations: Vec<u32>,
    /// How meetings may be held.
    pub meeting_types: Vec<MeetingType>,
    /// The consultant's zone.
    pub timezone: Tz,
    /// Whether anything is on offer at all.
    pub accepting_bookings: bool,
    /// Whether the consultant is shown as online.
    pub online: bool,
    /// What their meetings came to; kept beside the card.
    #[serde(skip)]
    pub numbers: Numbers,
}

/// What a consultant's meetings came to, or what one booking counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Meetings that took place.
    pub completed: u32,
    /// Ratings given.
    pub reviews: u32,
    /// Their sum.
    pub ratings: u32,
}

impl Numbers {
    /// The mean rating to one decimal, if there is one.
    pub fn rating(&self) -> Option<f64> {
        let mean = f64::from(self.ratings) / f64::from(self.reviews);
        (self.reviews > 0).then(|| (mean * 10.0).round() / 10.0)
    }
}

/// The few facts about a consultant that a booking keeps as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The id, as in links.
    pub id: ConsultantId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they are.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
}

impl Summary {
    /// Given and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// What they are, in a language.
    pub fn title_in(&self, language: Language) -> Option<&str> {
        self.title.get(language)
    }
}

impl Profile {
    /// The few facts that a booking keeps.
    pub fn summary(&self) -> Summary {
        Summary {
            id: self.id.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            title: self.title.clone(),
        }
    }
}

impl Consultant {
    /// The directory's entry.
    pub fn card(&self) -> Card {
        let profile = &self.profile;
        Card {
            summary: profile.summary(),
            photo: profile.photo.clone(),
            biography: profile.biography.clone(),
            expertise: profile.expertise.clone(),
            languages: profile.languages.clone(),
            experience: profile.experience,
            certifications: profile.certifications.clone(),
            linkedin_url: profile.linkedin_url.clone(),
            response_time: profile.response_time.clone(),
            durations: self.rules.durations.clone(),
            meeting_types: self.rules.meeting_types.clone(),
            timezone: self.schedule.timezone,
            accepting_bookings: self.rules.accepting_bookings,
            online: self.rules.online,
            numbers: Numbers::default(),
        }
    }
}

impl Card {
    /// Whether this consultant could be asked for such a meeting at all.
    pub fn offers(&self, duration: u32, meeting_type: Option<MeetingType>) -> bool {
        self.durations.contains(&duration) && meeting_type.is_none_or(|wanted| self.meeting_types.contains(&wanted))
    }
}
