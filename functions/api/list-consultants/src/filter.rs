//! The filters of the consultants list. Parsing reports all faults at once.

use domain::{
    availability::{DayPart, Timeframe},
    consultant::{Card, Experience, MeetingType},
    fault::Rule,
    language::Language,
    text,
    time::{Instant, Interval},
    zone::Tz,
};
use http_api::{Problem, Query};
use lambda_http::Request;

use crate::cursor::Cursor;

/// Values of a repeatable parameter.
const MAX_VALUES: usize = 20;

/// The parsed filters.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Lower-cased; one match is enough.
    expertise: Vec<String>,
    /// One match is enough.
    languages: Vec<String>,
    /// One match is enough.
    meeting_types: Vec<MeetingType>,
    /// Beginnings of words; all of them must be there.
    words: Vec<String>,
    min_rating: Option<f64>,
    experience: Option<Experience>,
    timeframe: Option<Timeframe>,
    pub(crate) part: Option<DayPart>,
    pub(crate) after: Option<Cursor>,
    /// The zone of dates and times of day.
    pub(crate) timezone: Tz,
}

impl Filter {
    pub(crate) fn parse(request: &Request, default: Tz) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let filter = Self {
            expertise: each(&mut query, "expertise", |field| Ok(text::line(field, text::MAX_NAME)?.to_lowercase())),
            languages: each(&mut query, "language", language),
            meeting_types: each(&mut query, "meetingType", MeetingType::parse),
            words: query.parsed("q", |q| Ok(words(&text::line(q, text::MAX_NAME)?).collect())).unwrap_or_default(),
            min_rating: query.parsed("minRating", rating),
            experience: query.parsed("experience", Experience::parse),
            timeframe: query.parsed("timeframe", Timeframe::parse).flatten(),
            part: query.parsed("preferredTime", DayPart::parse).flatten(),
            after: query.parsed("cursor", Cursor::parse),
            timezone: query.parsed("timezone", Query::timezone).unwrap_or(default),
        };
        Ok(query.faults.or(Some(filter))?)
    }

    /// Whether a consultant matches, regardless of availability.
    pub(crate) fn fits(&self, card: &Card) -> bool {
        let has = |wanted: &String| card.expertise.iter().any(|field| field.to_lowercase() == *wanted);
        let speaks = |wanted: &String| card.languages.iter().any(|spoken| spoken.eq_ignore_ascii_case(wanted));
        let meets = |wanted: &MeetingType| card.meeting_types.contains(wanted);
        let is_rated = |least: f64| card.numbers.rating().is_some_and(|rating| rating >= least);
        (self.expertise.is_empty() || self.expertise.iter().any(has))
            && (self.languages.is_empty() || self.languages.iter().any(speaks))
            && (self.meeting_types.is_empty() || self.meeting_types.iter().any(meets))
            && self.names_every_word(card)
            && self.min_rating.is_none_or(is_rated)
            && self.experience.is_none_or(|wanted| card.experience == Some(wanted))
    }

    /// Whether name, title and expertise hold every word of the search, or words that begin so.
    fn names_every_word(&self, card: &Card) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let summary = &card.summary;
        let titles = Language::ALL.into_iter().filter_map(|language| summary.title_in(language));
        let texts = [summary.first_name.as_str(), &summary.last_name].into_iter();
        let texts = texts.chain(titles).chain(card.expertise.iter().map(String::as_str));
        let found: Vec<String> = texts.flat_map(words).collect();
        self.words.iter().all(|wanted| found.iter().any(|word| word.starts_with(wanted.as_str())))
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

/// Parses every value of a repeatable parameter.
fn each<T>(query: &mut Query<'_>, name: &'static str, parse: impl Fn(&str) -> Result<T, Rule>) -> Vec<T> {
    let mut wanted = Vec::new();
    for value in query.texts(name) {
        match parse(value) {
            Ok(value) => wanted.push(value),
            Err(rule) => query.fault(name, rule),
        }
    }
    if wanted.len() > MAX_VALUES {
        query.fault(name, Rule::MaxEntries(MAX_VALUES));
    }
    wanted
}

/// The words of a text, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect();
    words.into_iter().filter(|word| !word.is_empty())
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
