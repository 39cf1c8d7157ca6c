//! Telling one recipient: claim, look again, send, settle.

use domain::{
    booking::{Booking, Notice, Recipient, Told},
    ids::Reference,
};
use mail::{Audience, Letter, SendError};
use platform::Error;
use table::{ClaimOutcome, MailTask, RecipientClaim, Sent};

use crate::Deps;

/// Tells a recipient the newest state of a booking that they weren't told yet.
pub(crate) async fn tell(deps: &Deps, reference: &Reference, recipient: &Recipient) -> Result<(), Error> {
    let claim = match deps.table.claim_recipient(reference, recipient).await? {
        ClaimOutcome::Claimed(claim) => claim,
        // Whoever holds it may fail: this message must come back and look.
        ClaimOutcome::Held => return Err("another message to this recipient is on its way".into()),
    };
    // Read after the claim, so that what is told is newer than anything told before.
    let booking = deps.table.booking_now(reference).await?.ok_or("the booking is gone")?;
    let tasks = deps.table.mail_tasks(reference).await?;
    let notice = booking.notice_for(recipient, claim.told.as_ref());
    match send(deps, &booking, recipient, &notice).await {
        Ok(sent) => Ok(deps.table.settle_claim(&claim, &tasks, &sent).await?),
        Err(error) => give_up(deps, &claim, &tasks, error).await,
    }
}

async fn send(deps: &Deps, booking: &Booking, recipient: &Recipient, notice: &Notice) -> Result<Sent, SendError> {
    let told = |cancelled| Told { version: booking.version, start: booking.slot.start, cancelled };
    let told = match notice {
        Notice::Nothing => return Ok(Sent::Nothing { version: booking.version }),
        Notice::Confirmation | Notice::Change { .. } => told(false),
        Notice::Cancellation { .. } => told(true),
    };
    let letter = letter(deps, booking, recipient, notice).await.map_err(SendError::NotSent)?;
    let message_id = deps.mailer.send(&letter, deps.clock.now()).await?;
    Ok(Sent::Message { told, message_id })
}

async fn letter(deps: &Deps, booking: &Booking, recipient: &Recipient, notice: &Notice) -> Result<Letter, Error> {
    let audience = match recipient {
        Recipient::Client => Audience::Client { links: Box::new(deps.links.for_client(booking).await?.0) },
        Recipient::Consultant(id) => {
            let profile = deps.table.profile(id).await?.ok_or("the consultant is gone")?;
            Audience::Consultant { profile: Box::new(profile) }
        }
    };
    Ok(deps.mailer.write(booking, &audience, notice)?)
}

/// A send that certainly failed frees the claim for the next try; one whose outcome is unknown keeps it until it
/// runs out, so that a second message is at least not sent at once.
async fn give_up(deps: &Deps, claim: &RecipientClaim, tasks: &[MailTask], error: SendError) -> Result<(), Error> {
    let waiting = tasks.iter().filter(|task| task.is_pending && task.recipient == claim.recipient).count();
    tracing::warn!(waiting, "a mail could not be sent");
    if let SendError::NotSent(_) = &error {
        deps.table.give_up_claim(claim).await?;
    }
    Err(error.into())
}
