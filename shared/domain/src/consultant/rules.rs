//! Booking rules: a consultant's offer, with buffers and limits.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
    text,
    time::DAY_MINUTES,
    unknown::{UNKNOWN, known_elements},
};

/// The way a meeting is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingType {
    /// Video call.
    Video,
    /// The consultant calls the client's number.
    Phone,
    /// At the consultant's location.
    InPerson,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// Reads the meeting types that this release can offer.
pub(super) fn known_meeting_types<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<MeetingType>, D::Error> {
    let mut meeting_types: Vec<MeetingType> = known_elements(deserializer)?;
    meeting_types.retain(|meeting_type| *meeting_type != MeetingType::Unknown);
    Ok(meeting_types)
}

impl MeetingType {
    pub const ALL: [Self; 3] = [Self::Video, Self::Phone, Self::InPerson];

    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Phone => "phone",
            Self::InPerson => "in_person",
            Self::Unknown => UNKNOWN,
        }
    }

    pub fn parse(text: &str) -> Result<Self, Rule> {
        Self::ALL.into_iter().find(|meeting_type| meeting_type.as_str() == text).ok_or(Rule::OneOf(&[
            "video",
            "phone",
            "in_person",
        ]))
    }
}

/// A consultant's offer, with buffers and limits. Created only by parsing, so always within limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingRules {
    /// Minutes kept free before a meeting (0 to 120).
    pub buffer_before_minutes: u32,
    /// Minutes kept free after a meeting (0 to 120).
    pub buffer_after_minutes: u32,
    /// The minimum time between booking and start, in hours.
    pub minimum_notice_hours: u32,
    /// The maximum time between booking and start, in units of 24 hours.
    pub maximum_advance_days: u32,
    /// The maximum number of meetings that begin on one of the consultant's local dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_limit: Option<u32>,
    /// Lengths on offer, in minutes, ascending.
    pub durations: Vec<u32>,
    /// The default length in minutes, one of those on offer; absent: [`usual_duration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_duration: Option<u32>,
    /// Meetings begin at multiples of this many minutes after local midnight.
    pub grid_minutes: u32,
    /// Ways to hold a meeting; those of a later release are left out.
    #[serde(deserialize_with = "known_meeting_types")]
    pub meeting_types: Vec<MeetingType>,
    /// `false` if the consultant takes no bookings at all.
    pub accepting_bookings: bool,
    /// `true` if the consultant is shown as online.
    pub online: bool,
    /// The address of meetings in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The consultant's own room for video meetings; absent: one of the deployment's service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_url: Option<String>,
}

/// The maximum buffer, in minutes (the designs' limit; it bounds the cells that one booking touches).
pub const MAX_BUFFER: u32 = 120;
/// The maximum length of a meeting, in minutes. With both buffers a booking then touches at most 13 hour cells, far
/// below the 100 actions of a DynamoDB transaction.
pub const MAX_DURATION: u32 = 480;
/// The default length in minutes, if it is on offer.
pub const DEFAULT_DURATION: u32 = 30;

/// The default length for several consultants: 30 minutes if one of them offers it, otherwise the shortest. `None` if
/// there are no lengths at all.
pub fn usual_duration<'a>(offered: impl IntoIterator<Item = &'a [u32]>) -> Option<u32> {
    // False comes before true.
    offered.into_iter().flatten().copied().min_by_key(|minutes| (*minutes != DEFAULT_DURATION, *minutes))
}

impl Default for BookingRules {
    /// The product's defaults.
    fn default() -> Self {
        Self {
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            minimum_notice_hours: 2,
            maximum_advance_days: 60,
            daily_limit: None,
            durations: vec![30, 60, 90, 120],
            default_duration: None,
            grid_minutes: 30,
            meeting_types: MeetingType::ALL.to_vec(),
            accepting_bookings: true,
            online: true,
            location: None,
            meeting_url: None,
        }
    }
}

impl BookingRules {
    /// The default length in minutes.
    pub fn default_duration(&self) -> u32 {
        self.default_duration.or_else(|| usual_duration([self.durations.as_slice()])).unwrap_or(DEFAULT_DURATION)
    }

    pub fn offers_duration(&self, minutes: u32) -> bool {
        self.durations.contains(&minutes)
    }

    /// Returns `true` if this way to meet is on offer.
    pub fn offers_meeting_type(&self, meeting_type: MeetingType) -> bool {
        self.meeting_types.contains(&meeting_type)
    }

    pub(crate) fn read(fields: Option<Fields<'_>>, faults: &mut Faults) -> Self {
        let mut rules = Self::default();
        let Some(fields) = fields else { return rules };
        let mut number = |name: &str, limits, target: &mut u32| {
            if let Some(found) = fields.number(name, limits, faults) {
                *target = found;
            }
        };
        number("bufferBeforeMinutes", 0..=MAX_BUFFER, &mut rules.buffer_before_minutes);
        number("bufferAfterMinutes", 0..=MAX_BUFFER, &mut rules.buffer_after_minutes);
        number("minimumNoticeHours", 0..=24 * 365, &mut rules.minimum_notice_hours);
        number("maximumAdvanceDays", 1..=730, &mut rules.maximum_advance_days);
        number("gridMinutes", 5..=DAY_MINUTES, &mut rules.grid_minutes);
        rules.daily_limit = fields.number("dailyLimit", 1..=288, faults);
        if !rules.grid_minutes.is_multiple_of(5) || !DAY_MINUTES.is_multiple_of(rules.grid_minutes) {
            faults.add(fields.pointer("gridMinutes"), Rule::DividesDay);
        }
        let buffers =
            [("bufferBeforeMinutes", rules.buffer_before_minutes), ("bufferAfterMinutes", rules.buffer_after_minutes)];
        for (name, minutes) in buffers {
            if !minutes.is_multiple_of(5) {
                faults.add(fields.pointer(name), Rule::MultipleOfFive);
            }
        }
        if let Some(durations) = read_durations(&fields, faults) {
            rules.durations = durations;
        }
        rules.default_duration = read_default_duration(&fields, &rules.durations, faults);
        if let Some(meeting_types) = read_meeting_types(&fields, faults) {
            rules.meeting_types = meeting_types;
        }
        rules.accepting_bookings = fields.boolean("acceptingBookings", faults).unwrap_or(true);
        rules.online = fields.boolean("online", faults).unwrap_or(true);
        rules.location = fields.parsed("location", faults, |text| text::line(text, 300));
        rules.meeting_url = fields.parsed("meetingUrl", faults, text::web_address);
        rules
    }
}

fn read_durations(fields: &Fields<'_>, faults: &mut Faults) -> Option<Vec<u32>> {
    fields.get("durations")?;
    let mut durations = Vec::new();
    for (pointer, value) in fields.list("durations", 20, faults) {
        match fields::number(value, &pointer, 5..=MAX_DURATION, faults) {
            Some(minutes) if !minutes.is_multiple_of(5) => {
                faults.add(pointer, Rule::MultipleOfFive);
            }
            Some(minutes) => durations.push(minutes),
            None => {}
        }
    }
    durations.sort_unstable();
    durations.dedup();
    if is_empty_list(fields, "durations") {
        faults.add(fields.pointer("durations"), Rule::AnyDuration);
    }
    Some(durations)
}

fn read_default_duration(fields: &Fields<'_>, offered: &[u32], faults: &mut Faults) -> Option<u32> {
    let minutes = fields.number("defaultDuration", 5..=MAX_DURATION, faults)?;
    if !offered.contains(&minutes) {
        faults.add(fields.pointer("defaultDuration"), Rule::OfferedDuration);
    }
    Some(minutes)
}

fn read_meeting_types(fields: &Fields<'_>, faults: &mut Faults) -> Option<Vec<MeetingType>> {
    fields.get("meetingTypes")?;
    let mut meeting_types = Vec::new();
    for (pointer, value) in fields.list("meetingTypes", 10, faults) {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match MeetingType::parse(text) {
            Ok(meeting_type) if !meeting_types.contains(&meeting_type) => meeting_types.push(meeting_type),
            Ok(_) => {}
            Err(rule) => faults.add(pointer, rule),
        }
    }
    if is_empty_list(fields, "meetingTypes") {
        faults.add(fields.pointer("meetingTypes"), Rule::AnyMeetingType);
    }
    Some(meeting_types)
}

/// Returns `true` for a present, empty list; faults inside a list are reported at its entries.
fn is_empty_list(fields: &Fields<'_>, name: &str) -> bool {
    fields.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty)
}
