//! Numbers about bookings: `GET /v1/admin/dashboard` and `GET /v1/admin/analytics/{report}`.

mod query;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    access::{Capability, Reach},
    fault::Rule,
    ids::ConsultantId,
    listing::Sort,
    zone::Tz,
};
use http_api::{Answer, Problem, Settings, Staff, StaffDeps};
use lambda_http::Request;
use numbers::{Case, Cases, Period, Zones, report::Input};
use platform::{Clock, FromEnv};
use query::NumbersQuery;
use table::Table;

/// Bookings of a period and the one before that a request computes numbers of: what fits into its memory and time.
const MAX_BOOKINGS: usize = 20_000;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    settings: Settings,
}

/// Shows a report. A viewer's has counts in fives and no lists.
///
/// # Errors
/// 401; 403 without the right, also for another consultant's numbers; 404 for an unknown report; 422 with all faults at
/// once, also for more bookings than one request counts.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let reach = staff.reach(Capability::SeeNumbers)?;
    let zone = deps.settings.now(&deps.table).await?.timezone;
    let now = deps.clock.now();
    let mut asked = query::parse(&request, zone, now)?;
    asked.consultant = consultant(reach, asked.consultant.take())?;
    let zones = zones(&deps, zone, asked.consultant.as_ref()).await?;
    let input = input(&deps, &asked, &zones).await?;
    let report = (asked.report)(&input);
    let is_exact = staff.account.reach(Capability::SeeSmallNumbers) != Reach::Nothing;
    let report = if is_exact { report } else { report.coarse() };
    view::show(&asked, &report, is_exact, (zone, now))
}

/// The consultant whose numbers are shown; `None` for all.
fn consultant(reach: Reach, asked: Option<ConsultantId>) -> Result<Option<ConsultantId>, Problem> {
    match (reach, asked) {
        (Reach::Only(own), Some(asked)) if !own.contains(&asked) => Err(Problem::forbidden()),
        (Reach::Only(own), None) => Ok(own.into_iter().next()),
        (_, asked) => Ok(asked),
    }
}

/// The zones of all consultants, also of those who have left.
async fn zones(deps: &Deps, company: Tz, asked: Option<&ConsultantId>) -> Result<Zones, Problem> {
    let cards = deps.table.whole_directory().await?;
    let consultants: BTreeMap<_, _> = cards.into_iter().map(|card| (card.summary.id, card.timezone)).collect();
    match asked {
        Some(asked) if !consultants.contains_key(asked) => {
            Err(Problem::invalid("?consultantId", Rule::KnownConsultant))
        }
        _ => Ok(Zones { company, consultants }),
    }
}

async fn input(deps: &Deps, asked: &NumbersQuery, zones: &Zones) -> Result<Input, Problem> {
    let period = asked.period;
    // Both periods at once: they touch.
    let both = Period { from: period.previous().from, to: period.to };
    let (starting, created) = tokio::try_join!(
        cases(deps, asked, both, Sort::Start, zones),
        cases(deps, asked, both, Sort::CreatedAt, zones)
    )?;
    let cases = Cases { starting, created };
    let now = deps.clock.now();
    Ok(Input {
        period,
        consultant: asked.consultant.clone(),
        parts: cases.by_part(zones, period, asked.part),
        numbers: cases.numbers(zones, period),
        previous: cases.numbers(zones, period.previous()),
        unmarked: cases.unmarked(zones, period, now),
    })
}

async fn cases(
    deps: &Deps,
    asked: &NumbersQuery,
    period: Period,
    by: Sort,
    zones: &Zones,
) -> Result<Vec<Case>, Problem> {
    let period = period.interval(zones.company);
    let rows = deps.table.rows_within(period, by, asked.consultant.as_ref(), MAX_BOOKINGS).await?;
    let half = u32::try_from(asked.period.days() / 2).unwrap_or(1).max(1);
    let rows = rows.ok_or_else(|| Problem::invalid("?to", Rule::MaxDays(half)))?;
    Ok(rows.iter().map(Case::from).collect())
}
