//! `GET /v1/consultants`: bookable consultants, earliest availability first.

mod cursor;
mod filter;
mod summaries;

use std::sync::Arc;

use domain::{
    consultant::Card,
    time::{Instant, Interval},
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{Answer, ConsultantView, Settings, ZoneOffsets, json_cached};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use scheduling::AvailabilitySummary;
use serde_json::json;
use table::{Table, TableError};

use crate::{
    cursor::Cursor,
    filter::Filter,
    summaries::{AT_ONCE, SummaryCache},
};

/// Consultants on a page of the list.
const PAGE: usize = 100;

/// A consultant with the summary and the next slot that fits.
type Listed<'a> = (&'a Card, Option<&'a AvailabilitySummary>, Option<Interval>);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    settings: Settings,
    #[env(default)]
    summaries: SummaryCache,
}

/// Returns the consultants that pass the filters by their next slot, 100 a page; those without one come last.
///
/// # Errors
/// 422 for invalid filters.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let company = deps.table.settings().await?;
    let filter = Filter::parse(&request, deps.settings.with(&company).timezone)?;
    let now = deps.clock.now();
    let mut cards = deps.table.directory().await?;
    cards.iter_mut().for_each(|card| card.hide(&company.display));
    let summaries = deps.summaries.of(&deps.table, &cards, now).await?;
    let looks: Vec<_> = cards
        .iter()
        .filter(|card| filter.fits(card))
        .map(|card| {
            let summary = summaries.get(&card.summary.id);
            first_time(&deps, &filter, (card, summary), now)
        })
        .collect();
    let mut listed: Vec<Listed<'_>> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
    listed.retain(|(.., next)| next.is_some() || !filter.asks_when());
    listed.sort_by_cached_key(place);
    listed.retain(|one| filter.after.as_ref().is_none_or(|after| place(one) > *after));
    let next_cursor = listed.get(PAGE).and_then(|_| listed.get(PAGE - 1)).map(|last| place(last).to_string());
    let views = listed
        .into_iter()
        .take(PAGE)
        .map(|(card, summary, next)| ConsultantView::new(card, summary).with_next(next).shown_as(&company.display));
    let consultants: Vec<ConsultantView<'_>> = views.collect();
    let offsets = ZoneOffsets::around(now, consultants.iter().map(ConsultantView::timezone));
    let mut answer = json!({ "consultants": consultants, "offsets": offsets });
    if let Some(cursor) = next_cursor {
        answer["nextCursor"] = cursor.into();
    }
    json_cached(&request, "public, max-age=60", &answer)
}

fn place((card, _, next): &Listed<'_>) -> Cursor {
    Cursor::new(*next, &card.summary.id)
}

/// A consultant's next slot or, if the client limits days or hours, the next slot within them.
async fn first_time<'a>(
    deps: &Deps,
    filter: &Filter,
    (card, summary): (&'a Card, Option<&'a AvailabilitySummary>),
    now: Instant,
) -> Result<Listed<'a>, TableError> {
    let next = match summary.filter(|_| card.accepting_bookings) {
        None => None,
        Some(summary) if !filter.asks_when() => summary.next,
        Some(summary) => summary.first(&deps.table, filter.range(now), filter.part, filter.timezone).await?,
    };
    Ok((card, summary, next))
}
