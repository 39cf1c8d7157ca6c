//! The console's view of a booking, as far as the account may see.

use domain::{
    booking::{Booking, Channel, Event, Facts, Note, Utm},
    funnel::{Device, Step},
    time::Instant,
    zone::Tz,
};
use http_api::{BookingView, Problem, StaffActionsView};
use serde::Serialize;
use serde_json::Value;
use table::{Communication, Ledger, OfferedTimes, SentTimes};

use crate::client::ClientView;

/// Members with the client's words, and those that lead to the meeting.
const PRIVATE: [&str; 9] = [
    "subject",
    "message",
    "preparationNotes",
    "preparationMaterials",
    "specialRequirements",
    "cancellationReason",
    "meetingUrl",
    "meetingId",
    "meetingPassword",
];

#[derive(Serialize)]
pub(crate) struct AdminBookingView<'a> {
    pub(crate) booking: Value,
    pub(crate) history: &'a [Event],
    pub(crate) communications: Vec<Value>,
    /// Those to come.
    pub(crate) jobs: Vec<Value>,
    pub(crate) notes: Vec<Note>,
    pub(crate) offers: Vec<OfferedTimes>,
    pub(crate) client: ClientView<'a>,
    pub(crate) path: PathView<'a>,
    #[serde(flatten)]
    pub(crate) actions: StaffActionsView,
}

/// How the client came to the booking.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PathView<'a> {
    source: domain::booking::Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    utm: Option<&'a Utm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Device>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_to_book: Option<u32>,
    steps: &'a [Step],
}

impl<'a> From<&'a Booking> for PathView<'a> {
    fn from(booking: &'a Booking) -> Self {
        Self {
            source: booking.source,
            utm: booking.utm.as_ref(),
            device: booking.facts.device,
            seconds_to_book: booking.facts.seconds_to_book,
            steps: &booking.facts.steps,
        }
    }
}

/// Members of a booking that only staff see.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StaffView<'a> {
    #[serde(flatten)]
    booking: BookingView<'a>,
    #[serde(flatten)]
    sent: SentTimes,
    version: u64,
    consultant_timezone: Tz,
    facts: &'a Facts,
    /// The same for all bookings of one address.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<Instant>,
}

/// Shows the booking; without contact data only initials and company of the client, and none of their words.
pub(crate) fn booking(ledger: &Ledger, deadline_hours: u32, sees_contact: bool) -> Result<Value, Problem> {
    let booking = &ledger.booking;
    let shown = StaffView {
        booking: BookingView::new(booking, deadline_hours),
        sent: ledger.sent_times(),
        version: booking.version,
        consultant_timezone: booking.consultant_timezone,
        facts: &booking.facts,
        client_id: booking.client_key.as_deref(),
        erased_at: booking.erased_at,
    };
    let mut shown = serde_json::to_value(shown).map_err(Problem::bug)?;
    if let Some(members) = shown.as_object_mut().filter(|_| !sees_contact) {
        PRIVATE.iter().for_each(|name| {
            members.remove(*name);
        });
        if let Some(feedback) = members.get_mut("feedback").and_then(Value::as_object_mut) {
            feedback.remove("comment");
        }
        let client = &booking.client;
        let initials = [&client.first_name, &client.last_name].into_iter().filter_map(|name| name.chars().next());
        let mut hidden = serde_json::json!({ "initials": initials.collect::<String>() });
        if let Some(company) = &client.company {
            hidden["company"] = Value::from(company.as_str());
        }
        members.insert("client".to_owned(), hidden);
    }
    Ok(shown)
}

/// The messages and jobs, and of these the jobs to come. Without contact data, no recipients.
pub(crate) fn communications(all: &[Communication], sees_contact: bool) -> Result<(Vec<Value>, Vec<Value>), Problem> {
    let mut shown = Vec::new();
    let mut jobs = Vec::new();
    for communication in all {
        let mut value = serde_json::to_value(communication).map_err(Problem::bug)?;
        if let Some(members) = value.as_object_mut().filter(|_| !sees_contact) {
            members.remove("recipient");
            members.remove("subject");
        }
        let is_job = Channel::from_key(&communication.kind).is_none();
        if is_job && value["state"] == "planned" {
            jobs.push(value.clone());
        }
        shown.push(value);
    }
    Ok((shown, jobs))
}
