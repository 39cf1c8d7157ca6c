//! Recipients of notifications about a change, and the notification that each needs.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Booking, Refusal, Status};
use crate::{
    consultant::Summary,
    ids::ConsultantId,
    time::{Instant, Interval},
    zone::Tz,
};

/// A recipient of notifications about a booking. Names the consultant, because a move may replace them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The person of the booking's contact data.
    Client,
    /// The current consultant of the meeting, or a previous one.
    Consultant(ConsultantId),
    /// The team that handles all bookings.
    Team,
    /// A room of the company's chat.
    Room(ChatRoom),
}

/// A kind of chat; each has at most one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatRoom {
    /// Slack, or a service with the same webhooks.
    Slack,
    /// Any service that takes JSON.
    Generic,
}

impl ChatRoom {
    pub const ALL: [Self; 2] = [Self::Slack, Self::Generic];

    /// The form in keys and settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Generic => "generic",
        }
    }

    /// Parses the output of [`ChatRoom::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|room| room.key() == key)
    }
}

/// The channel of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Mail,
    /// Text message to the client's phone.
    Sms,
    /// The company's chat rooms.
    Chat,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Mail, Self::Sms, Self::Chat];

    /// The form in keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Chat => "chat",
        }
    }

    /// Parses the output of [`Channel::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }
}

impl Recipient {
    /// The form in keys: `client`, `team`, `consultant.<id>` or `room.<kind>`.
    pub fn key(&self) -> String {
        match self {
            Self::Client => "client".to_owned(),
            Self::Consultant(id) => format!("consultant.{id}"),
            Self::Team => "team".to_owned(),
            Self::Room(room) => format!("room.{}", room.key()),
        }
    }

    /// Parses the output of [`Recipient::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        match key.split_once('.') {
            None if key == "client" => Some(Self::Client),
            None => (key == "team").then_some(Self::Team),
            Some(("consultant", id)) => ConsultantId::parse(id).ok().map(Self::Consultant),
            Some(("room", kind)) => ChatRoom::from_key(kind).map(Self::Room),
            Some(_) => None,
        }
    }
}

/// The last notification that a recipient was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastNotified {
    /// The version of the booking at that time.
    pub version: u64,
    /// The sequence at that time: it rises with every notified change, the version with other changes too.
    #[serde(default)]
    pub sequence: u32,
    /// The start in that notification.
    pub start: Instant,
    /// `true` if the notification was a cancellation (for this recipient).
    pub cancelled: bool,
    /// The end in that notification. It and the other facts of the meeting are absent if an earlier version didn't
    /// store them, or if the recipient got a cancellation without a confirmation before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Instant>,
    /// The consultant in that notification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant: Option<Summary>,
    /// That consultant's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_timezone: Option<Tz>,
}

impl LastNotified {
    /// Returns the recipient's state after a notification.
    pub fn by(booking: &Booking, notification: &Notification) -> Self {
        let meeting = booking.as_notified_by(notification);
        // A cancellation adds nothing to the recipient's facts of the meeting.
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

    /// Returns `true` if the recipient was sent an invite, which their calendar may still have.
    fn is_of_a_meeting(&self) -> bool {
        !self.cancelled || self.end.is_some()
    }
}

/// A meeting as last notified; later changes may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifiedMeeting {
    pub slot: Interval,
    pub consultant: Summary,
    /// That consultant's zone.
    pub consultant_timezone: Tz,
}

/// The notification that a recipient needs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// First notification: the meeting is agreed, with an invite.
    Confirmation,
    /// The meeting was moved since the last notification; with the current invite.
    Change {
        /// The meeting of the last notification.
        old: NotifiedMeeting,
    },
    /// The meeting (with this recipient) is cancelled.
    Cancellation {
        /// The meeting of the last notification, if there was one: its invite must be withdrawn.
        notified: Option<NotifiedMeeting>,
    },
    /// The recipient is up to date.
    Nothing,
}

impl Booking {
    /// Returns the notification that a recipient needs now, given the last confirmed notification and a later one of
    /// unknown delivery.
    pub fn notification_unconfirmed(
        &self,
        recipient: &Recipient,
        last: Option<&LastNotified>,
        unconfirmed: Option<&LastNotified>,
    ) -> Notification {
        let notification = self.notification_for(recipient, last);
        let later = unconfirmed.filter(|unconfirmed| last.is_none_or(|last| last.version < unconfirmed.version));
        match (&notification, later) {
            // The meeting may be in the recipient's calendar, so a cancellation is needed.
            (Notification::Nothing | Notification::Cancellation { .. }, Some(unconfirmed))
                if unconfirmed.is_of_a_meeting() && self.may_still_notify(recipient) && !self.is_on_for(recipient) =>
            {
                Notification::Cancellation { notified: Some(self.notified(unconfirmed)) }
            }
            _ => notification,
        }
    }

    /// Returns `false` for an erased client, since there is no address left. All other recipients still need the
    /// cancellation of a meeting in their calendar.
    fn may_still_notify(&self, recipient: &Recipient) -> bool {
        self.erased_at.is_none() || *recipient != Recipient::Client
    }

    /// Returns the booking as a notification shows it: a cancelled meeting as last notified, without later changes.
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

    /// Returns the meeting as last notified; facts that weren't stored are filled in from the current booking.
    fn notified(&self, last: &LastNotified) -> NotifiedMeeting {
        NotifiedMeeting {
            slot: last.end.map_or_else(
                || Interval::from_start(last.start, self.duration()),
                |end| Interval { start: last.start, end },
            ),
            consultant: last.consultant.clone().unwrap_or_else(|| self.consultant.clone()),
            consultant_timezone: last.consultant_timezone.unwrap_or(self.consultant_timezone),
        }
    }

    /// Returns `true` if the meeting is on for this recipient.
    fn is_on_for(&self, recipient: &Recipient) -> bool {
        let holds_it = match recipient {
            Recipient::Client | Recipient::Team | Recipient::Room(_) => true,
            Recipient::Consultant(id) => *id == self.consultant.id,
        };
        // A completed or missed meeting still counts as agreed.
        self.status != Status::Cancelled && holds_it
    }

    /// Returns `true` if a notification is out of date: nothing is confirmed to a client whose meeting has
    /// begun. Staff must know of it, late as it is.
    pub fn is_history(&self, recipient: &Recipient, notification: &Notification, now: Instant) -> bool {
        let is_over = match notification {
            Notification::Confirmation => now >= self.slot.start,
            Notification::Change { old } => now >= self.slot.start.max(old.slot.start),
            Notification::Cancellation { .. } | Notification::Nothing => false,
        };
        is_over && *recipient == Recipient::Client
    }

    /// Checks that recipients can be notified of the current state again.
    ///
    /// # Errors
    /// Fails if the meeting has begun, unless it is cancelled.
    pub fn can_notify_again(&self, now: Instant) -> Result<(), Refusal> {
        let is_history = self.status != Status::Cancelled && now >= self.slot.start;
        if is_history { Err(Refusal::Begun) } else { Ok(()) }
    }

    /// Returns the notification that a recipient needs now, given the last one.
    pub fn notification_for(&self, recipient: &Recipient, last: Option<&LastNotified>) -> Notification {
        let is_on = self.is_on_for(recipient);
        if !self.may_still_notify(recipient) || (is_on && self.erased_at.is_some()) {
            return Notification::Nothing;
        }
        let is_notified_of_end = last.is_some_and(|last| last.cancelled);
        match (is_on, last) {
            (false, _) if is_notified_of_end => Notification::Nothing,
            (false, Some(last)) => Notification::Cancellation { notified: Some(self.notified(last)) },
            // The client always gets a cancellation, even without a confirmation before; a consultant without a
            // notification before gets none.
            (false, None) if *recipient == Recipient::Client => Notification::Cancellation { notified: None },
            (false, None) => Notification::Nothing,
            // Staff left the confirmation out. A later change is announced, as a confirmation of the new state.
            (true, None) if *recipient == Recipient::Client && self.is_unannounced && self.sequence == 0 => {
                Notification::Nothing
            }
            (true, None) => Notification::Confirmation,
            // The meeting was moved away from this consultant and back.
            (true, Some(_)) if is_notified_of_end => Notification::Confirmation,
            // What went out before reached another address.
            (true, Some(last)) if *recipient == Recipient::Client && last.sequence < self.reached_since => {
                Notification::Confirmation
            }
            (true, Some(last)) if last.sequence < self.sequence => Notification::Change { old: self.notified(last) },
            (true, Some(_)) => Notification::Nothing,
        }
    }
}
