//! The consultants with their next free time and their load.

use domain::{
    access::{Capability, Subject},
    consultant::Card,
    language::Texts,
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{Answer, Problem, SlotView, json};
use lambda_http::http::StatusCode;
use scheduling::AvailabilitySummary;
use serde::Serialize;
use serde_json::json;
use table::TableError;

use crate::Call;

/// Consultants read at once: two reads each.
const READ_AT_ONCE: usize = 32;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CardView<'a> {
    id: &'a domain::ids::ConsultantId,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    title: &'a Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<&'a str>,
    timezone: domain::zone::Tz,
    default_duration: u32,
    accepting_bookings: bool,
    archived: bool,
    /// For the default duration; absent without any up to the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_available_slot: Option<SlotView>,
    /// Absent for an archived consultant.
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<LoadView>,
}

/// Bookings of the consultant's calendar weeks.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoadView {
    this_week: u32,
    next_week: u32,
}

pub(crate) async fn list(call: Call<'_>) -> Answer {
    let mut cards = call.deps.table.whole_directory().await?;
    cards.retain(|card| call.staff.may(Capability::SeeProfiles, Subject::Consultant(&card.summary.id)).is_ok());
    if cards.is_empty() && call.staff.may(Capability::SeeProfiles, Subject::Company).is_err() {
        return Err(Problem::forbidden());
    }
    let now = call.deps.clock.now();
    let reads: Vec<_> = cards.iter().map(|card| summary(&call, card, now)).collect();
    let summaries: Vec<Option<AvailabilitySummary>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    let consultants: Vec<CardView<'_>> =
        cards.iter().zip(&summaries).map(|(card, summary)| view(card, summary.as_ref())).collect();
    json(StatusCode::OK, &json!({ "consultants": consultants }))
}

async fn summary(
    call: &Call<'_>,
    card: &Card,
    now: domain::time::Instant,
) -> Result<Option<AvailabilitySummary>, TableError> {
    scheduling::summary_with_load(&call.deps.table, &card.summary.id, now).await
}

fn view<'a>(card: &'a Card, summary: Option<&AvailabilitySummary>) -> CardView<'a> {
    let id = &card.summary.id;
    CardView {
        id,
        first_name: &card.summary.first_name,
        last_name: &card.summary.last_name,
        title: &card.summary.title,
        photo: card.photo.as_deref(),
        timezone: card.timezone,
        default_duration: card.default_duration(),
        accepting_bookings: card.accepting_bookings,
        archived: card.archived,
        next_available_slot: summary.and_then(|summary| summary.next).map(|slot| SlotView::free(slot, id)),
        load: summary.map(|summary| {
            let [this_week, next_week] = summary.load();
            LoadView { this_week, next_week }
        }),
    }
}
