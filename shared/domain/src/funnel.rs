//! How far visitors come on their way to a booking: steps to be counted, and nothing about who takes them.

use serde_json::{Map, Value};

use crate::{
    fault::{FaultCode, Faults},
    fields::Fields,
    ids::ConsultantId,
    text,
};

/// The longest name of a visit, in characters.
pub const MAX_SESSION: usize = 100;
/// What is counted of a visit at most, in seconds: a tab that was left open for longer says nothing.
const MAX_COUNTED: u32 = 24 * 60 * 60;
/// The longest visit, in seconds: a year.
const MAX_SECONDS: u32 = 365 * MAX_COUNTED;

/// How far a visitor has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// They are on the first page.
    Landing,
    /// They look at a consultant.
    ConsultantView,
    /// They look at free times.
    CalendarView,
    /// They have begun to fill the form.
    FormStart,
    /// They have booked.
    Completed,
}

impl Step {
    /// All of them, in the order in which they are taken.
    pub const ALL: [Self; 5] =
        [Self::Landing, Self::ConsultantView, Self::CalendarView, Self::FormStart, Self::Completed];

    /// As in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landing => "landing",
            Self::ConsultantView => "consultant_view",
            Self::CalendarView => "calendar_view",
            Self::FormStart => "form_start",
            Self::Completed => "completed",
        }
    }

    fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        Self::ALL.into_iter().find(|step| step.as_str() == text).ok_or_else(|| {
            let message = "must be landing, consultant_view, calendar_view, form_start or completed";
            (FaultCode::UnknownValue, message.to_owned())
        })
    }
}

/// What a visitor looks at us with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// In one hand.
    Phone,
    /// In two hands.
    Tablet,
    /// On a desk.
    Desktop,
}

impl Device {
    /// As in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }

    fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        [Self::Phone, Self::Tablet, Self::Desktop]
            .into_iter()
            .find(|device| device.as_str() == text)
            .ok_or_else(|| (FaultCode::UnknownValue, "must be phone, tablet or desktop".to_owned()))
    }
}

/// One step of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelStep {
    /// A random name of the visit, which lasts no longer than it.
    pub session: String,
    /// How far they have come.
    pub step: Step,
    /// Whom they look at.
    pub consultant: Option<ConsultantId>,
    /// Seconds since the visit began.
    pub elapsed_seconds: Option<u32>,
    /// What they look at us with.
    pub device: Option<Device>,
}

impl FunnelStep {
    /// Reads the body of `POST /v1/funnel`.
    ///
    /// # Errors
    /// Every fault in it.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        let session = fields.required("session", &mut faults, |session| text::line(session, MAX_SESSION));
        let step = fields.required("step", &mut faults, Step::parse);
        let consultant = fields.parsed("consultantId", &mut faults, ConsultantId::parse);
        let elapsed_seconds = fields.number("elapsedSeconds", 0..=MAX_SECONDS, &mut faults);
        let elapsed_seconds = elapsed_seconds.map(|seconds| seconds.min(MAX_COUNTED));
        let device = fields.parsed("device", &mut faults, Device::parse);
        let read = session.zip(step);
        faults.or(read.map(|(session, step)| Self { session, step, consultant, elapsed_seconds, device }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(body: &Value) -> Result<FunnelStep, Faults> {
        FunnelStep::parse(body.as_object().unwrap())
    }

    #[test]
    fn a_step_is_read_with_and_without_what_is_optional() {
        for step in Step::ALL {
            let read = parse(&json!({"session": "s", "step": step.as_str()})).unwrap();
            assert_eq!((read.step, read.consultant, read.elapsed_seconds, read.device), (step, None, None, None));
        }
        let all = json!({"session": " s ", "step": "completed", "consultantId": "anna", "elapsedSeconds": 90_000,
            "device": "tablet"});
        let read = parse(&all).unwrap();
        assert_eq!((read.session.as_str(), read.device), ("s", Some(Device::Tablet)));
        assert_eq!(read.elapsed_seconds, Some(86_400), "a tab that was left open says nothing");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let body = json!({"session": "x".repeat(101), "step": "left", "consultantId": "any", "elapsedSeconds": -1,
            "device": "fridge"});
        let faults = parse(&body).unwrap_err();
        let found: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(found, ["/session", "/step", "/consultantId", "/elapsedSeconds", "/device"]);
        let missing = parse(&json!({})).unwrap_err();
        let missing: Vec<(&str, FaultCode)> =
            missing.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(missing, [("/session", FaultCode::Required), ("/step", FaultCode::Required)]);
    }
}
