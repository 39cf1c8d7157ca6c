//! `GET /v1/privacy/export`: all data stored for a booking, as a file, authorised by its manage token.

use std::sync::Arc;

use domain::{
    booking::{Booking, Utm},
    time::Instant,
};
use http_api::{Access, Answer, BookingView, HistoryView, Problem, Settings, authorise, json, token_of, with_header};
use lambda_http::{Request, http::StatusCode};
use links::Tokens;
use platform::FromEnv;
use serde::Serialize;
use table::{AddressState, Communication, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    access: Access,
    settings: Settings,
}

/// All stored data.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    exported_at: Instant,
    booking: BookingView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utm: Option<&'a Utm>,
    history: Vec<HistoryView>,
    messages: Vec<Message<'a>>,
    address: Address,
}

/// A message about the booking, sent or planned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    kind: &'a str,
    recipient: &'a str,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<&'a str>,
}

/// Delivery state of the client's address; it applies to all future bookings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    complained: bool,
    unsubscribed: bool,
    /// The time since which no mail reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    bounced_at: Option<Instant>,
}

/// Exports the data.
///
/// # Errors
/// 401 without a booking's token, 410 once it has expired.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let token = token_of(&request);
    // The token names the booking; an unreadable one opens nothing.
    let reference = token.as_deref().and_then(Tokens::named).ok_or_else(Problem::unauthorized)?;
    let Access { table, tokens, clock } = &deps.access;
    let now = clock.now();
    let booking = table.booking_now(&reference).await?;
    let booking = authorise(tokens, &reference, booking, token.as_deref(), now).await?;
    let ledger = table.ledger(&reference).await?.ok_or_else(Problem::unauthorized)?;
    let events = table.history(&reference).await?;
    let (communications, address) = (table.communications(&ledger).await?, address(table, &booking).await?);
    let settings = deps.settings.now(table).await?;
    let export = Export {
        exported_at: now,
        booking: BookingView::new(&booking, settings.change_deadline_hours),
        utm: booking.utm.as_ref(),
        history: HistoryView::of_client(&events),
        messages: communications.iter().map(message).collect(),
        address,
    };
    let disposition = format!("attachment; filename=\"{reference}.json\"");
    Ok(with_header(json(StatusCode::OK, &export)?, "content-disposition", &disposition))
}

/// A ledger entry without its internal fields.
fn message(entry: &Communication) -> Message<'_> {
    Message {
        kind: &entry.kind,
        recipient: &entry.recipient,
        state: entry.state,
        due: entry.due,
        settled_at: entry.settled_at,
        delivery: entry.delivery.as_deref(),
    }
}

async fn address(table: &Table, booking: &Booking) -> Result<Address, Problem> {
    let AddressState { complained, unsubscribed, bounced_at } = table.address_state(booking).await?;
    Ok(Address { complained, unsubscribed, bounced_at })
}
