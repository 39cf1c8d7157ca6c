//! `GET /v1/privacy/export`: all data stored for a booking, as a file, authorised by its manage token; or for all bookings of
//! an address, by the token of the link that was mailed there.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    booking::{Booking, Utm},
    contact::EmailAddress,
    settings::Consents,
    time::Instant,
};
use http_api::{
    Access, AddressView, Answer, BookingView, HistoryView, OpenedData, Problem, Settings, json, open_data, with_header,
};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use serde::Serialize;
use table::{Communication, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    access: Access,
    settings: Settings,
}

/// All data stored for one booking.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    exported_at: Instant,
    #[serde(flatten)]
    entry: Entry<'a>,
    address: AddressView,
    consent_texts: Texts,
}

/// All data stored for an address.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressExport<'a> {
    exported_at: Instant,
    bookings: Vec<Entry<'a>>,
    address: AddressView,
    consent_texts: Texts,
}

/// The texts that the client agreed to, by their version.
type Texts = BTreeMap<String, Consents>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    booking: BookingView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utm: Option<&'a Utm>,
    /// An address that is still to be confirmed by its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_email: Option<EmailAddress>,
    history: Vec<HistoryView>,
    messages: Vec<Message>,
}

/// A message about the booking, sent or planned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    kind: String,
    recipient: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<String>,
}

/// Exports the data.
///
/// # Errors
/// 401 without a booking's token or that of the newest link to all bookings of an address.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let Access { table, tokens, clock } = &deps.access;
    let exported_at = clock.now();
    match open_data(table, tokens, &request).await? {
        OpenedData::Booking(booking) => {
            let export = Export {
                exported_at,
                entry: entry(&deps, &booking).await?,
                address: table.address_state(&booking).await?.into(),
                consent_texts: texts(table, &[&booking]).await?,
            };
            file(&export, booking.reference.as_str())
        }
        OpenedData::Address(address) => {
            let bookings = address.bookings(table).await?;
            let mut entries = Vec::with_capacity(bookings.len());
            for booking in &bookings {
                entries.push(entry(&deps, booking).await?);
            }
            let consent_texts = texts(table, &bookings.iter().collect::<Vec<_>>()).await?;
            let address = address.state.into();
            file(&AddressExport { exported_at, bookings: entries, address, consent_texts }, "bookings")
        }
    }
}

fn file(export: &impl Serialize, name: &str) -> Answer {
    let disposition = format!("attachment; filename=\"{name}.json\"");
    Ok(with_header(json(StatusCode::OK, export)?, "content-disposition", &disposition))
}

async fn entry<'a>(deps: &Deps, booking: &'a Booking) -> Result<Entry<'a>, Problem> {
    let table = &deps.access.table;
    let ledger = table.ledger(&booking.reference).await?.ok_or_else(Problem::unauthorized)?;
    let events = table.history(&booking.reference).await?;
    let settings = deps.settings.now(table).await?;
    Ok(Entry {
        booking: BookingView::new(booking, settings.change_deadline_hours),
        utm: booking.utm.as_ref(),
        new_email: table.email_change(&booking.reference).await?.map(|change| change.email),
        history: HistoryView::of_client(&events),
        messages: table.communications(&ledger).await?.into_iter().map(message).collect(),
    })
}

/// A ledger entry without its internal fields.
fn message(entry: Communication) -> Message {
    Message {
        kind: entry.kind,
        recipient: entry.recipient,
        state: entry.state,
        due: entry.due,
        settled_at: entry.settled_at,
        delivery: entry.delivery,
    }
}

async fn texts(table: &Table, bookings: &[&Booking]) -> Result<Texts, Problem> {
    let mut texts = Texts::new();
    for booking in bookings {
        let version = &booking.consent.text_version;
        if !texts.contains_key(version) {
            texts.extend(table.consent_texts(version).await?.map(|found| (version.clone(), found)));
        }
    }
    Ok(texts)
}
