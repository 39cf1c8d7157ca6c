//! The request for an order.

use chrono::{Days, TimeZone, Utc};
use serde_json::{Map, Value, json};

use super::{MAX_BULK, MAX_DELAY_SECONDS};
use crate::{
    availability::Waiver,
    booking::{Booking, ConsultantChoice, MAX_NOTE, OfferRequest, StaffAction, WantedTime},
    fault::{Faults, Rule},
    fields::{self, Fields},
    ids::Reference,
    listing::ListRequest,
    text,
    time::Instant,
    zone::Tz,
};

/// The names of the actions that may be ordered for many bookings.
pub const BULK_ACTIONS: [&str; 9] =
    ["reschedule", "cancel", "offer", "reassign", "send-reminder", "resend", "complete", "no-show", "notes"];
/// Days by which meetings are moved, at most.
const MAX_SHIFT_DAYS: i64 = 365;
const CHANNELS: [&str; 2] = ["mail", "sms"];
const RECIPIENTS: [&str; 3] = ["client", "consultant", "team"];

/// The bookings that an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These, each once.
    References(Vec<Reference>),
    /// Those that a list has at the time of the order.
    Selection(Box<ListRequest>),
}

/// A parsed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRequest {
    pub action: StaffAction,
    /// As in the body of a request for one booking.
    pub params: Map<String, Value>,
    pub chosen: Chosen,
    pub delay_seconds: u32,
    /// The number of messages that the account agrees to.
    pub mails: Option<u32>,
}

impl BulkRequest {
    /// Parses a request. Dates of a selection are those of its `timezone` or, without one, of `zone`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(object: &Map<String, Value>, zone: Tz, now: Instant) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(object));
        let action = fields.required("action", &mut faults, |name| {
            let is_for_many = BULK_ACTIONS.contains(&name);
            StaffAction::from_key(name).filter(|_| is_for_many).ok_or(Rule::OneOf(&BULK_ACTIONS))
        });
        let params = match fields.object("params", &mut faults) {
            Some(params) => params,
            None => Fields::at("/params", &EMPTY),
        };
        if let Some(action) = action {
            check(action, &params, &mut faults);
        }
        let chosen = read_chosen(&fields, (zone, now), &mut faults);
        let delay_seconds = fields.number("delaySeconds", 0..=MAX_DELAY_SECONDS, &mut faults).unwrap_or(0);
        let mails = fields.number("mails", 0..=u32::try_from(MAX_BULK).unwrap_or(u32::MAX), &mut faults);
        let params = object.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
        let request = || Some(Self { action: action?, params, chosen: chosen?, delay_seconds, mails });
        let request = request();
        faults.or(request)
    }
}

static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

/// The messages to the client that an action sends at once.
pub fn mails_of(action: StaffAction, params: &Map<String, Value>) -> usize {
    let is_to_client = match action {
        StaffAction::Reschedule
        | StaffAction::Reassign
        | StaffAction::Cancel
        | StaffAction::Offer
        | StaffAction::SendReminder => true,
        StaffAction::Resend => {
            params.get("jobs") != Some(&Value::Bool(true))
                && params.get("recipient").is_none_or(|recipient| recipient == "client")
        }
        StaffAction::Complete
        | StaffAction::NoShow
        | StaffAction::Notes
        | StaffAction::Contact
        | StaffAction::Erase => false,
    };
    usize::from(is_to_client)
}

fn read_chosen(fields: &Fields<'_>, (zone, now): (Tz, Instant), faults: &mut Faults) -> Option<Chosen> {
    if let Some(Value::Object(selection)) = fields.get("selection") {
        if fields.get("references").is_some() {
            faults.add("/references", Rule::NotBoth);
        }
        return match ListRequest::parse(selection, zone, now) {
            Ok(list) => Some(Chosen::Selection(Box::new(list))),
            Err(found) => {
                for fault in found.into_vec() {
                    faults.add(format!("/selection{}", fault.pointer), fault.rule);
                }
                None
            }
        };
    }
    if fields.get("selection").is_some() {
        faults.add("/selection", Rule::Object);
        return None;
    }
    let mut references: Vec<Reference> = Vec::new();
    let listed = fields.list("references", MAX_BULK, faults);
    if listed.is_empty() && faults.iter().all(|fault| fault.pointer != "/references") {
        fields.missing("references", faults);
    }
    let mut seen = std::collections::HashSet::new();
    for (pointer, value) in listed {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match Reference::parse(text) {
            Ok(reference) => {
                if seen.insert(reference.clone()) {
                    references.push(reference);
                }
            }
            Err(rule) => faults.add(pointer, rule),
        }
    }
    Some(Chosen::References(references))
}

/// Checks what the action needs, before anything is accepted. The action itself reads it once more for each booking.
fn check(action: StaffAction, params: &Fields<'_>, faults: &mut Faults) {
    match action {
        StaffAction::Cancel => {
            params.required("reason", faults, |reason| text::lines(reason, text::MAX_NOTES));
            WantedTime::read_all(params, "offer", faults);
        }
        StaffAction::Offer => {
            OfferRequest::read(params, faults);
        }
        StaffAction::Reassign => {
            params.required("consultantId", faults, ConsultantChoice::parse);
            Waiver::read(params, faults);
        }
        StaffAction::Reschedule => {
            params.required("shift", faults, shift);
            params.parsed("reason", faults, |reason| text::lines(reason, text::MAX_NOTES));
            Waiver::read(params, faults);
        }
        StaffAction::Notes => {
            params.required("text", faults, |note| text::lines(note, MAX_NOTE));
        }
        StaffAction::SendReminder => {
            params.parsed("channel", faults, one_of(&CHANNELS));
        }
        StaffAction::Resend => {
            params.boolean("jobs", faults);
            params.parsed("channel", faults, one_of(&CHANNELS));
            params.parsed("recipient", faults, one_of(&RECIPIENTS));
        }
        StaffAction::Complete | StaffAction::NoShow | StaffAction::Contact | StaffAction::Erase => {}
    }
}

fn one_of(allowed: &'static [&'static str]) -> impl Fn(&str) -> Result<(), Rule> {
    move |text| if allowed.contains(&text) { Ok(()) } else { Err(Rule::OneOf(allowed)) }
}

/// Whole days, as `P1D`, `P2W` or `-P1D`.
fn shift(text: &str) -> Result<i64, Rule> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let rest = rest.strip_prefix('P').ok_or(Rule::Shift)?;
    let (number, days) = match (rest.strip_suffix('D'), rest.strip_suffix('W')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 7),
        (None, None) => return Err(Rule::Shift),
    };
    let number: u32 = number.parse().map_err(|_| Rule::Shift)?;
    let days = sign * i64::from(number) * days;
    if days != 0 && days.abs() <= MAX_SHIFT_DAYS { Ok(days) } else { Err(Rule::Shift) }
}

/// Returns the body of the request for one booking: the parameters or, for a move, the start that they give it. `None` if
/// its time of day doesn't exist on the other date.
pub fn body_for(action: StaffAction, params: &Map<String, Value>, booking: &Booking) -> Option<Map<String, Value>> {
    let mut body = params.clone();
    if action == StaffAction::Reschedule
        && let Some(Value::String(text)) = body.remove("shift")
    {
        let days = shift(&text).ok()?;
        body.insert("start".to_owned(), json!(shifted(booking, days)?));
    }
    Some(body)
}

/// The same time of day in the consultant's zone, so many days later.
fn shifted(booking: &Booking, days: i64) -> Option<Instant> {
    let zone = booking.consultant_timezone;
    let local = booking.slot.start.with_timezone(&zone).naive_local();
    let by = Days::new(days.unsigned_abs());
    let date = if days < 0 { local.checked_sub_days(by) } else { local.checked_add_days(by) };
    zone.from_local_datetime(&date?).earliest().map(|start| start.with_timezone(&Utc))
}
