//! The effects of an event: the reactions that it needs, and the recipients of its notifications.

use std::{collections::BTreeSet, str::FromStr};

use super::{Booking, Channel, ChatRoom, Event, EventKind, Recipient};

/// A reaction that an event needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Notifications by this channel.
    Notify(Channel),
    /// The booking's jobs are planned anew.
    Jobs,
}

impl Effect {
    pub const ALL: [Self; 4] =
        [Self::Notify(Channel::Mail), Self::Notify(Channel::Sms), Self::Notify(Channel::Chat), Self::Jobs];

    /// The stored form.
    pub fn key(self) -> &'static str {
        match self {
            Self::Notify(channel) => channel.key(),
            Self::Jobs => "jobs",
        }
    }

    /// Parses the output of [`Effect::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.key() == key)
    }
}

/// The company's own recipients of notifications, beside client and consultant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observers {
    /// There is a team that gets a mail about every booking.
    pub team: bool,
    /// The chat rooms that there are.
    pub rooms: BTreeSet<ChatRoom>,
}

impl Observers {
    /// Adds the observers of another event.
    pub fn extend(&mut self, other: &Self) {
        self.team |= other.team;
        self.rooms.extend(&other.rooms);
    }

    /// Adds a recipient if it is an observer.
    pub fn add(&mut self, recipient: &Recipient) {
        match recipient {
            Recipient::Team => self.team = true,
            Recipient::Room(room) => {
                self.rooms.insert(*room);
            }
            Recipient::Client | Recipient::Consultant(_) => {}
        }
    }
}

/// A name that no chat room has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no chat room; there are slack and generic")]
pub struct UnknownRoom(String);

/// Rooms as settings list them: `slack,generic`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatRooms(pub BTreeSet<ChatRoom>);

impl FromStr for ChatRooms {
    type Err = UnknownRoom;

    fn from_str(text: &str) -> Result<Self, UnknownRoom> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let room = |name: &str| ChatRoom::from_key(name).ok_or_else(|| UnknownRoom(name.to_owned()));
        names.map(room).collect::<Result<_, _>>().map(Self)
    }
}

impl EventKind {
    /// Returns `true` if recipients are notified of it.
    pub fn notifies(&self) -> bool {
        let is_announced = matches!(self, Self::ContactCorrected { is_announced: true, .. });
        is_announced || matches!(self, Self::Confirmed { .. } | Self::Rescheduled { .. } | Self::Cancelled { .. })
    }

    /// Returns `true` if the booking's jobs change with it. Jobs follow up on the outcome of a meeting, mail
    /// offers and new links, and erase.
    pub fn changes_jobs(&self) -> bool {
        let is_offer = matches!(self, Self::Offered { .. } | Self::OfferClosed { .. });
        let is_wish = matches!(self, Self::LinksRenewed { .. } | Self::ErasureRequested { .. });
        self.notifies() || is_offer || is_wish || matches!(self, Self::Completed(_) | Self::NoShow(_))
    }
}

impl Booking {
    /// Returns the effects of an event of this booking.
    pub fn effects_of(&self, event: &Event, observers: &Observers) -> BTreeSet<Effect> {
        let mut effects = BTreeSet::new();
        if event.kind.changes_jobs() {
            effects.insert(Effect::Jobs);
        }
        if event.kind.notifies() {
            let reached = |channel: &Channel| !self.recipients(*channel, observers).is_empty();
            effects.extend(Channel::ALL.into_iter().filter(reached).map(Effect::Notify));
        }
        effects
    }

    /// Returns the recipients on a channel; a consultant of an earlier state isn't among them.
    pub fn recipients(&self, channel: Channel, observers: &Observers) -> Vec<Recipient> {
        match channel {
            Channel::Mail => {
                let team = observers.team.then_some(Recipient::Team);
                [Recipient::Client, Recipient::Consultant(self.consultant.id.clone())].into_iter().chain(team).collect()
            }
            Channel::Sms => self.takes_sms().then_some(Recipient::Client).into_iter().collect(),
            Channel::Chat => observers.rooms.iter().copied().map(Recipient::Room).collect(),
        }
    }

    /// Returns `true` if the client asked for text messages and gave a number.
    pub fn takes_sms(&self) -> bool {
        self.reminders.sms && self.client.phone.is_some()
    }
}
