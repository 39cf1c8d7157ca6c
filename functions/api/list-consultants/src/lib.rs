//! `GET /v1/consultants`: bookable consultants, earliest availability first.

mod filter;
mod summaries;

use std::sync::Arc;

use domain::{
    consultant::Card,
    time::{Instant, Interval},
};
use http_api::{Answer, ConsultantView, Problem, Settings, SiteSettings, ZoneOffsets, json_cached};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use scheduling::AvailabilitySummary;
use serde_json::json;
use table::Table;

use crate::{filter::Filter, summaries::SummaryCache};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    site: SiteSettings,
    clock: Clock,
    settings: Settings,
    #[env(default)]
    summaries: SummaryCache,
}

/// Returns the consultants that pass the filters by their next slot; those without one come last.
///
/// # Errors
/// 422 for invalid filters.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let filter = Filter::parse(&request, deps.settings.timezone)?;
    let now = deps.clock.now();
    let cards = deps.table.directory().await?;
    let summaries = deps.summaries.of(&deps.table, &cards, now).await?;
    let mut listed: Vec<(&Card, Option<&AvailabilitySummary>, Option<Interval>)> = Vec::new();
    for card in cards.iter().filter(|card| filter.fits(card)) {
        let summary = summaries.get(&card.summary.id);
        let next = first_time(&deps, &filter, card, summary, now).await?;
        if next.is_some() || !filter.asks_when() {
            listed.push((card, summary, next));
        }
    }
    listed.sort_by_key(|(card, _, next)| (next.is_none(), next.map(|slot| slot.start), &card.summary.id));
    let site = deps.site.read().await?;
    let views = listed.into_iter().map(|(card, summary, next)| {
        let testimonial = site.testimonial_on(&card.summary.id);
        ConsultantView::new(card, summary, testimonial).with_next(next)
    });
    let consultants: Vec<ConsultantView<'_>> = views.collect();
    let zone_offsets = ZoneOffsets::around(now, consultants.iter().map(ConsultantView::timezone));
    let answer = json!({ "consultants": consultants, "zoneOffsets": zone_offsets });
    json_cached(&request, "public, max-age=60", &answer)
}

/// A consultant's next slot or, if the client limits days or hours, the next slot within them.
async fn first_time(
    deps: &Deps,
    filter: &Filter,
    card: &Card,
    summary: Option<&AvailabilitySummary>,
    now: Instant,
) -> Result<Option<Interval>, Problem> {
    let Some(summary) = summary.filter(|_| card.accepting_bookings) else { return Ok(None) };
    if !filter.asks_when() {
        return Ok(summary.next);
    }
    Ok(summary.first(&deps.table, filter.range(now), filter.part, filter.timezone).await?)
}
