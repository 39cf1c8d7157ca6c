//! An event as it crosses the bus. Its JSON Schemas are in `events/`.

use domain::{
    booking::{Actor, Event, JobMessage},
    ids::Reference,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The source of every event of this system on the bus.
pub const SOURCE: &str = "magnetiq.booking";
/// Rises with each change that consumers must follow.
const SCHEMA_VERSION: u32 = 1;

/// The `detail` of an event: codes and instants. A consumer that needs contact data or texts loads the booking with its
/// own permission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    pub schema_version: u32,
    pub reference: Reference,
    /// The booking version that the event created.
    pub booking_version: u64,
    pub time: Instant,
    pub actor: ActorKind,
    pub request_id: String,
    pub change: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorKind {
    pub kind: Actor,
}

impl Detail {
    /// A request to re-read a booking, without a particular event: `reconcile` sends it to reactions.
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

    /// Builds the detail of an event.
    ///
    /// # Errors
    /// If the event can't be serialised, which is a bug.
    pub fn of(event: &Event) -> Result<Self, serde_json::Error> {
        // The event's kind is serialised as {"type": …, "change": {…}}.
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

/// An event as EventBridge puts it on a queue, limited to the fields used here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    pub detail: Detail,
    /// The time at which it became a dead letter; driven back, it repeats the failures up to then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Instant>,
}

impl Envelope {
    /// A request to re-read a booking.
    pub fn look_at(reference: Reference, now: Instant) -> Self {
        Self { detail: Detail::look_at(reference, now), failed_at: None }
    }

    /// Returns `true` for the message of an event, `false` for a look at the booking or a repetition.
    pub fn is_of_event(&self) -> bool {
        self.detail.booking_version > 0 && self.failed_at.is_none()
    }

    /// Returns `true` if it is of an event before the newest one: that one's message does it all.
    pub fn is_before(&self, newest: u64) -> bool {
        self.is_of_event() && self.detail.booking_version < newest
    }
}

/// A job's message on its queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobOrder {
    #[serde(flatten)]
    pub message: JobMessage,
    /// As in [`Envelope`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Instant>,
}

impl From<JobMessage> for JobOrder {
    fn from(message: JobMessage) -> Self {
        Self { message, failed_at: None }
    }
}
