//! The filters of the consultants list. Parsing reports all faults at once.

use domain::{
    availability::{DayPart, Timeframe},
    consultant::{Card, Experience, MeetingType},
    fault::Rule,
    text,
    time::{Instant, Interval},
    zone::Tz,
};
use http_api::{Problem, Query};
use lambda_http::Request;

const MAX_EXPERTISE: usize = 20;

/// The parsed filters.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Lower-cased; one match is enough.
    expertise: Vec<String>,
    language: Option<String>,
    meeting_type: Option<MeetingType>,
    min_rating: Option<f64>,
    experience: Option<Experience>,
    timeframe: Option<Timeframe>,
    pub(crate) part: Option<DayPart>,
    /// The zone of dates and times of day.
    pub(crate) timezone: Tz,
}

impl Filter {
    pub(crate) fn parse(request: &Request, default: Tz) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let filter = Self {
            expertise: expertise(&mut query),
            language: query.parsed("language", language),
            meeting_type: query.parsed("meetingType", MeetingType::parse),
            min_rating: query.parsed("minRating", rating),
            experience: query.parsed("experience", Experience::parse),
            timeframe: query.parsed("timeframe", Timeframe::parse).flatten(),
            part: query.parsed("preferredTime", DayPart::parse).flatten(),
            timezone: query.parsed("timezone", Query::timezone).unwrap_or(default),
        };
        Ok(query.faults.or(Some(filter))?)
    }

    /// Whether a consultant matches, regardless of availability.
    pub(crate) fn fits(&self, card: &Card) -> bool {
        let has = |wanted: &String| card.expertise.iter().any(|field| field.to_lowercase() == *wanted);
        let speaks = |wanted: &String| card.languages.iter().any(|spoken| spoken.eq_ignore_ascii_case(wanted));
        let is_rated = |least: f64| card.numbers.rating().is_some_and(|rating| rating >= least);
        (self.expertise.is_empty() || self.expertise.iter().any(has))
            && self.language.as_ref().is_none_or(speaks)
            && self.meeting_type.is_none_or(|wanted| card.meeting_types.contains(&wanted))
            && self.min_rating.is_none_or(is_rated)
            && self.experience.is_none_or(|wanted| card.experience == Some(wanted))
    }

    /// Whether availability matters.
    pub(crate) fn asks_when(&self) -> bool {
        self.timeframe.is_some() || self.part.is_some()
    }

    /// The requested days; `None` for all days to come.
    pub(crate) fn range(&self, now: Instant) -> Option<Interval> {
        self.timeframe.map(|timeframe| timeframe.range(self.timezone, now))
    }
}

fn expertise(query: &mut Query<'_>) -> Vec<String> {
    let mut wanted = Vec::new();
    for field in query.texts("expertise") {
        match text::line(field, text::MAX_NAME) {
            Ok(field) => wanted.push(field.to_lowercase()),
            Err(rule) => query.fault("expertise", rule),
        }
    }
    if wanted.len() > MAX_EXPERTISE {
        query.fault("expertise", Rule::MaxEntries(MAX_EXPERTISE));
    }
    wanted
}

/// An ISO 639 code, even if no consultant speaks the language.
fn language(code: &str) -> Result<String, Rule> {
    if (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(code.to_owned())
    } else {
        Err(Rule::LanguageCode)
    }
}

fn rating(text: &str) -> Result<f64, Rule> {
    match text.parse::<f64>() {
        Ok(rating) if (0.0..=5.0).contains(&rating) => Ok(rating),
        Ok(rating) if rating.is_finite() => Err(Rule::NumberWithin { from: 0, to: 5 }),
        _ => Err(Rule::Number { from: 0, to: 5 }),
    }
}
