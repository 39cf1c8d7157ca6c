//! Telling the newest state of a booking.

use std::collections::BTreeSet;

use domain::booking::{Booking, Channel, Notice, Recipient, Told};
use futures::future::join_all;
use messages::{Detail, Hopeless, PartlyHopeless};
use platform::{DeliveryOutcome, Error, SendError};
use table::{ClaimOutcome, RecipientClaim, Sent, TellTask};

use crate::{
    Courier, Sending, Teller,
    sending::{Verdict, hopeless, judge},
};

impl Courier {
    /// Tells everyone who is still to be told of a booking by this channel. Level-triggered: whichever event comes,
    /// in whatever order, booking and ledger are looked at as they are now. One recipient's trouble is not another's.
    ///
    /// # Errors
    /// If the booking is older than the event, or somebody could not be told.
    pub async fn tell(&self, channel: Channel, detail: &Detail, teller: &impl Teller) -> Result<(), Error> {
        let booking = self.table.booking_now(&detail.reference).await?;
        if booking.is_none_or(|booking| booking.version < detail.booking_version) {
            return Err("the booking is older than the event".into());
        }
        let tasks = self.table.tell_tasks(&detail.reference, channel).await?;
        let waiting: BTreeSet<&Recipient> =
            tasks.iter().filter(|task| task.is_pending).map(|task| &task.recipient).collect();
        // All at once: a provider that hangs for one of them must not use up the time of the others.
        let told = waiting.into_iter().map(|recipient| self.tell_one(channel, detail, recipient, teller));
        outcome_of(join_all(told).await.into_iter().filter_map(Result::err).collect())
    }

    async fn tell_one(
        &self,
        channel: Channel,
        detail: &Detail,
        recipient: &Recipient,
        teller: &impl Teller,
    ) -> Result<(), Error> {
        let reference = &detail.reference;
        let claim = match self.table.claim_recipient(reference, channel, recipient).await? {
            ClaimOutcome::Claimed(claim) => claim,
            // Whoever holds it may fail: this message must come back and look.
            ClaimOutcome::Held => return Err("another message to this recipient is on its way".into()),
        };
        // Read after the claim, so that what is told is newer than anything told before.
        let booking = self.table.booking_now(reference).await?.ok_or("the booking is gone")?;
        let tasks = self.table.tell_tasks(reference, channel).await?;
        let notice = booking.notice_in_doubt(recipient, claim.told.as_ref(), claim.in_doubt.as_ref());
        let sent = match &notice {
            Notice::Nothing => Ok(Sending::Nobody),
            notice => {
                self.table.about_to_tell(&claim, &telling(&booking, notice)).await?;
                teller.send(&booking, recipient, notice).await
            }
        };
        match sent {
            Ok(sending) => {
                let (outcome, sent) = told(&booking, &notice, sending);
                self.count(channel, name(&notice), outcome);
                Ok(self.table.settle_claim(&claim, &tasks, &sent).await?)
            }
            Err(error) => self.not_told(&booking, &claim, &tasks, &notice, error).await,
        }
    }

    async fn not_told(
        &self,
        booking: &Booking,
        claim: &RecipientClaim,
        tasks: &[TellTask],
        notice: &Notice,
        error: SendError,
    ) -> Result<(), Error> {
        let waiting = tasks.iter().filter(|task| task.is_pending && task.recipient == claim.recipient);
        let now = self.clock.now();
        let since = waiting.filter_map(|task| task.planned_at).min().unwrap_or(now);
        match judge(&error, since, now) {
            Verdict::GiveUp(reason) => {
                self.count(claim.channel, name(notice), DeliveryOutcome::Failed);
                let sent = Sent::Refused { version: booking.version, reason };
                self.table.settle_claim(claim, tasks, &sent).await?;
                Err(hopeless(error))
            }
            Verdict::Again { give_back } => {
                self.count(claim.channel, name(notice), DeliveryOutcome::Retried);
                if give_back {
                    self.table.give_up_claim(claim).await?;
                }
                Err(error.into())
            }
        }
    }
}

/// What several failures come to: what failed for good is put away, and what may yet succeed comes back.
fn outcome_of(failures: Vec<Error>) -> Result<(), Error> {
    let (hopeless, mut others): (Vec<Error>, Vec<Error>) =
        failures.into_iter().partition(|error| error.is::<Hopeless>());
    match (hopeless.into_iter().next(), others.pop()) {
        (None, None) => Ok(()),
        (Some(error), None) | (None, Some(error)) => Err(error),
        (Some(_), Some(error)) => Err(Box::new(PartlyHopeless(error))),
    }
}

fn told(booking: &Booking, notice: &Notice, sending: Sending) -> (DeliveryOutcome, Sent) {
    match sending {
        Sending::Nobody => (DeliveryOutcome::Skipped, Sent::Nothing { version: booking.version }),
        Sending::Sent(message_id) => {
            (DeliveryOutcome::Sent, Sent::Message { told: telling(booking, notice), message_id })
        }
    }
}

/// What a recipient knows once they were told.
fn telling(booking: &Booking, notice: &Notice) -> Told {
    Told {
        version: booking.version,
        sequence: booking.sequence,
        start: booking.slot.start,
        cancelled: matches!(notice, Notice::Cancellation { .. }),
    }
}

fn name(notice: &Notice) -> &'static str {
    match notice {
        Notice::Confirmation => "confirmation",
        Notice::Change { .. } => "change",
        Notice::Cancellation { .. } => "cancellation",
        Notice::Nothing => "nothing",
    }
}
