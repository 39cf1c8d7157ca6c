//! Sample bookings, and the rest of a mail's facts, for checks, previews and test mails. Nothing of them is real.

use domain::{
    booking::{Booking, ClientMail, MeetingRoom, NotifiedMeeting, Status},
    consultant::{self, MeetingType, Profile},
    fault::Rule,
    language::Language,
    time::{self, Instant, Interval},
};
use links::Links;
use serde_json::json;

use super::{Readers, readers_of};
use crate::{
    UnsubscribeLinks, WriteError,
    context::{Addressee, Choice, ClientReader, MailContext},
};

/// The special case of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// A client's first booking, by video.
    First,
    /// A returning client's, moved.
    Moved,
    Phone,
    InPerson,
    LongNames,
    /// With nothing that a booking can lack.
    Bare,
    /// With names that are written from right to left.
    RightToLeft,
}

impl Sample {
    pub const ALL: &'static [Self] =
        &[Self::First, Self::Moved, Self::Phone, Self::InPerson, Self::LongNames, Self::Bare, Self::RightToLeft];

    /// The API's names.
    pub const NAMES: &'static [&'static str] = &[
        Self::First.as_str(),
        Self::Moved.as_str(),
        Self::Phone.as_str(),
        Self::InPerson.as_str(),
        Self::LongNames.as_str(),
        Self::Bare.as_str(),
        Self::RightToLeft.as_str(),
    ];

    /// The API's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first_booking",
            Self::Moved => "moved",
            Self::Phone => "phone",
            Self::InPerson => "in_person",
            Self::LongNames => "long_names",
            Self::Bare => "erased_fields",
            Self::RightToLeft => "right_to_left",
        }
    }

    /// # Errors
    /// Fails for any other name.
    pub fn parse(name: &str) -> Result<Self, Rule> {
        let found = Self::ALL.iter().copied().find(|sample| sample.as_str() == name);
        found.ok_or(Rule::OneOf(Self::NAMES))
    }

    /// Names of consultant and client.
    const fn people(self) -> [&'static str; 4] {
        match self {
            Self::LongNames => [
                "Maximiliane-Alexandra",
                "von Hohenlohe-Waldenburg",
                "Wolfeschlegelsteinhausen",
                "Bergerdorff-Montgomery",
            ],
            Self::RightToLeft => ["Noa", "Levi", "\u{5d3}\u{5d5}\u{5d3}", "\u{5db}\u{5d4}\u{5df}"],
            _ => ["Anna", "Schmidt", "Ada", "Lovelace"],
        }
    }

    const fn meeting_type(self) -> MeetingType {
        match self {
            Self::Phone => MeetingType::Phone,
            Self::InPerson => MeetingType::InPerson,
            _ => MeetingType::Video,
        }
    }
}

/// A sample with everything that the mail refers to.
pub(super) struct Made {
    pub(super) booking: Booking,
    name: &'static str,
    sample: Sample,
    profile: Profile,
    links: Links,
    unsubscribe: UnsubscribeLinks,
    old: NotifiedMeeting,
}

const SITE: &str = "https://booking.example.com";

/// Makes a sample for a mail.
pub(super) fn made(name: &'static str, sample: Sample, language: Language) -> Result<Made, WriteError> {
    let page = format!("{SITE}/manage#reference=VLT-20261123-7KXM23&token=sample");
    let [first_name, last_name, ..] = sample.people();
    let profile = consultant::parse(&json!({
        "id": "sample", "firstName": first_name, "lastName": last_name, "email": "consultant@example.com",
        "timezone": "Europe/Berlin"
    }));
    let mut booking = booking(sample, language)?;
    // The second consultant's mail is that of a booking which a colleague took over.
    if name.contains("cancellation") && (sample != Sample::Moved || readers_of(name) != Readers::Consultant) {
        booking.status = Status::Cancelled;
    }
    Ok(Made {
        old: NotifiedMeeting {
            slot: Interval::from_start(booking.slot.start - time::hours(3), booking.duration()),
            consultant: booking.consultant.clone(),
            consultant_timezone: booking.consultant_timezone,
        },
        booking,
        name,
        sample,
        profile: profile.map_err(WriteError::sample)?.profile,
        links: Links {
            reschedule: format!("{page}&action=reschedule"),
            cancel: format!("{page}&action=cancel"),
            ics: format!("{SITE}/v1/bookings/VLT-20261123-7KXM23/invite.ics?token=sample"),
            google: "https://calendar.google.com/calendar/render?action=TEMPLATE".to_owned(),
            outlook: "https://outlook.office.com/calendar/0/deeplink/compose".to_owned(),
            manage: page,
        },
        unsubscribe: UnsubscribeLinks {
            page: format!("{SITE}/unsubscribe#reference=VLT-20261123-7KXM23&token=sample"),
            post: format!("{SITE}/v1/unsubscribe?reference=VLT-20261123-7KXM23&token=sample"),
        },
    })
}

fn booking(sample: Sample, language: Language) -> Result<Booking, WriteError> {
    let [first_name, last_name, client_first, client_last] = sample.people();
    let is_moved = sample == Sample::Moved;
    let slot = Interval::from_start(Instant::from_timestamp(1_795_510_800, 0).unwrap_or_default(), 60);
    let mut booking = json!({
        "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM23", "version": 1, "sequence": u32::from(is_moved),
        "status": if is_moved { "rescheduled" } else { "confirmed" },
        "consultant": {"id": "sample", "firstName": first_name, "lastName": last_name},
        "consultantTimezone": "Europe/Berlin", "start": slot.start, "end": slot.end, "timezone": "Europe/Berlin",
        "meetingType": sample.meeting_type(),
        "client": {"firstName": client_first, "lastName": client_last, "email": "client@example.com",
                   "phone": "+4930901820", "company": "Analytical Engines"},
        "subject": "What to do first", "message": "Where would you begin?",
        "language": language, "reminders": {"email": true, "sms": false, "timing": []},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": is_moved, "textVersion": "1",
                    "givenAt": slot.start},
        "source": "website",
        "claim": {"marked": slot, "day": "2026-11-24", "scheduleVersion": 1},
        "tokenEpoch": 0, "createdAt": slot.start, "updatedAt": slot.start
    });
    if sample == Sample::Bare {
        for (of, name) in [("/client", "phone"), ("/client", "company"), ("", "subject"), ("", "message")] {
            let fields = booking.pointer_mut(of).and_then(serde_json::Value::as_object_mut);
            fields.map(|fields| fields.remove(name));
        }
    }
    let mut booking: Booking = serde_json::from_value(booking).map_err(WriteError::sample)?;
    booking.facts.visit = Some(match sample {
        Sample::First => 1,
        Sample::Moved => 2,
        _ => 3,
    })
    .filter(|_| sample != Sample::Bare);
    match sample {
        Sample::InPerson => booking.location = Some("Unter den Linden 1, 10117 Berlin".to_owned()),
        Sample::Phone | Sample::Bare => {}
        _ => {
            booking.meeting = Some(MeetingRoom {
                url: "https://meet.example.com/sample".to_owned(),
                id: "sample".to_owned(),
                password: None,
            });
        }
    }
    Ok(booking)
}

impl Made {
    pub(super) fn addressee(&self) -> Addressee<'_> {
        match readers_of(self.name) {
            Readers::Client => Addressee::Client(ClientReader {
                links: Some(&self.links),
                consultant_email: Some(&self.profile.email),
            }),
            Readers::Consultant => Addressee::Consultant(&self.profile),
            Readers::Team => Addressee::Team("team@example.com"),
        }
    }

    /// The mail's own data: of the second sample, every repetition and change.
    pub(super) fn context(&self) -> MailContext<'_> {
        let is_second = self.sample == Sample::Moved;
        let is_bare = self.sample == Sample::Bare;
        let is_after = matches!(self.name, "post_meeting_followup" | "no_show_followup");
        let choice = || Choice { label: Some("Thu, 26 Nov".to_owned()), url: self.links.manage.clone() };
        MailContext {
            old: Some(&self.old).filter(|_| self.name.contains("change")),
            // A meeting that can't take place, and one that the client may keep.
            is_off: self.name.contains("cancellation") || (self.name == "times_offered" && !is_second),
            button: Some(&self.links.manage),
            choices: if is_bare { Vec::new() } else { vec![choice()] },
            again: is_second,
            as_discussed: is_second,
            undelivered: Some(if is_second { ClientMail::Change } else { ClientMail::Confirmation }),
            book_again: Some(&self.links.manage),
            unsubscribe: Some(&self.unsubscribe).filter(|_| is_after),
            code: Some("123456").filter(|_| self.name == "email_code"),
            ..MailContext::new(self.name)
        }
    }
}
