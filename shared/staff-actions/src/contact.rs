//! Correcting a client's contact data.

use domain::{
    booking::{Booking, ContactRequest},
    fault::Rule,
    search::words_of,
    time::Instant,
};
use http_api::{Answer, Command, Problem};
use table::ClientCheck;

use crate::call::Call;

/// Corrects the fields that the request names. With another address or number, the client gets the confirmation anew, the
/// consultant hears of it, and links that went to the old address no longer open the booking.
pub(crate) async fn correct(call: &Call<'_>) -> Answer {
    let wanted = ContactRequest::parse(&call.order.body()?, &call.booking)?;
    let command = call.command(&wanted).await?;
    let (wanted, command) = (&wanted, &command);
    let attempt = |booking, now| async move { correct_now(call, (wanted, command), booking, now).await };
    let deps = &call.deps.booking;
    call.shown(&deps.attempt(command, call.booking.clone(), || call.open(), attempt).await?).await
}

/// Corrects the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn correct_now(
    call: &Call<'_>,
    (wanted, command): (&ContactRequest, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    let deps = &call.deps.booking;
    call.is_current(&booking).await?;
    call.is_allowed(&booking, now)?;
    if wanted.client == booking.client {
        return deps.keep(booking, command).await;
    }
    check_texts(call, wanted, &booking).await?;
    let keys = &deps.client_keys;
    let (key, name) = (keys.of(&wanted.client.email).await?, keys.name(&wanted.client).await?);
    let words = keys.of_words(&words_of(&wanted.client)).await?;
    let actor = call.staff.actor(&booking);
    let changed = booking.correct_contact(wanted, (Some(key), words), actor, &command.request_id, now);
    let changed = call.signed(changed);
    let client = ClientCheck { is_exclusive: false, name: Some(&name) };
    deps.record_of(client, &booking, changed, command.idempotency.as_ref()).await
}

/// Checks that text messages of the booking, if it has any, may go to a number that is new: as a sale does.
async fn check_texts(call: &Call<'_>, wanted: &ContactRequest, booking: &Booking) -> Result<(), Problem> {
    let deps = &call.deps.booking;
    let is_new = booking.reminders.sms && wanted.client.phone != booking.client.phone;
    let Some(phone) = wanted.client.phone.as_ref().filter(|_| is_new) else { return Ok(()) };
    if deps.table.settings().await?.texts_to(phone, deps.settings.timezone) {
        return Ok(());
    }
    Err(Problem::invalid("/client/phone", Rule::TextedCountry))
}
