//! Another address, confirmed by the code that is mailed there.

use chrono::TimeDelta;
use domain::{
    booking::{Booking, OwnDetails},
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::Fields,
    ids::Reference,
};
use http_api::{Answer, BookingView, Command, EMAIL_CODES, LinksView, Problem, body, json, request_id};
use lambda_http::{Request, http::StatusCode};
use serde::Serialize;
use serde_json::json;
use table::EmailChange;
use worker::LinkOrder;

use crate::Deps;

/// How long a code is good: a mail that is late by half an hour is an exception.
const CODE_LASTS: TimeDelta = TimeDelta::minutes(30);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangedView<'a> {
    booking: BookingView<'a>,
    manage_token: &'a str,
    links: LinksView<'a>,
}

/// `{"email"}` mails a code to the address; `{"code"}` makes it the booking's.
pub(crate) async fn change(deps: &Deps, request: &Request, reference: &Reference) -> Answer {
    let booking = deps.booking.open(request, reference).await?;
    let body = body(request)?;
    let mut faults = Faults::new();
    let fields = Fields::root(&body);
    if fields.is_absent("code") {
        let email = fields.required("email", &mut faults, EmailAddress::parse);
        return ask(deps, &booking, faults.or(email)?).await;
    }
    let code = fields.required("code", &mut faults, |text| Ok(text.trim().to_owned()));
    confirm(deps, request, booking, &faults.or(code)?).await
}

async fn ask(deps: &Deps, booking: &Booking, email: EmailAddress) -> Answer {
    if email.normalised() == booking.client.email.normalised() {
        return Err(Faults::one("/email", Rule::AnotherAddress).into());
    }
    deps.count(booking).await?;
    deps.count_one(EMAIL_CODES, &email.normalised()).await?;
    let (table, now) = (&deps.booking.table, deps.booking.clock.now());
    let random = deps.random.hex::<16>();
    let nonce = deps.booking.links.tokens.nonce(&random).await?;
    let change = EmailChange { email, nonce, ends_at: now + CODE_LASTS };
    if !table.put_email_change(&booking.reference, &change).await? {
        return Err(Problem::unauthorized());
    }
    // The queue has the reference alone: no address waits in it, or in its dead letters.
    let order = LinkOrder::Code { reference: booking.reference.clone() };
    deps.mails.link(&order).await.map_err(Problem::busy)?;
    json(StatusCode::ACCEPTED, &json!({ "endsAt": change.ends_at }))
}

async fn confirm(deps: &Deps, request: &Request, booking: Booking, code: &str) -> Answer {
    let wrong = || Problem::from(Faults::one("/code", Rule::MailedCode));
    let (table, reference) = (&deps.booking.table, booking.reference.clone());
    let change = table.email_change(&reference).await?.ok_or_else(wrong)?;
    if !table.count_code(&reference).await? {
        return Err(wrong());
    }
    let right = deps.booking.links.tokens.code(&reference, &change.email.normalised(), &change.nonce).await?;
    if !is_equal(code, &right) {
        return Err(wrong());
    }
    // The code is used up by the change, so a repetition needs no key.
    let command = Command { request_id: request_id(request), idempotency: None };
    let (email, command) = (&change.email, &command);
    let attempt = |booking: Booking, now| async move {
        let wanted = OwnDetails::with_address(&booking, email.clone());
        deps.correct((&wanted, command), booking, now).await
    };
    let open = || deps.booking.open(request, &reference);
    let changed = deps.booking.attempt(command, booking, open, attempt).await?;
    shown(deps, &changed).await
}

/// Compares codes without telling by the time how much of one is right.
fn is_equal(given: &str, right: &str) -> bool {
    given.len() == right.len() && given.bytes().zip(right.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// The booking with its new links: those that went to the old address open nothing any more.
async fn shown(deps: &Deps, booking: &Booking) -> Answer {
    let company = deps.booking.table.settings().await?;
    let (links, token) = deps.booking.links.for_client(booking, &company).await?;
    let view = ChangedView {
        booking: BookingView::new(booking, deps.booking.settings.with(&company).change_deadline_hours),
        manage_token: &token,
        links: LinksView::from(&links),
    };
    json(StatusCode::OK, &view)
}
