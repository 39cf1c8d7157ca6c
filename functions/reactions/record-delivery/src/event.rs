//! Events that SES publishes about mail (Amazon SES Developer Guide, "Examples of event data that Amazon SES publishes
//! to Amazon SNS"), limited to the fields used here.

use std::collections::BTreeMap;

use domain::time::Instant;
use serde::Deserialize;
use table::Delivery;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailEvent {
    event_type: String,
    pub(crate) mail: Mail,
    bounce: Option<Bounce>,
    /// The time at which the event became a dead letter that was driven back.
    pub(crate) failed_at: Option<Instant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mail {
    pub(crate) message_id: String,
    pub(crate) timestamp: Instant,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
}

impl MailEvent {
    /// The delivery state that this event reports; `None` for a send event, which the ledger already has.
    pub(crate) fn delivery(&self) -> Option<Delivery> {
        match (self.event_type.as_str(), &self.bounce) {
            ("Delivery", _) => Some(Delivery::Delivered),
            ("Complaint", _) => Some(Delivery::Complained),
            ("Bounce", Some(bounce)) if bounce.bounce_type == "Permanent" => Some(Delivery::Bounced),
            ("Bounce", _) => Some(Delivery::BouncedForNow),
            // SES found a virus in it.
            ("Reject", _) => Some(Delivery::Bounced),
            _ => None,
        }
    }

    /// A message tag of the mail.
    pub(crate) fn tag(&self, name: &str) -> Option<&str> {
        self.mail.tags.get(name)?.first().map(String::as_str)
    }
}
