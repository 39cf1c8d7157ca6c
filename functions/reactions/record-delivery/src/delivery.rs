//! Consequences of a mail's fate for its booking, its address and its staff.

use chrono::TimeDelta;
use domain::{
    booking::{ClientMail, JobKind, Recipient},
    ids::Reference,
};
use platform::{Error, Metric};
use table::{AddressNews, Communication, Ledger};
use worker::{Failure, ReactionError};

use crate::{
    Deps,
    event::{Fate, MailEvent},
    news,
};

/// Time until the ledger has the id of a sent mail. A later event with an unknown id is about a mail that was sent again
/// since, or about no booking.
const LEDGER_LAG: TimeDelta = TimeDelta::minutes(10);

/// A mail about a booking.
struct Sent {
    ledger: Ledger,
    /// Its ledger entry before this event; `None` if the mail was sent again since.
    entry: Option<Communication>,
    recipient: Recipient,
}

/// Records the fate of a mail.
pub(crate) async fn note(deps: &Deps, event: &MailEvent) -> Result<(), Failure> {
    let Some(fate) = event.fate() else { return Ok(()) };
    let sent = if event.is_about_recipient() { find(deps, event).await? } else { None };
    let Some(sent) = sent else {
        count(deps, fate);
        return Ok(());
    };
    let (table, now) = (&deps.notifier.table, deps.notifier.clock.now());
    // First: a failing notification must not keep the event from the booking.
    if sent.entry.is_some() {
        table.note_delivery(&sent.ledger, &event.mail.message_id, fate.delivery(), now).await?;
    }
    // Only once, even if the queue redelivers the event or a later step is retried.
    let noted = sent.entry.as_ref().and_then(|entry| entry.delivery.as_deref());
    if noted != Some(fate.delivery().as_str()) {
        count(deps, fate);
        table.count_mail(fate.delivery(), now.date_naive()).await?;
        let lost = match sent.recipient {
            Recipient::Consultant(_) if fate.is_lost() => Some("consultant"),
            Recipient::Team if fate.is_lost() => Some("team"),
            _ => None,
        };
        lost.into_iter().for_each(|recipient| deps.notifier.metrics.record(Metric::StaffMailLost { recipient }));
    }
    match sent.recipient {
        Recipient::Client => note_of_client(deps, event, &sent.ledger, fate).await,
        Recipient::Consultant(id) if fate.is_lost() && id == sent.ledger.booking.consultant.id => {
            news::give(deps, &sent.ledger, JobKind::ConsultantUnreached, event.failed_at).await
        }
        _ => Ok(()),
    }
}

async fn note_of_client(deps: &Deps, event: &MailEvent, ledger: &Ledger, fate: Fate) -> Result<(), Failure> {
    let (table, now, booking) = (&deps.notifier.table, deps.notifier.clock.now(), &ledger.booking);
    if fate.is_lost() || fate == Fate::Complained {
        table.note_mail_trouble(&booking.reference).await?;
    }
    match fate {
        Fate::Delivered => return Ok(table.note_arrival(booking, event.mail.timestamp).await?),
        Fate::Delayed => return Ok(()),
        Fate::Complained => return Ok(table.note_address(booking, AddressNews::Complained, now).await?),
        Fate::Dead => table.note_address(booking, AddressNews::Bounced, now).await?,
        Fate::Undelivered => {}
    }
    let mail = client_mail(event.tag("template").unwrap_or_default());
    news::give(deps, ledger, JobKind::Undelivered(mail), event.failed_at).await
}

/// The mail of an event; `None` if it isn't about a booking.
async fn find(deps: &Deps, event: &MailEvent) -> Result<Option<Sent>, Error> {
    let Some(reference) = event.tag("reference").and_then(|text| Reference::parse(text).ok()) else { return Ok(None) };
    platform::log_reference(reference.as_str());
    let Some(ledger) = deps.notifier.table.ledger_to_act_on(&reference).await? else { return Ok(None) };
    let is_meant = |entry: &Communication| entry.message_id.as_deref() == Some(event.mail.message_id.as_str());
    if let Some(entry) = ledger.settled_and_jobs().into_iter().find(is_meant) {
        let recipient = Recipient::from_key(&entry.recipient);
        return Ok(recipient.map(|recipient| Sent { ledger, entry: Some(entry), recipient }));
    }
    let template = event.tag("template").unwrap_or_default();
    if mail::is_in_ledger(template) && deps.notifier.clock.now() - event.mail.timestamp < LEDGER_LAG {
        return Err(ReactionError::UnknownMail.into());
    }
    // The ledger names the newest copy only; a complaint about an earlier one counts all the same.
    let is_client = event.is_to(ledger.booking.client.email.as_str());
    Ok(is_client.then_some(Sent { ledger, entry: None, recipient: Recipient::Client }))
}

fn count(deps: &Deps, fate: Fate) {
    let kind = match fate {
        Fate::Delayed | Fate::Undelivered | Fate::Dead => "bounce",
        Fate::Complained => "complaint",
        Fate::Delivered => return,
    };
    deps.notifier.metrics.record(Metric::Bounce { kind });
}

/// The kind of the mail, by its template. Before the meeting a client gets no other mail.
fn client_mail(template: &str) -> ClientMail {
    match template {
        "booking_confirmation" => ClientMail::Confirmation,
        "booking_change" => ClientMail::Change,
        _ => ClientMail::Reminder,
    }
}
