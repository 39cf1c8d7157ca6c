//! Requests about offered times: staff offers some, the client answers.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{MAX_OFFERED, OfferMessage};
use crate::{
    availability::Waiver,
    fault::{Faults, Rule},
    fields::Fields,
    ids::ConsultantId,
    parse::instant,
    text,
    time::Instant,
};

/// A time that staff wants to offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WantedTime {
    pub start: Instant,
    /// Absent: the booking's consultant.
    pub consultant: Option<ConsultantId>,
}

/// A parsed request to offer times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferRequest {
    /// None: those nearest to the booking's time.
    pub times: Vec<WantedTime>,
    pub waive: Vec<Waiver>,
    pub message: Option<OfferMessage>,
    /// The client reads it.
    pub reason: Option<String>,
}

impl OfferRequest {
    /// Parses the body of `POST /v1/admin/bookings/{reference}/offer`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(body));
        let request = Self::read(&fields, &mut faults);
        faults.or(Some(request))
    }

    /// Reads the fields of an offer.
    pub fn read(fields: &Fields<'_>, faults: &mut Faults) -> Self {
        let times = WantedTime::read_all(fields, "starts", faults).unwrap_or_default();
        if fields.get("starts").is_some_and(|starts| starts.as_array().is_some_and(Vec::is_empty)) {
            fields.missing("starts", faults);
        }
        let message = fields.parsed("message", faults, |text| match text {
            "as_discussed" => Ok(OfferMessage::AsDiscussed),
            "unavailable" => Ok(OfferMessage::Unavailable),
            _ => Err(Rule::OneOf(&["as_discussed", "unavailable"])),
        });
        let reason = fields.parsed("reason", faults, |reason| text::lines(reason, text::MAX_NOTES));
        Self { times, waive: Waiver::read(fields, faults), message, reason }
    }
}

impl WantedTime {
    /// Reads a list of times, each once; `None` if there is no list.
    pub fn read_all(fields: &Fields<'_>, name: &str, faults: &mut Faults) -> Option<Vec<Self>> {
        fields.get(name)?;
        let mut times: Vec<Self> = Vec::new();
        for (pointer, value) in fields.list(name, MAX_OFFERED, faults) {
            let Some(fields) = Fields::of(value, pointer, faults) else { continue };
            let start = fields.required("start", faults, instant);
            let consultant = fields.parsed("consultantId", faults, ConsultantId::parse);
            let Some(start) = start else { continue };
            let time = Self { start, consultant };
            if !times.contains(&time) {
                times.push(time);
            }
        }
        Some(times)
    }
}

/// The client's parsed answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferAnswer {
    pub offer_id: u64,
    /// The time that the client takes; `None` declines the offer.
    pub taken: Option<(Instant, ConsultantId)>,
}

impl OfferAnswer {
    /// Parses the body of `POST /v1/bookings/{reference}/offer`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(body));
        if fields.get("offerId").is_none() {
            fields.missing("offerId", &mut faults);
        }
        let offer_id = fields.number("offerId", 1..=u32::MAX, &mut faults).map(u64::from);
        if fields.boolean("decline", &mut faults) == Some(true) {
            return faults.or(offer_id.map(|offer_id| Self { offer_id, taken: None }));
        }
        let start = fields.required("start", &mut faults, instant);
        let consultant = fields.required("consultantId", &mut faults, ConsultantId::parse);
        let answer = || Some(Self { offer_id: offer_id?, taken: Some((start?, consultant?)) });
        let answer = answer();
        faults.or(answer)
    }
}
