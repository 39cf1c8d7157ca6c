//! The visitors' progress towards a booking: counted steps, without data about the visitors.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    fault::{Faults, Rule},
    fields::Fields,
    ids::ConsultantId,
    text,
};

/// The maximum length of a visit's name, in characters.
pub const MAX_SESSION: usize = 100;
/// The maximum counted length of a visit, in seconds: a tab that stays open for longer has no meaning.
const MAX_COUNTED: u32 = 24 * 60 * 60;
/// The maximum accepted length of a visit, in seconds: a year.
const MAX_SECONDS: u32 = 365 * MAX_COUNTED;

/// A step of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The first page.
    Landing,
    /// A consultant's page.
    ConsultantView,
    /// The free slots.
    CalendarView,
    /// The form.
    FormStart,
    /// A booking.
    Completed,
    /// The visitor's answer to "How easy was booking?".
    Rated,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 6] =
        [Self::Landing, Self::ConsultantView, Self::CalendarView, Self::FormStart, Self::Completed, Self::Rated];

    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landing => "landing",
            Self::ConsultantView => "consultant_view",
            Self::CalendarView => "calendar_view",
            Self::FormStart => "form_start",
            Self::Completed => "completed",
            Self::Rated => "rated",
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Rule> {
        const NAMES: [&str; 6] = ["landing", "consultant_view", "calendar_view", "form_start", "completed", "rated"];
        Self::ALL.into_iter().find(|step| step.as_str() == text).ok_or(Rule::OneOf(&NAMES))
    }
}

/// The visitor's type of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// Handheld, small.
    Phone,
    /// Handheld, large.
    Tablet,
    Desktop,
}

impl Device {
    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }

    /// Parses the API's name; `mobile` is another word for `phone`.
    pub(crate) fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "phone" | "mobile" => Ok(Self::Phone),
            "tablet" => Ok(Self::Tablet),
            "desktop" => Ok(Self::Desktop),
            _ => Err(Rule::OneOf(&["phone", "mobile", "tablet", "desktop"])),
        }
    }
}

/// One step of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelStep {
    /// A random name of the visit, which lasts no longer than it.
    pub session: String,
    pub step: Step,
    /// The displayed consultant.
    pub consultant: Option<ConsultantId>,
    /// Seconds since the visit began.
    pub elapsed_seconds: Option<u32>,
    /// The visitor's type of device.
    pub device: Option<Device>,
    /// Of [`Step::Rated`]: 1 (hard) to 5 (easy).
    pub rating: Option<u32>,
}

impl FunnelStep {
    /// Parses the body of `POST /v1/funnel`.
    ///
    /// # Errors
    /// Returns every fault in it.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        let session = fields.required("session", &mut faults, |session| text::line(session, MAX_SESSION));
        let step = fields.required("step", &mut faults, Step::parse);
        let consultant = fields.parsed("consultantId", &mut faults, ConsultantId::parse);
        let elapsed_seconds = elapsed(&fields, "elapsedSeconds", &mut faults);
        let device = fields.parsed("device", &mut faults, Device::parse);
        let rating = if step == Some(Step::Rated) { rating(&fields, &mut faults) } else { None };
        let read = session.zip(step);
        faults.or(read.map(|(session, step)| Self { session, step, consultant, elapsed_seconds, device, rating }))
    }
}

/// Reads the length of a visit, in seconds.
pub(crate) fn elapsed(fields: &Fields<'_>, name: &str, faults: &mut Faults) -> Option<u32> {
    fields.number(name, 0..=MAX_SECONDS, faults).map(|seconds| seconds.min(MAX_COUNTED))
}

fn rating(fields: &Fields<'_>, faults: &mut Faults) -> Option<u32> {
    if fields.is_absent("rating") {
        fields.missing("rating", faults);
    }
    fields.number("rating", 1..=5, faults)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(body: &Value) -> Result<FunnelStep, Faults> {
        FunnelStep::parse(body.as_object().unwrap())
    }

    #[test]
    fn optional_fields_may_be_absent() {
        for step in Step::ALL {
            let read = parse(&json!({"session": "s", "step": step.as_str(), "rating": 4})).unwrap();
            assert_eq!((read.step, read.consultant, read.elapsed_seconds, read.device), (step, None, None, None));
        }
        let all = json!({"session": " s ", "step": "completed", "consultantId": "anna", "elapsedSeconds": 90_000,
            "device": "tablet"});
        let read = parse(&all).unwrap();
        assert_eq!((read.session.as_str(), read.device), ("s", Some(Device::Tablet)));
        assert_eq!(read.elapsed_seconds, Some(86_400), "a tab that was left open says nothing");
    }

    #[test]
    fn only_rated_step_has_a_rating() {
        let read = |step: &str, rating: Value| parse(&json!({"session": "s", "step": step, "rating": rating}));
        assert_eq!(read("rated", json!(5)).unwrap().rating, Some(5));
        assert_eq!(read("completed", json!(5)).unwrap().rating, None);
        for bad in [json!(null), json!(0), json!(6), json!(4.5), json!("5")] {
            assert_eq!(read("rated", bad.clone()).unwrap_err().iter().next().unwrap().pointer, "/rating", "{bad}");
        }
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let body = json!({"session": "x".repeat(101), "step": "left", "consultantId": "any", "elapsedSeconds": -1,
            "device": "fridge"});
        let faults = parse(&body).unwrap_err();
        let found: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(found, ["/session", "/step", "/consultantId", "/elapsedSeconds", "/device"]);
        let missing = parse(&json!({})).unwrap_err();
        let missing: Vec<(&str, &Rule)> = missing.iter().map(|fault| (fault.pointer.as_str(), &fault.rule)).collect();
        assert_eq!(missing, [("/session", &Rule::Required), ("/step", &Rule::Required)]);
    }
}
