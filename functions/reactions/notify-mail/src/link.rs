//! Mails a link or a code that a client asked for. It is no notification of a booking's state, so the ledger doesn't have
//! it; a message that comes twice mails the same link again.

use domain::{booking::Booking, ids::Reference};
use mail::{Email, Mailer};
use platform::SendError;
use worker::{Failure, LinkOrder};

use crate::Deps;

/// Bookings of an address among which one with an address is looked for.
const MAX_BOOKINGS: i32 = 20;

/// Mails it, if there is still a reader.
pub(crate) async fn mail(deps: &Deps, order: &LinkOrder) -> Result<(), Failure> {
    let table = &deps.notifier.table;
    let mailer = deps.mailer.of(&*table.settings().await?, &table.edited_mails().await?);
    let email = match order {
        LinkOrder::Privacy { client_key } => privacy_link(deps, &mailer, client_key).await?,
        LinkOrder::Code { reference } => code(deps, &mailer, reference).await?,
    };
    let Some(email) = email else { return Ok(()) };
    match mailer.send(&email, deps.notifier.clock.now()).await {
        Ok(_) => Ok(()),
        Err(error @ SendError::Refused { .. }) => Err(Failure::Permanent(error.into())),
        Err(error) => Err(error.into()),
    }
}

/// The link to all bookings of an address. Their newest booking has the address itself, the name and the language.
async fn privacy_link(deps: &Deps, mailer: &Mailer, client_key: &str) -> Result<Option<Email>, Failure> {
    let table = &deps.notifier.table;
    let bookings = table.bookings_of(client_key, MAX_BOOKINGS).await?;
    let is_theirs =
        |booking: &Booking| booking.erased_at.is_none() && booking.client_key.as_deref() == Some(client_key);
    let Some(booking) = bookings.into_iter().find(is_theirs) else { return Ok(None) };
    platform::log_reference(booking.reference.as_str());
    let epoch = table.address_state_of(client_key).await?.link_epoch;
    let page = deps.links.for_privacy(client_key, epoch).await?;
    Ok(Some(mailer.write_privacy_link(&booking, &page)?))
}

/// The code for a booking's new address, while it is good.
async fn code(deps: &Deps, mailer: &Mailer, reference: &Reference) -> Result<Option<Email>, Failure> {
    platform::log_reference(reference.as_str());
    let table = &deps.notifier.table;
    let Some(change) = table.email_change(reference).await? else { return Ok(None) };
    let Some(booking) = table.booking_now(reference).await? else { return Ok(None) };
    let code = deps.links.tokens.code(reference, &change.email.normalised(), &change.nonce).await?;
    Ok(Some(mailer.write_email_code(&booking, &change.email, &code)?))
}
