//! The data of a mail beside its booking: links, times, background, and its reader.

use domain::{
    booking::{Booking, ClientMail, NotifiedMeeting, Status},
    consultant::Profile,
    time::{Instant, Interval},
    zone::Tz,
};
use invite::Invite;
use links::Links;
use serde::Serialize;

use crate::Audience;

/// The consultant's background information, beside the booking itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Background {
    /// The client's earlier bookings, in display order.
    pub past: Vec<PastBooking>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBooking {
    pub start: Instant,
    pub status: Status,
    /// The consultant's name at that time.
    pub consultant_name: String,
    pub subject: Option<String>,
}

/// Links for recording attendance; each opens a page that asks for confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceLinks {
    pub completed: String,
    pub no_show: String,
}

/// Links for unsubscribing from one kind of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeLinks {
    pub page: String,
    /// The one-click address for mail programs, without a page (RFC 8058).
    pub post: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpLinks {
    /// The feedback page.
    pub feedback: String,
    /// The page for booking again, for clients that agreed to news and offers.
    pub book_again: Option<String>,
    pub unsubscribe: UnsubscribeLinks,
}

/// A time that is offered in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTime {
    pub slot: Interval,
    /// The consultant's name, unless all times are with the booking's consultant.
    pub consultant: Option<String>,
    /// The page on which the client takes it.
    pub link: String,
}

impl NewTime {
    /// The times as buttons: day, hours, and the consultant if there are several.
    pub(crate) fn choices(times: &[Self], booking: &Booking) -> Vec<Choice> {
        let label = |time: &Self| {
            let when = capitalised(&texts::interval(time.slot, booking.timezone, booking.language));
            time.consultant.iter().fold(when, |when, name| format!("{when} · {name}"))
        };
        times.iter().map(|time| Choice { label: Some(label(time)), url: time.link.clone() }).collect()
    }
}

/// Capitalised for a button: Russian weekdays are lower-case in running text.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The client as the reader of a mail.
#[derive(Clone, Copy)]
pub(crate) struct ClientReader<'a> {
    /// The links that open their booking, if the mail has any.
    pub(crate) links: Option<&'a Links>,
    /// The consultant's address, for answers.
    pub(crate) consultant_email: Option<&'a str>,
}

/// The reader of a mail.
#[derive(Clone, Copy)]
pub(crate) enum Addressee<'a> {
    Client(ClientReader<'a>),
    Consultant(&'a Profile),
    Team(&'a str),
}

impl<'a> Addressee<'a> {
    pub(crate) fn of(audience: &'a Audience) -> Self {
        match audience {
            Audience::Client { links, consultant_email, .. } => {
                Self::Client(ClientReader { links: Some(links), consultant_email: consultant_email.as_deref() })
            }
            Audience::Consultant { profile } => Self::Consultant(profile),
            Audience::Team { address } => Self::Team(address),
        }
    }

    /// The zone of the times shown.
    pub(crate) fn zone(self, booking: &Booking) -> Tz {
        match self {
            Self::Client(_) => booking.timezone,
            Self::Consultant(_) | Self::Team(_) => booking.consultant_timezone,
        }
    }

    pub(crate) fn first_name(self, booking: &'a Booking) -> Option<&'a str> {
        match self {
            Self::Client(_) => Some(&booking.client.first_name),
            Self::Consultant(profile) => Some(&profile.first_name),
            Self::Team(_) => None,
        }
    }

    pub(crate) fn name(self, booking: &Booking) -> Option<String> {
        match self {
            Self::Client(_) => Some(booking.client.full_name()),
            Self::Consultant(profile) => Some(profile.summary().full_name()),
            Self::Team(_) => None,
        }
    }
}

/// One of several buttons.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    /// The label; by default the one from the mail's texts.
    pub(crate) label: Option<String>,
    pub(crate) url: String,
}

/// The template of a mail, with its own data.
#[derive(Clone)]
pub(crate) struct MailContext<'a> {
    pub(crate) template: &'static str,
    /// Distinguishes messages of one template and version.
    pub(crate) variant: Option<String>,
    /// The meeting as last notified, if this mail reports a change.
    pub(crate) old: Option<&'a NotifiedMeeting>,
    /// The company's reason, if it isn't the booking's.
    pub(crate) reason: Option<&'a str>,
    /// The meeting no longer concerns the reader.
    pub(crate) is_off: bool,
    /// The mail comes after the start of the meeting that it announces.
    pub(crate) is_late: bool,
    /// The last instant at which the client can change the booking online; `None` if it has passed.
    pub(crate) changeable_until: Option<Instant>,
    pub(crate) invite: Option<Invite>,
    pub(crate) button: Option<&'a str>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) past: &'a [PastBooking],
    pub(crate) again: bool,
    pub(crate) as_discussed: bool,
    pub(crate) undelivered: Option<ClientMail>,
    pub(crate) book_again: Option<&'a str>,
    pub(crate) unsubscribe: Option<&'a UnsubscribeLinks>,
    /// The code that proves that its reader gets mail at the address.
    pub(crate) code: Option<&'a str>,
    /// Whether the mail holds a link that acts for its reader.
    pub(crate) is_private: bool,
}

impl<'a> MailContext<'a> {
    pub(crate) fn new(template: &'static str) -> Self {
        Self {
            template,
            variant: None,
            old: None,
            reason: None,
            is_off: false,
            is_late: false,
            changeable_until: None,
            invite: None,
            button: None,
            choices: Vec::new(),
            past: &[],
            again: false,
            as_discussed: false,
            undelivered: None,
            book_again: None,
            unsubscribe: None,
            code: None,
            is_private: false,
        }
    }
}
