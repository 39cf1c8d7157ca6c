//! Answers to invites: calendars mail them to the organizer (RFC 5546, 3.2.3; RFC 6047), SES receives and publishes
//! them. A "No" is noted on the booking and reported to staff; the booking stands until a person cancels it.

use base64::{Engine, engine::general_purpose::STANDARD};
use calcard::{
    Entry, Parser,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
        ICalendarParticipationStatus, ICalendarProperty, ICalendarValue,
    },
};
use domain::{
    booking::{Actor, Booking, InviteAnswer, JobKind},
    ids::Reference,
};
use mail_parser::{MessageParser, MimeHeaders};
use platform::Error;
use serde::Deserialize;
use table::{ChangeError, ChangeRequest, Ledger};
use worker::{Failure, ReactionError};

use crate::{Deps, news};

/// A mail that SES received (Amazon SES Developer Guide, "Examples of notifications for Amazon SES email receiving").
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Received {
    mail: ReceivedMail,
    receipt: Receipt,
    /// The raw message, in base64 (`Encoding` of the receipt rule).
    content: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReceivedMail {
    message_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    recipients: Vec<String>,
    spam_verdict: Option<Verdict>,
    virus_verdict: Option<Verdict>,
    dmarc_verdict: Option<Verdict>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    status: String,
}

impl Received {
    /// The booking that its recipient address names.
    fn reference(&self) -> Option<Reference> {
        let names = self.receipt.recipients.iter().filter_map(|address| address.split_once('@'));
        names.map(|(name, _)| name.to_uppercase()).find_map(|name| Reference::parse(&name).ok())
    }

    /// Returns `true` if it is spam, or its sender is forged.
    fn is_suspicious(&self) -> bool {
        let verdicts = [&self.receipt.spam_verdict, &self.receipt.virus_verdict, &self.receipt.dmarc_verdict];
        verdicts.into_iter().flatten().any(|verdict| verdict.status == "FAIL")
    }

    fn reply(&self) -> Option<Reply> {
        let raw = STANDARD.decode(self.content.as_bytes()).ok()?;
        let message = MessageParser::default().parse(&raw)?;
        let is_calendar = |part: &&mail_parser::MessagePart<'_>| {
            part.content_type().is_some_and(|kind| kind.subtype().is_some_and(|it| it.eq_ignore_ascii_case("calendar")))
        };
        message.parts.iter().filter(is_calendar).find_map(|part| Reply::parse(part.text_contents()?))
    }
}

/// An answer in a calendar's words.
#[derive(Debug, PartialEq, Eq)]
struct Reply {
    uid: String,
    sequence: u32,
    /// The address of the answering participant.
    attendee: String,
    answer: InviteAnswer,
}

impl Reply {
    fn parse(text: &str) -> Option<Self> {
        let Entry::ICalendar(calendar) = Parser::new(text).entry() else { return None };
        if !is_reply(&calendar) {
            return None;
        }
        let event = calendar.components.iter().find(|component| component.component_type.is_event())?;
        let attendee = event.property(&ICalendarProperty::Attendee)?;
        let answer = match attendee.parameter(&ICalendarParameterName::Partstat)? {
            ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Accepted) => InviteAnswer::Accepted,
            ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Tentative) => InviteAnswer::Tentative,
            ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Declined) => InviteAnswer::Declined,
            _ => return None,
        };
        let attendee = attendee.calendar_address()?.to_owned();
        Some(Self { uid: event.uid()?.to_owned(), sequence: sequence_of(event), attendee, answer })
    }
}

fn is_reply(calendar: &ICalendar) -> bool {
    let methods = calendar.components.iter().filter_map(|it| it.property(&ICalendarProperty::Method));
    let mut values = methods.flat_map(|entry| &entry.values);
    values.any(|value| matches!(value, ICalendarValue::Method(ICalendarMethod::Reply)))
}

/// Absent means 0 (RFC 5545, 3.8.7.4).
fn sequence_of(event: &ICalendarComponent) -> u32 {
    let value = event.property(&ICalendarProperty::Sequence).and_then(|entry| entry.values.first()?.as_integer());
    value.and_then(|value| value.try_into().ok()).unwrap_or_default()
}

/// Notes an answer on its booking, and reports a "No".
pub(crate) async fn note(deps: &Deps, received: &Received) -> Result<(), Failure> {
    let Some(reference) = received.reference() else { return ignored("it is to no booking") };
    platform::log_reference(reference.as_str());
    if received.is_suspicious() {
        return ignored("SES calls it spam or forged");
    }
    let Some(reply) = received.reply() else { return ignored("it is no answer to an invite") };
    let table = &deps.notifier.table;
    let Some(Ledger { booking, .. }) = table.ledger_to_act_on(&reference).await? else {
        return ignored("there is no such booking");
    };
    // Only the invite names the id.
    if reply.uid != invite::uid(&booking) {
        return ignored("it is about another invite");
    }
    let Some(by) = participant(deps, &booking, &reply).await? else {
        return ignored("it is from a stranger");
    };
    record(deps, &booking, by, &reply, &received.mail.message_id).await?;
    if reply.answer != InviteAnswer::Declined || reply.sequence != booking.sequence {
        return Ok(());
    }
    let notices: &[JobKind] = match by {
        Actor::Consultant => &[JobKind::ConsultantDeclined],
        _ => &[JobKind::Declined, JobKind::DeclinedTeam],
    };
    for kind in notices {
        // Read anew: each notice changes the jobs.
        let ledger = table.ledger_to_act_on(&reference).await?.ok_or(ReactionError::NoBooking)?;
        news::give(deps, &ledger, *kind, None).await?;
    }
    Ok(())
}

/// Notes the answer, if it is news.
async fn record(deps: &Deps, booking: &Booking, by: Actor, reply: &Reply, id: &str) -> Result<(), Failure> {
    let now = deps.notifier.clock.now();
    let Some(changed) = booking.answer_invite(by, reply.answer, reply.sequence, id, now) else { return Ok(()) };
    match deps.notifier.table.change(&ChangeRequest::new(booking, &changed)).await {
        Ok(()) => Ok(()),
        Err(ChangeError::Stale) => Err(ReactionError::BookingChanged.into()),
        Err(error) => Err(error.into()),
    }
}

async fn participant(deps: &Deps, booking: &Booking, reply: &Reply) -> Result<Option<Actor>, Error> {
    if reply.attendee.eq_ignore_ascii_case(booking.client.email.as_str()) {
        return Ok(Some(Actor::Client));
    }
    let profile = deps.notifier.table.profile(&booking.consultant.id).await?;
    let is_consultant = profile.is_some_and(|profile| reply.attendee.eq_ignore_ascii_case(&profile.email));
    Ok(is_consultant.then_some(Actor::Consultant))
}

/// Anyone can write to the address; a retry changes nothing.
fn ignored(reason: &str) -> Result<(), Failure> {
    tracing::warn!(reason, "ignored a received mail");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(partstat: &str, method: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n\
             CALSCALE:GREGORIAN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nDTSTART:20261125T100000Z\r\n\
             DTEND:20261125T110000Z\r\nDTSTAMP:20261123T090000Z\r\n\
             ORGANIZER;CN=\"Anna Schmidt\":mailto:VLT-20261123-7KXM@reply.example.com\r\nUID:01M8@magnetiq-booking\r\n\
             ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN=Ada\r\n  Lovelace;\
             X-NUM-GUESTS=0:mailto:Ada@example.com\r\nSEQUENCE:2\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn calendars_answers_are_read() {
        for (partstat, answer) in [
            ("DECLINED", InviteAnswer::Declined),
            ("TENTATIVE", InviteAnswer::Tentative),
            ("ACCEPTED", InviteAnswer::Accepted),
        ] {
            let (uid, attendee) = ("01M8@magnetiq-booking".to_owned(), "Ada@example.com".to_owned());
            let expected = Reply { uid, sequence: 2, attendee, answer };
            assert_eq!(Reply::parse(&reply(partstat, "REPLY")), Some(expected));
        }
        assert_eq!(Reply::parse(&reply("NEEDS-ACTION", "REPLY")), None);
        assert_eq!(Reply::parse(&reply("DECLINED", "REQUEST")), None);
        assert_eq!(Reply::parse("BEGIN:VCARD"), None);
    }
}
