//! Who must be told of a change.

use std::borrow::Cow;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Booking, Event, EventKind, Status};
use crate::{
    consultant::Summary,
    ids::ConsultantId,
    time::{Instant, Interval},
};

/// Somebody who is told about a booking. A consultant is named, because a move may change who that is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The person who booked.
    Client,
    /// The person who holds (or was to hold) the meeting.
    Consultant(ConsultantId),
    /// The people who look after all bookings.
    Team,
    /// A room of the company's chat.
    Room(ChatRoom),
}

/// A kind of chat that rooms can be in; there is one room of each at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatRoom {
    /// Slack, or what takes the same webhooks.
    Slack,
    /// Anything that takes JSON.
    Generic,
}

impl ChatRoom {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Slack, Self::Generic];

    /// As it stands in keys and settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Generic => "generic",
        }
    }
}

/// By which way somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// Text message to the client's phone.
    Sms,
    /// The company's chat rooms.
    Chat,
}

impl Channel {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Sms, Self::Chat];

    /// As it stands in keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Chat => "chat",
        }
    }

    /// Reads what [`Channel::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }
}

impl Recipient {
    /// As it stands in keys: `client`, `team`, `consultant.<id>` or `room.<kind>`.
    pub fn key(&self) -> String {
        match self {
            Self::Client => "client".to_owned(),
            Self::Consultant(id) => format!("consultant.{id}"),
            Self::Team => "team".to_owned(),
            Self::Room(room) => format!("room.{}", room.key()),
        }
    }

    /// Reads what [`Recipient::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        match key.split_once('.') {
            None if key == "client" => Some(Self::Client),
            None => (key == "team").then_some(Self::Team),
            Some(("consultant", id)) => ConsultantId::parse(id).ok().map(Self::Consultant),
            Some(("room", kind)) => ChatRoom::ALL.into_iter().find(|room| room.key() == kind).map(Self::Room),
            Some(_) => None,
        }
    }
}

/// What a recipient was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastNotified {
    /// By which version of the booking.
    pub version: u64,
    /// Of which sequence: it rises with every change that is told, the version with others too.
    #[serde(default)]
    pub sequence: u32,
    /// The start they were told of.
    pub start: Instant,
    /// Whether they were told that the meeting (with them) is off.
    pub cancelled: bool,
    /// The end they were told of. With the rest of the meeting it is absent if nobody noted it yet when they were
    /// told, or if they were told that a meeting is off of which they never knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Instant>,
    /// With whom they were told that the meeting is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant: Option<Summary>,
    /// That consultant's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_timezone: Option<Tz>,
}

impl LastNotified {
    /// What a recipient knows once a notification has told them of a booking.
    pub fn by(booking: &Booking, notification: &Notification) -> Self {
        let meeting = booking.as_notified_by(notification);
        // Who is told that a meeting is off knows no more of it than they did.
        let is_known = !matches!(notification, Notification::Cancellation { notified: None });
        Self {
            version: booking.version,
            sequence: booking.sequence,
            start: meeting.slot.start,
            cancelled: matches!(notification, Notification::Cancellation { .. }),
            end: is_known.then_some(meeting.slot.end),
            consultant: is_known.then(|| meeting.consultant.clone()),
            consultant_timezone: is_known.then_some(meeting.consultant_timezone),
        }
    }

    /// Whether whoever was told this has a meeting in their calendar, unless they took it out since.
    fn is_of_a_meeting(&self) -> bool {
        !self.cancelled || self.end.is_some()
    }
}

/// A meeting as somebody knows it who may not have heard of its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifiedMeeting {
    /// When.
    pub slot: Interval,
    /// With whom.
    pub consultant: Summary,
    /// That consultant's zone.
    pub consultant_timezone: Tz,
}

/// What a recipient must be told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// They know nothing yet: the meeting is agreed, with an invite.
    Confirmation,
    /// They know another time: the meeting was moved, with the invite as it is now.
    Change {
        /// The start they know.
        old_start: Instant,
    },
    /// The meeting (with them) is off.
    Cancellation {
        /// The meeting they know, if they were ever told of it: they have an invite then, which must be taken back.
        notified: Option<NotifiedMeeting>,
    },
    /// They know all there is to know.
    Nothing,
}

impl Booking {
    /// Who must be told of an event of this booking, and how.
    pub fn recipients_of(&self, event: &Event) -> Vec<(Channel, Recipient)> {
        let consultants = match &event.kind {
            EventKind::Confirmed { consultant_id, .. } | EventKind::Cancelled { consultant_id, .. } => {
                vec![consultant_id]
            }
            EventKind::Rescheduled { old_consultant_id, consultant_id, .. } if old_consultant_id != consultant_id => {
                vec![consultant_id, old_consultant_id]
            }
            EventKind::Rescheduled { consultant_id, .. } => vec![consultant_id],
            // What becomes of a meeting is followed up by jobs.
            EventKind::Completed(_)
            | EventKind::NoShow(_)
            | EventKind::FeedbackReceived { .. }
            | EventKind::Erased { .. } => return Vec::new(),
        };
        let mut tell = vec![(Channel::Mail, Recipient::Client)];
        tell.extend(consultants.into_iter().map(|id| (Channel::Mail, Recipient::Consultant(id.clone()))));
        tell.push((Channel::Mail, Recipient::Team));
        tell.extend(ChatRoom::ALL.map(|room| (Channel::Chat, Recipient::Room(room))));
        if self.takes_sms() {
            tell.push((Channel::Sms, Recipient::Client));
        }
        tell
    }

    /// Whether the client asked for text messages and gave a number.
    pub fn takes_sms(&self) -> bool {
        self.reminders.sms && self.client.phone.is_some()
    }
}

impl Booking {
    /// What a recipient must be told of the booking as it is now, given what they were told last, and what a later
    /// message said of which nobody knows whether it went out.
    pub fn notification_unconfirmed(
        &self,
        recipient: &Recipient,
        last_notified: Option<&LastNotified>,
        unconfirmed: Option<&LastNotified>,
    ) -> Notification {
        let notification = self.notification_for(recipient, last_notified);
        let later = unconfirmed.filter(|unconfirmed| {
            last_notified.is_none_or(|last_notified| last_notified.version < unconfirmed.version)
        });
        match (&notification, later) {
            // Whoever may have it in their calendar must be told that it is off.
            (Notification::Nothing | Notification::Cancellation { .. }, Some(unconfirmed))
                if unconfirmed.is_of_a_meeting() && self.may_still_notify(recipient) && !self.is_on_for(recipient) =>
            {
                Notification::Cancellation { notified: Some(self.notified(unconfirmed)) }
            }
            _ => notification,
        }
    }

    /// Whether there is somebody to tell: an erased client has no address. Whoever else has the meeting in their
    /// calendar must still hear that it is off.
    fn may_still_notify(&self, recipient: &Recipient) -> bool {
        self.erased_at.is_none() || *recipient != Recipient::Client
    }

    /// The booking as a notification tells of it: a meeting that is off, as the recipient knew it and not as it went on.
    pub fn as_notified_by(&self, notification: &Notification) -> Cow<'_, Self> {
        match notification {
            Notification::Cancellation {
                notified: Some(NotifiedMeeting { slot, consultant, consultant_timezone }),
            } => {
                let (consultant, consultant_timezone) = (consultant.clone(), *consultant_timezone);
                Cow::Owned(Self { slot: *slot, consultant, consultant_timezone, ..self.clone() })
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// The meeting that somebody was told of; what nobody noted then is as it is now.
    fn notified(&self, last_notified: &LastNotified) -> NotifiedMeeting {
        NotifiedMeeting {
            slot: last_notified.end.map_or_else(
                || Interval::from_start(last_notified.start, self.duration()),
                |end| Interval { start: last_notified.start, end },
            ),
            consultant: last_notified.consultant.clone().unwrap_or_else(|| self.consultant.clone()),
            consultant_timezone: last_notified.consultant_timezone.unwrap_or(self.consultant_timezone),
        }
    }

    /// Whether the meeting stands, with this consultant if it is one.
    fn is_on_for(&self, recipient: &Recipient) -> bool {
        let holds_it = match recipient {
            Recipient::Client | Recipient::Team | Recipient::Room(_) => true,
            Recipient::Consultant(id) => *id == self.consultant.id,
        };
        // A meeting that took place (or was missed) stands as it was agreed.
        self.status != Status::Cancelled && holds_it
    }

    /// What a recipient must be told of the booking as it is now, given what they were told last.
    pub fn notification_for(&self, recipient: &Recipient, last_notified: Option<&LastNotified>) -> Notification {
        let is_on = self.is_on_for(recipient);
        if !self.may_still_notify(recipient) || (is_on && self.erased_at.is_some()) {
            return Notification::Nothing;
        }
        let knows_it_is_off = last_notified.is_some_and(|last_notified| last_notified.cancelled);
        match (is_on, last_notified) {
            (false, _) if knows_it_is_off => Notification::Nothing,
            (false, Some(last_notified)) => Notification::Cancellation { notified: Some(self.notified(last_notified)) },
            // The client must learn that a booking they made is off even if no confirmation ever went out;
            // a consultant who never heard of a meeting need not hear that it is off.
            (false, None) if *recipient == Recipient::Client => Notification::Cancellation { notified: None },
            (false, None) => Notification::Nothing,
            (true, None) => Notification::Confirmation,
            // It was taken from this consultant and came back.
            (true, Some(_)) if knows_it_is_off => Notification::Confirmation,
            (true, Some(last_notified)) if last_notified.sequence < self.sequence => {
                Notification::Change { old_start: last_notified.start }
            }
            (true, Some(_)) => Notification::Nothing,
        }
    }
}
