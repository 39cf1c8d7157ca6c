//! The meeting of an attendance check, and the consultant's answer.

use domain::{
    booking::{Booking, Outcome, Status},
    consultant::MeetingType,
    fault::{Faults, Rule},
    fields::Fields,
    ids::Reference,
    time::Instant,
    zone::Tz,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ZoneOffsets;

/// A meeting in an attendance check.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceView<'a> {
    reference: &'a Reference,
    status: Status,
    start: Instant,
    end: Instant,
    timezone: Tz,
    meeting_type: MeetingType,
    client: ClientName<'a>,
    /// The client had their data erased: there is no name any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    client_erased: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    marked_at: Option<Instant>,
    offsets: ZoneOffsets,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientName<'a> {
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a str>,
}

impl<'a> From<&'a Booking> for AttendanceView<'a> {
    fn from(booking: &'a Booking) -> Self {
        let client = &booking.client;
        Self {
            reference: &booking.reference,
            status: booking.status,
            start: booking.slot.start,
            end: booking.slot.end,
            timezone: booking.consultant_timezone,
            meeting_type: booking.meeting_type,
            client: ClientName {
                first_name: &client.first_name,
                last_name: &client.last_name,
                company: client.company.as_deref(),
            },
            client_erased: booking.erased_at.is_some(),
            marked_at: booking.marked_at,
            offsets: ZoneOffsets::around(booking.slot.start, [booking.consultant_timezone]),
        }
    }
}

/// Parses `{"outcome": "completed" | "no_show"}`.
///
/// # Errors
/// For any other body.
pub fn outcome(body: &Map<String, Value>) -> Result<Outcome, Faults> {
    let mut faults = Faults::new();
    let outcome = Fields::root(body).required("outcome", &mut faults, |text| match text {
        "completed" => Ok(Outcome::Completed),
        "no_show" => Ok(Outcome::NoShow),
        _ => Err(Rule::OneOf(&["completed", "no_show"])),
    });
    faults.or(outcome)
}
