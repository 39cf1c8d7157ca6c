//! `GET /v1/bookings/{reference}/invite.ics`: the current calendar invite of a booking.

use std::sync::Arc;

use http_api::{Access, Answer, Query, no_store, path_reference, token_of, with_header};
use invite::Organizer;
use lambda_http::{Body, Request, Response};
use platform::FromEnv;

#[derive(Debug, FromEnv)]
pub struct Deps {
    access: Access,
    organizer: Organizer,
}

/// Returns the invite. Calendars fetch it themselves, so the token may also come as `?token=`: links in mails have one that
/// opens nothing else.
///
/// # Errors
/// 401 without the invite's or the booking's token, 410 once the link has expired.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    let token = token_of(&request).or_else(|| Query::of(&request).text("token").map(str::to_owned));
    let booking = deps.access.open_invite(&reference, token.as_deref()).await?;
    let organizer = deps.organizer.of(&*deps.access.table.settings().await?);
    let invite = invite::for_client(&booking, &organizer);
    let response = Response::new(Body::Text(invite.text));
    let response = with_header(response, "content-type", &invite.content_type);
    let disposition = format!("attachment; filename=\"{reference}.ics\"");
    Ok(no_store(with_header(response, "content-disposition", &disposition)))
}
