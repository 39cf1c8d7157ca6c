//! The default fate of a mail: it is delivered, unless it goes to SES's mailbox simulator, where the address names the
//! outcome.

use crate::store::{BounceType, MailEvent, MailEventKind};

/// The domain of the mailbox simulator; a label after a plus is part of an address and changes nothing.
const SIMULATOR: &str = "simulator.amazonses.com";

/// Delay of SES's event after the call. Not zero: the sender first gets to record that the mail was sent.
const SEND_MILLIS: i64 = 500;
const ARRIVAL_MILLIS: i64 = 1_000;
const COMPLAINT_MILLIS: i64 = 2_000;

/// Returns the events of a mail to these recipients, sent at this instant, in order.
pub(super) fn of(recipients: &[String], sent_at: i64) -> Vec<MailEvent> {
    let those = |wanted: &dyn Fn(Option<&str>) -> bool| -> Vec<String> {
        recipients.iter().filter(|address| wanted(simulated(address).as_deref())).cloned().collect()
    };
    let bounced = those(&|it| matches!(it, Some("bounce" | "suppressionlist")));
    let delivered = those(&|it| !matches!(it, Some("bounce" | "suppressionlist")));
    let complained = those(&|it| it == Some("complaint"));
    let bounce = MailEventKind::Bounce(BounceType::Permanent);
    let events = [
        (MailEventKind::Send, SEND_MILLIS, recipients.to_vec()),
        (MailEventKind::Delivery, ARRIVAL_MILLIS, delivered),
        (bounce, ARRIVAL_MILLIS, bounced),
        (MailEventKind::Complaint, COMPLAINT_MILLIS, complained),
    ];
    let happens = events.into_iter().filter(|(_, _, recipients)| !recipients.is_empty());
    happens.map(|(kind, after, recipients)| MailEvent { kind, at: sent_at + after, recipients }).collect()
}

/// The outcome that an address of the simulator plays, for example `bounce`.
fn simulated(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    let name = name.split_once('+').map_or(name, |(name, _)| name);
    domain.eq_ignore_ascii_case(SIMULATOR).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::store::MailEventKind;

    fn kinds(recipients: &[&str]) -> Vec<(&'static str, usize)> {
        let recipients: Vec<String> = recipients.iter().map(|it| (*it).to_owned()).collect();
        of(&recipients, 0).iter().map(|it| (it.kind.name(), it.recipients.len())).collect()
    }

    #[test]
    fn mail_arrives_but_at_the_simulator() {
        assert_eq!(kinds(&["ada@example.com"]), [("Send", 1), ("Delivery", 1)]);
        assert_eq!(kinds(&["bounce+a@simulator.amazonses.com"]), [("Send", 1), ("Bounce", 1)]);
        assert_eq!(kinds(&["Complaint@simulator.amazonses.com"]), [("Send", 1), ("Delivery", 1), ("Complaint", 1)]);
        assert_eq!(
            kinds(&["ada@example.com", "bounce@simulator.amazonses.com"]),
            [("Send", 2), ("Delivery", 1), ("Bounce", 1)]
        );
        assert_eq!(kinds(&["bounce@example.com"]), [("Send", 1), ("Delivery", 1)]);
        assert!(matches!(of(&["success@simulator.amazonses.com".to_owned()], 0)[1].kind, MailEventKind::Delivery));
    }
}
