//! Telling the newest state of a booking.

use std::collections::BTreeSet;

use domain::booking::{Booking, Channel, Notice, Recipient, Told};
use messages::Detail;
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
        let mut failure = Ok(());
        for recipient in waiting {
            if let Err(error) = self.tell_one(channel, detail, recipient, teller).await {
                failure = Err(error);
            }
        }
        failure
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
        let notice = booking.notice_for(recipient, claim.told.as_ref());
        let sent = match &notice {
            Notice::Nothing => Ok(Sending::Nobody),
            notice => teller.send(&booking, recipient, notice).await,
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

fn told(booking: &Booking, notice: &Notice, sending: Sending) -> (DeliveryOutcome, Sent) {
    match sending {
        Sending::Nobody => (DeliveryOutcome::Skipped, Sent::Nothing { version: booking.version }),
        Sending::Sent(message_id) => {
            let told = Told {
                version: booking.version,
                sequence: booking.sequence,
                start: booking.slot.start,
                cancelled: matches!(notice, Notice::Cancellation { .. }),
            };
            (DeliveryOutcome::Sent, Sent::Message { told, message_id })
        }
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
