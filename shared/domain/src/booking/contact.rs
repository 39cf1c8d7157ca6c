//! Correcting a client's contact data.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Actor, Booking, Changed, EventKind};
use crate::{
    consultant::MeetingType,
    contact::Client,
    fault::{Faults, Rule},
    fields::Fields,
    time::Instant,
};

/// A correction of a booking's contact data: all of them, as they are afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactRequest {
    pub client: Client,
}

impl ContactRequest {
    /// Parses `{"client": {…}}`: fields that are there replace the booking's, null removes one.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>, booking: &Booking) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        if Fields::root(body).required_object("client", &mut faults).is_none() {
            return Err(faults);
        }
        let mut merged = as_map(&booking.client);
        merged.extend(body.get("client").and_then(Value::as_object).cloned().unwrap_or_default());
        let merged = Map::from_iter([("client".to_owned(), Value::Object(merged))]);
        let fields = Fields::root(&merged).required_object("client", &mut faults);
        let client = fields.as_ref().and_then(|fields| Client::read(fields, &mut faults));
        if let Some(fields) = fields.filter(|fields| fields.is_absent("phone")) {
            let broken = match booking.meeting_type {
                MeetingType::Phone => Some(Rule::PhoneForMeeting),
                _ if booking.reminders.sms => Some(Rule::PhoneForSms),
                _ => None,
            };
            broken.into_iter().for_each(|rule| faults.add(fields.pointer("phone"), rule));
        }
        faults.or(client.map(|client| Self { client }))
    }
}

fn as_map(client: &Client) -> Map<String, Value> {
    match serde_json::to_value(client) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// The names of the fields that differ.
fn differing(before: &Client, after: &Client) -> Vec<String> {
    let (before, after) = (as_map(before), as_map(after));
    let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| before.get(name) != after.get(name));
    names
}

impl Booking {
    /// Returns the booking with corrected contact data; `client_key` is the keyed hash of the address, `words` are the keys
    /// of the search's items.
    ///
    /// With another address or number, everybody hears of a live booking anew, the client as of a new one. Links that went
    /// to another address are revoked.
    pub fn correct_contact(
        &self,
        wanted: &ContactRequest,
        (client_key, words): (Option<String>, Vec<String>),
        actor: Actor,
        request_id: &str,
        now: Instant,
    ) -> Changed {
        let mut booking = self.next_version(now);
        booking.client = wanted.client.clone();
        booking.client_key = client_key;
        booking.words = words;
        booking.mail_trouble = false;
        booking.facts.company_size = wanted.client.company_size;
        booking.edition += 1;
        let is_elsewhere = self.client.email.normalised() != wanted.client.email.normalised();
        if is_elsewhere {
            booking.token_epoch += 1;
            booking.links_renewed = None;
        }
        if (is_elsewhere || self.client.phone != wanted.client.phone) && self.status.is_live() {
            booking.sequence += 1;
            booking.reached_since = booking.sequence;
            booking.announced_by = Some(actor);
            booking.change_reason = None;
        }
        let kind = EventKind::ContactCorrected {
            consultant_id: self.consultant.id.clone(),
            fields: differing(&self.client, &wanted.client),
            is_announced: booking.sequence != self.sequence,
        };
        booking.changed_by(kind, actor, request_id)
    }
}
