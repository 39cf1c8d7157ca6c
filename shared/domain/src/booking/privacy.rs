//! What a client may do about the data that are kept: withdraw consents, have links revoked, have everything erased.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Actor, Booking, Changed, EventKind};
use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
    time::Instant,
};

/// A consent that a booking doesn't need, so that it can be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionalConsent {
    /// News and offers.
    Marketing,
    /// Recording of the meeting.
    Recording,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl OptionalConsent {
    fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "marketing" => Ok(Self::Marketing),
            "recording" => Ok(Self::Recording),
            _ => Err(Rule::OneOf(&["marketing", "recording"])),
        }
    }
}

/// The withdrawal of a consent: with the consent itself, the receipt of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    pub consent: OptionalConsent,
    pub at: Instant,
}

/// A client's links were revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenewedLinks {
    pub at: Instant,
    /// That of the booking then: a later one has been mailed with the new link.
    pub sequence: u32,
}

/// Parses `{"consents": ["marketing", "recording"]}`.
///
/// # Errors
/// Returns every fault, with its place.
pub fn consents_to_withdraw(body: &Map<String, Value>) -> Result<Vec<OptionalConsent>, Faults> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
    let mut consents = Vec::new();
    if fields.is_absent("consents") {
        fields.missing("consents", &mut faults);
    }
    for (pointer, value) in fields.list("consents", 2, &mut faults) {
        let Some(name) = fields::element(value, &pointer, &mut faults) else { continue };
        match OptionalConsent::parse(name) {
            Ok(consent) => consents.push(consent),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    if faults.is_empty() { Ok(consents) } else { Err(faults) }
}

impl Booking {
    /// Returns the booking without these consents; `None` if it has none of them.
    pub fn withdraw(
        &self,
        consents: &[OptionalConsent],
        actor: Actor,
        request_id: &str,
        now: Instant,
    ) -> Option<Changed> {
        let mut booking = self.next_version(now);
        let mut withdrawn = Vec::new();
        for consent in consents {
            let given = match consent {
                OptionalConsent::Marketing => &mut booking.consent.marketing,
                OptionalConsent::Recording => &mut booking.consent.recording,
                OptionalConsent::Unknown => continue,
            };
            if std::mem::take(given) {
                withdrawn.push(*consent);
            }
        }
        if withdrawn.is_empty() {
            return None;
        }
        booking.consent.withdrawn.extend(withdrawn.iter().map(|consent| Withdrawal { consent: *consent, at: now }));
        booking.edition += 1;
        let consultant_id = self.consultant.id.clone();
        let kind = EventKind::ConsentWithdrawn { consultant_id, consents: withdrawn };
        Some(booking.changed_by(kind, actor, request_id))
    }

    /// Revokes the links that were given out; the client is mailed a new one. `epoch` is the lowest that the new links may
    /// have.
    pub fn renew_links(&self, epoch: u32, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.token_epoch = epoch.max(self.token_epoch + 1);
        booking.links_renewed = Some(RenewedLinks { at: now, sequence: self.sequence });
        let kind = EventKind::LinksRenewed { consultant_id: self.consultant.id.clone() };
        booking.changed_by(kind, actor, request_id)
    }

    /// As [`Booking::renew_links`], where the new link reaches the client in another way.
    pub fn revoke_links(&self, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut changed = self.renew_links(0, actor, request_id, now);
        changed.booking.links_renewed = None;
        changed
    }

    /// Has the client's data erased once the messages about the booking's last change have gone out. Call
    /// [`Booking::erasable`] first.
    pub fn request_erasure(&self, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.erasure_requested_at = Some(now);
        let kind = EventKind::ErasureRequested { consultant_id: self.consultant.id.clone() };
        booking.changed_by(kind, actor, request_id)
    }
}
