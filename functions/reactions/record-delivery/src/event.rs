//! Events that SES publishes about mail (Amazon SES Developer Guide, "Examples of event data that Amazon SES publishes
//! to Amazon SNS"), limited to the fields used here.

use std::collections::BTreeMap;

use domain::time::Instant;
use mail::COPY_TAG;
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
    complaint: Option<Complaint>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mail {
    pub(crate) message_id: String,
    pub(crate) timestamp: Instant,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    common_headers: CommonHeaders,
}

#[derive(Debug, Default, Deserialize)]
struct CommonHeaders {
    #[serde(default)]
    to: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: Option<String>,
    #[serde(default)]
    bounced_recipients: Vec<EventRecipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_sub_type: Option<String>,
    complaint_feedback_type: Option<String>,
    #[serde(default)]
    complained_recipients: Vec<EventRecipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventRecipient {
    email_address: String,
}

/// The fate of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Delivered,
    /// A bounce that says nothing for good, such as an out-of-office reply.
    Delayed,
    /// Not delivered, and SES tries no more: a full mailbox, refused content. The address may work later.
    Undelivered,
    /// Not delivered, because no mail reaches the address: it doesn't exist, or SES drops mail to it.
    Dead,
    Complained,
}

impl Fate {
    pub(crate) fn delivery(self) -> Delivery {
        match self {
            Self::Delivered => Delivery::Delivered,
            Self::Delayed => Delivery::BouncedForNow,
            Self::Undelivered | Self::Dead => Delivery::Bounced,
            Self::Complained => Delivery::Complained,
        }
    }

    /// Returns `true` if the recipient doesn't have the mail and won't get it.
    pub(crate) fn is_lost(self) -> bool {
        matches!(self, Self::Undelivered | Self::Dead)
    }
}

impl Bounce {
    fn fate(&self) -> Fate {
        match (self.bounce_type.as_str(), self.bounce_sub_type.as_deref()) {
            ("Permanent", _) => Fate::Dead,
            (_, None | Some("General")) => Fate::Delayed,
            _ => Fate::Undelivered,
        }
    }
}

impl Complaint {
    fn fate(&self) -> Option<Fate> {
        match (self.complaint_sub_type.as_deref(), self.complaint_feedback_type.as_deref()) {
            // No complaint: SES accepted the mail and didn't send it, because of an earlier one.
            (Some("OnAccountSuppressionList"), _) => Some(Fate::Dead),
            // The reader took a complaint back.
            (_, Some("not-spam")) => None,
            _ => Some(Fate::Complained),
        }
    }
}

impl MailEvent {
    /// The fate that this event reports; `None` for an event that changes nothing, such as a send.
    pub(crate) fn fate(&self) -> Option<Fate> {
        match (self.event_type.as_str(), &self.bounce, &self.complaint) {
            ("Delivery", ..) => Some(Fate::Delivered),
            ("Complaint", _, Some(complaint)) => complaint.fate(),
            ("Complaint", _, None) => Some(Fate::Complained),
            ("Bounce", Some(bounce), _) => Some(bounce.fate()),
            ("Bounce", None, _) => Some(Fate::Delayed),
            // SES found a virus in it.
            ("Reject", ..) => Some(Fate::Undelivered),
            _ => None,
        }
    }

    /// Returns `true` if it is about the mail's recipient, not about readers of a copy.
    pub(crate) fn is_about_recipient(&self) -> bool {
        let bounced = self.bounce.iter().flat_map(|bounce| &bounce.bounced_recipients);
        let complained = self.complaint.iter().flat_map(|complaint| &complaint.complained_recipients);
        let affected: Vec<&EventRecipient> = bounced.chain(complained).collect();
        let is_to = |affected: &&EventRecipient| self.is_to(&affected.email_address);
        self.tag(COPY_TAG).is_none() && (affected.is_empty() || affected.iter().any(is_to))
    }

    /// Returns `true` if the mail is addressed to this address. A header may hold a name beside it.
    pub(crate) fn is_to(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.mail.common_headers.to.iter().any(|to| to.to_lowercase().contains(&address))
    }

    /// A message tag of the mail.
    pub(crate) fn tag(&self, name: &str) -> Option<&str> {
        self.mail.tags.get(name)?.first().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(kind: &str, details: Value) -> MailEvent {
        let mail = json!({
            "messageId": "m", "timestamp": "2026-11-23T08:00:00.000Z", "tags": {},
            "commonHeaders": {"to": ["Ada Lovelace <Ada@example.com>"]}
        });
        let mut event = json!({"eventType": kind, "mail": mail});
        event[kind.to_lowercase()] = details;
        serde_json::from_value(event).unwrap()
    }

    fn bounce(kind: &str, sub_type: &str) -> Option<Fate> {
        event("Bounce", json!({"bounceType": kind, "bounceSubType": sub_type, "bouncedRecipients": []})).fate()
    }

    #[test]
    fn given_up_bounce_is_lost() {
        for (kind, sub_type, expected) in [
            ("Permanent", "General", Fate::Dead),
            ("Permanent", "OnAccountSuppressionList", Fate::Dead),
            ("Transient", "General", Fate::Delayed),
            ("Transient", "MailboxFull", Fate::Undelivered),
            ("Transient", "MessageTooLarge", Fate::Undelivered),
            ("Transient", "ContentRejected", Fate::Undelivered),
            ("Transient", "AttachmentRejected", Fate::Undelivered),
            ("Undetermined", "Undetermined", Fate::Undelivered),
        ] {
            assert_eq!(bounce(kind, sub_type), Some(expected), "{kind} {sub_type}");
        }
        assert_eq!(event("Reject", json!({})).fate(), Some(Fate::Undelivered));
    }

    #[test]
    fn suppressed_mail_is_no_complaint() {
        let fate = |details: Value| event("Complaint", details).fate();
        assert_eq!(fate(json!({"complaintSubType": "OnAccountSuppressionList"})), Some(Fate::Dead));
        assert_eq!(fate(json!({"complaintSubType": null, "complaintFeedbackType": "abuse"})), Some(Fate::Complained));
        assert_eq!(fate(json!({})), Some(Fate::Complained));
        assert_eq!(fate(json!({"complaintFeedbackType": "not-spam"})), None);
    }

    #[test]
    fn copy_readers_are_not_the_recipient() {
        let bounced = |address: &str| {
            let recipients = json!([{"emailAddress": address}]);
            event("Bounce", json!({"bounceType": "Permanent", "bouncedRecipients": recipients})).is_about_recipient()
        };
        assert!(bounced("ada@example.com") && !bounced("archive@example.com"));
        assert!(event("Delivery", json!({})).is_about_recipient());
        let mut copied = event("Delivery", json!({}));
        copied.mail.tags.insert(COPY_TAG.to_owned(), vec!["yes".to_owned()]);
        assert!(!copied.is_about_recipient());
    }
}
