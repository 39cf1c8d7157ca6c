//! An event as it crosses the bus. Its JSON Schemas are in `events/`.

use domain::{
    booking::{Actor, Event},
    ids::Reference,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The source of every event of this system on the bus.
pub const SOURCE: &str = "magnetiq.booking";
/// Rises when a consumer would have to change.
const SCHEMA_VERSION: u32 = 1;

/// The `detail` of an event: codes and instants. Whoever needs contact data or texts loads the booking under
/// its own permission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// The version of this form.
    pub schema_version: u32,
    /// Of which booking.
    pub reference: Reference,
    /// Which of its versions it made.
    pub booking_version: u64,
    /// When.
    pub time: Instant,
    /// By whom.
    pub actor: ActorKind,
    /// The request that did it.
    pub request_id: String,
    /// What changed.
    pub change: Value,
}

/// By what kind of person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorKind {
    /// The kind.
    pub kind: Actor,
}

impl Detail {
    /// A reminder to look at a booking, whatever happened to it: what `reconcile` sends to reactions.
    pub fn look_at(reference: Reference, now: Instant) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            reference,
            booking_version: 0,
            time: now,
            actor: ActorKind { kind: Actor::System },
            request_id: "reconcile".to_owned(),
            change: Value::Null,
        }
    }

    /// The detail of an event.
    ///
    /// # Errors
    /// If the event can't be written as JSON, which is a bug.
    pub fn of(event: &Event) -> Result<Self, serde_json::Error> {
        // The event's kind is written as {"type": …, "change": {…}}.
        let mut kind = serde_json::to_value(&event.kind)?;
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            reference: event.reference.clone(),
            booking_version: event.version,
            time: event.at,
            actor: ActorKind { kind: event.actor },
            request_id: event.request_id.clone(),
            change: kind["change"].take(),
        })
    }
}

/// An event as EventBridge puts it on a queue, as far as reactions look at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The detail.
    pub detail: Detail,
}
