//! Phone, company, position, language.

use domain::{booking::OwnDetails, ids::Reference};
use http_api::{Answer, body};
use lambda_http::Request;

use crate::Deps;

/// Corrects the details. With another phone number, client and consultant hear of the meeting anew.
pub(crate) async fn correct(deps: &Deps, request: &Request, reference: &Reference) -> Answer {
    let booking = &deps.booking;
    let open = || booking.open(request, reference);
    let found = open().await?;
    let wanted = OwnDetails::parse(&body(request)?, &found)?;
    let command = booking.command(request, "correct-contact", reference, &wanted).await?;
    if !wanted.is_of(&found) {
        deps.count(&found).await?;
    }
    let (wanted, command) = (&wanted, &command);
    let attempt = |found, now| async move { deps.correct((wanted, command), found, now).await };
    booking.shown(&booking.attempt(command, found, open, attempt).await?).await
}
