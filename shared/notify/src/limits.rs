//! Limits on messages to a client's address or number, which anyone may have entered. Changes, reminders and follow-ups over
//! the limit wait, and none is dropped; confirmations and cancellations are never held back.

use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Notification, Recipient},
    time::Instant,
};
use platform::{Error, FromEnv};
use table::{Caller, ClientKeys, Limit, RateDecision, RecipientRecord};

use crate::Notifier;

/// The limits, and the keys of the counters.
#[derive(Debug, FromEnv)]
pub struct MessageLimits {
    /// Mails to one address per UTC day; 0 for no limit.
    #[env("MAILS_PER_DAY", default = 20)]
    mails_per_day: u32,
    /// Text messages to one number per UTC day; 0 for no limit.
    #[env("TEXTS_PER_DAY", default = 6)]
    texts_per_day: u32,
    /// Seconds after a notification of a change until the next one.
    #[env("CHANGE_PAUSE_SECONDS", default = 60)]
    pause_seconds: u32,
    client_keys: ClientKeys,
}

/// A message that is counted, so that it can be given back if it isn't sent.
pub(crate) struct Counted(Option<(Limit, Caller)>);

/// The decision on a message.
pub(crate) enum Permit {
    Granted(Counted),
    /// Not before this instant.
    Wait(Instant),
}

impl Notifier {
    /// Returns the instant before which a recipient gets no further notification of a change: the first one goes at once, a
    /// further one waits, and then has the newest state.
    pub(crate) fn paused_until(&self, record: &RecipientRecord, notification: &Notification) -> Option<Instant> {
        let is_change = matches!(notification, Notification::Change { .. });
        let (last, at) = record.last().filter(|_| is_change && record.recipient == Recipient::Client)?;
        let until = at + TimeDelta::seconds(i64::from(self.limits.pause_seconds));
        (last.sequence > 0 && until > self.clock.now()).then_some(until)
    }

    /// Counts a message to a client. `may_wait`: it is refused over the limit.
    pub(crate) async fn permit(
        &self,
        booking: &Booking,
        (channel, recipient): (Channel, &Recipient),
        may_wait: bool,
    ) -> Result<Permit, Error> {
        let Some((limit, caller)) = self.counter(booking, channel, recipient).await? else {
            return Ok(Permit::Granted(Counted(None)));
        };
        if !may_wait {
            self.table.count_over(limit, &caller).await?;
            return Ok(Permit::Granted(Counted(Some((limit, caller)))));
        }
        Ok(match self.table.count_try(limit, &caller).await? {
            RateDecision::Allowed => Permit::Granted(Counted(Some((limit, caller)))),
            RateDecision::Wait { seconds } => Permit::Wait(self.clock.now() + TimeDelta::seconds(i64::from(seconds))),
        })
    }

    /// Gives a counted message back that certainly wasn't sent.
    pub(crate) async fn give_back(&self, counted: &Counted) -> Result<(), Error> {
        if let Counted(Some((limit, caller))) = counted {
            self.table.give_back_try(*limit, caller).await?;
        }
        Ok(())
    }

    /// The counter of an address or number; `None` if there is no limit for it.
    async fn counter(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
    ) -> Result<Option<(Limit, Caller)>, Error> {
        let per_day = |kind, most| Limit { kind, most, window_seconds: 24 * 60 * 60 };
        let (limit, caller) = match (channel, recipient) {
            (Channel::Mail, Recipient::Client) => {
                (per_day("client-mails", self.limits.mails_per_day), Caller::of_client(booking))
            }
            (Channel::Sms, Recipient::Client) if self.limits.texts_per_day > 0 => {
                let Some(phone) = &booking.client.phone else { return Ok(None) };
                let caller = self.limits.client_keys.caller(&["phone", phone.as_str()]).await?;
                (per_day("client-texts", self.limits.texts_per_day), Some(caller))
            }
            _ => return Ok(None),
        };
        Ok(caller.filter(|_| limit.most > 0).map(|caller| (limit, caller)))
    }

    /// Seconds until an instant, at least one.
    pub(crate) fn seconds_until(&self, until: Instant) -> u32 {
        u32::try_from((until - self.clock.now()).num_seconds() + 1).unwrap_or(1)
    }
}
