//! The consultant: profile, schedule and booking rules.

mod new_id;
mod read;
pub mod rules;
#[cfg(test)]
mod tests;
mod working_time;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use new_id::id_of_name;
pub use read::{parse, parse_new, parse_profile, parse_seed, parse_working_time};
pub use rules::{BookingRules, MeetingType};
pub use working_time::WorkingTime;

use crate::{
    fault::Rule,
    ids::ConsultantId,
    language::{Language, Texts},
    schedule::Schedule,
    settings::Display,
    time::Instant,
    unknown::if_known,
    zone::Tz,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Experience {
    Junior,
    Mid,
    Senior,
    /// A recognised authority.
    Expert,
}

impl Experience {
    pub fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "junior" => Ok(Self::Junior),
            "mid" => Ok(Self::Mid),
            "senior" => Ok(Self::Senior),
            "expert" => Ok(Self::Expert),
            _ => Err(Rule::OneOf(&["junior", "mid", "senior", "expert"])),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certification {
    pub name: String,
    /// The issuing organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u32>,
}

/// A consultant's profile: texts in every language, photo, contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The id in links.
    pub id: ConsultantId,
    pub first_name: String,
    pub last_name: String,
    /// The address for notifications; never public.
    pub email: String,
    /// The consultant's own number; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `true` if clients see that number in bookings of phone meetings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub show_phone: bool,
    /// The job title.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
    /// Several paragraphs.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub biography: Texts,
    /// URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    #[serde(default)]
    pub expertise: Vec<String>,
    /// ISO 639-1 codes of the languages they speak.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The language of mail to them; absent: the first of `languages` that mails exist in.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_known")]
    pub mail_language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_known")]
    pub experience: Option<Experience>,
    #[serde(default)]
    pub certifications: Vec<Certification>,
    /// URL of a LinkedIn profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// The usual response time, as text.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub response_time: Texts,
    /// The time at which they were hidden from the public; set by archiving alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Instant>,
}

/// A consultant with all their data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultant {
    pub profile: Profile,
    pub schedule: Schedule,
    /// The offer, with buffers and limits.
    pub rules: BookingRules,
}

/// The directory's entry: the data of lists and cards, and the facts that `any` needs for its choice. Biography and
/// certificates stay in the profile: a list of hundreds is read at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// Id, name and title.
    #[serde(flatten)]
    pub summary: Summary,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    pub expertise: Vec<String>,
    /// ISO 639-1 codes of the languages they speak.
    pub languages: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_known")]
    pub experience: Option<Experience>,
    /// The usual response time, as text.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub response_time: Texts,
    /// Lengths on offer, in minutes, ascending.
    pub durations: Vec<u32>,
    /// One of them. Cards of an older release have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_duration: Option<u32>,
    /// Ways to hold a meeting; those of a later release are left out.
    #[serde(deserialize_with = "rules::known_meeting_types")]
    pub meeting_types: Vec<MeetingType>,
    /// The consultant's zone.
    pub timezone: Tz,
    /// `false` if the consultant takes no bookings at all.
    pub accepting_bookings: bool,
    /// `true` if the consultant is shown as online.
    pub online: bool,
    /// Hidden from the public.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// Stored beside the card.
    #[serde(skip)]
    pub numbers: Numbers,
}

/// Totals of a consultant's meetings, or one booking's share of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    pub completed: u32,
    pub reviews: u32,
    /// The sum of all ratings.
    pub ratings: u32,
}

impl Numbers {
    /// Returns the mean rating to one decimal, if any.
    pub fn rating(&self) -> Option<f64> {
        let mean = f64::from(self.ratings) / f64::from(self.reviews);
        (self.reviews > 0).then(|| (mean * 10.0).round() / 10.0)
    }
}

/// The facts about a consultant that a booking keeps from the time of its agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The id in links.
    pub id: ConsultantId,
    pub first_name: String,
    pub last_name: String,
    /// The job title.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
}

impl Summary {
    /// Given and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Returns the job title in a language.
    pub fn title_in(&self, language: Language) -> Option<&str> {
        self.title.get(language)
    }
}

impl Profile {
    /// Returns the language of mail to the consultant, if they have one that mails exist in.
    pub fn language_of_mail(&self) -> Option<Language> {
        let spoken = || self.languages.iter().find_map(|code| Language::from_code(code));
        self.mail_language.filter(|language| *language != Language::Unknown).or_else(spoken)
    }

    /// Returns the facts that a booking keeps.
    pub fn summary(&self) -> Summary {
        Summary {
            id: self.id.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            title: self.title.clone(),
        }
    }

    pub fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// The number that clients of phone meetings see, if any.
    pub fn phone_for_clients(&self) -> Option<&str> {
        self.phone.as_deref().filter(|_| self.show_phone)
    }

    /// The share of the profile's texts that each language has, from 0 to 1. A text that no language has isn't missing.
    pub fn complete(&self) -> BTreeMap<Language, f64> {
        let texts = [&self.title, &self.biography, &self.response_time];
        let written = texts.iter().filter(|texts| !texts.is_empty()).count();
        let share = |language| {
            let has = texts.iter().filter(|texts| texts.has(language)).count();
            if written == 0 { 0.0 } else { has as f64 / written as f64 }
        };
        Language::ALL.into_iter().map(|language| (language, share(language))).collect()
    }
}

impl Consultant {
    /// Returns it as a file's entry in place of the stored one: only an account archives, or takes it back, and the team's
    /// absences stay closed.
    #[must_use]
    pub fn in_place_of(&self, stored: &Self) -> Self {
        let mut replaced = self.clone();
        replaced.profile.archived_at = stored.profile.archived_at;
        replaced.schedule = self.schedule.with_absences_of(&stored.schedule);
        replaced
    }

    pub fn card(&self) -> Card {
        let profile = &self.profile;
        Card {
            summary: profile.summary(),
            photo: profile.photo.clone(),
            expertise: profile.expertise.clone(),
            languages: profile.languages.clone(),
            experience: profile.experience,
            response_time: profile.response_time.clone(),
            durations: self.rules.durations.clone(),
            default_duration: Some(self.rules.default_duration()),
            meeting_types: self.rules.meeting_types.clone(),
            timezone: self.schedule.timezone,
            accepting_bookings: self.rules.accepting_bookings,
            online: self.rules.online,
            archived: profile.is_archived(),
            numbers: Numbers::default(),
        }
    }
}

impl Card {
    /// Removes the details that the company doesn't show.
    pub fn hide(&mut self, display: &Display) {
        if !display.show_photos {
            self.photo = None;
        }
        if !display.show_ratings {
            self.numbers = Numbers { completed: self.numbers.completed, ..Numbers::default() };
        }
    }

    /// The default length in minutes.
    pub fn default_duration(&self) -> u32 {
        let usual = || rules::usual_duration([self.durations.as_slice()]);
        self.default_duration.or_else(usual).unwrap_or(rules::DEFAULT_DURATION)
    }

    /// Returns `true` if this consultant offers such a meeting at all.
    pub fn offers(&self, duration: u32, meeting_type: Option<MeetingType>) -> bool {
        self.durations.contains(&duration) && meeting_type.is_none_or(|wanted| self.meeting_types.contains(&wanted))
    }
}
