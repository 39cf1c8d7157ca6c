//! Accepting an order; a small one without a delay is carried out at once.

use std::time::Duration;

use domain::{
    access::Capability,
    bulk::{Bulk, BulkRequest, Chosen, MAX_AT_ONCE, MAX_BULK},
    fault::Rule,
    ids::Reference,
    listing::ListRequest,
};
use http_api::{Answer, Problem, Staff, body, idempotency, with_header};
use lambda_http::{Request, http::StatusCode};
use staff_actions::{ChunkEnd, NewBulk};
use table::Idempotency;

use crate::{Deps, shown};

/// Pages of a selection: more than 1,000 bookings on pages of 100, if some are short.
const MAX_PAGES: usize = 40;
/// Rows of a page.
const PAGE: usize = 100;
/// Left for the answer, until the request's deadline.
const ANSWER: Duration = Duration::from_secs(2);
/// The same for an order of one or ten bookings, in a process without a deadline.
const AT_ONCE: Duration = Duration::from_secs(6);

pub(crate) async fn start(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    staff.reach(Capability::ChangeMany)?;
    let object = body(request)?;
    let zone = deps.bulk.actions.booking.settings.now(deps.table()).await?.timezone;
    let wanted = BulkRequest::parse(&object, zone, deps.clock.now())?;
    let keys = &deps.bulk.actions.booking.client_keys;
    let key = idempotency(request, keys, "start-bulk", staff.id(), &object).await?;
    if let Some(bulk) = made_before(deps, key.as_ref()).await? {
        return answer(deps, &bulk).await;
    }
    let is_at_once = wanted.delay_seconds == 0;
    let references = choose(deps, staff, wanted.chosen).await?;
    let is_at_once = is_at_once && references.len() <= MAX_AT_ONCE;
    let new = NewBulk {
        action: wanted.action,
        params: wanted.params,
        references,
        delay_seconds: wanted.delay_seconds,
        agreed: wanted.mails,
        absence: None,
        idempotency: key.as_ref(),
    };
    let Some(bulk) = deps.bulk.accept(staff, new).await? else {
        // The same request did it meanwhile.
        let bulk = made_before(deps, key.as_ref()).await?;
        return answer(deps, &bulk.ok_or_else(|| Problem::busy("the idempotency key was used and has expired"))?).await;
    };
    if !(is_at_once && is_done_at_once(deps, &bulk).await) {
        deps.bulk.enqueue(&deps.queue, &bulk).await?;
    }
    answer(deps, &bulk).await
}

/// Handles the only chunk within the time of the request. What is left then goes the way of every order.
async fn is_done_at_once(deps: &Deps, bulk: &Bulk) -> bool {
    let time = platform::time_left().map_or(AT_ONCE, |left| left.saturating_sub(ANSWER));
    match deps.bulk.run_chunk(&bulk.id, 1, time).await {
        Ok(ChunkEnd::Done) => true,
        Ok(_) => false,
        Err(problem) => {
            tracing::warn!(code = problem.code(), "left an order to its queue");
            false
        }
    }
}

/// 200 with the results if it has ended, else 202.
async fn answer(deps: &Deps, bulk: &Bulk) -> Answer {
    let bulk = deps.table().bulk(&bulk.id).await?.ok_or_else(Problem::no_bulk)?;
    let status = if bulk.state.is_open() { StatusCode::ACCEPTED } else { StatusCode::OK };
    let location = format!("/v1/admin/bulk/{}", bulk.id);
    Ok(with_header(shown(deps, &bulk.id, status).await?, "location", &location))
}

/// The order that the same request with the same key has made.
async fn made_before(deps: &Deps, key: Option<&Idempotency>) -> Result<Option<Bulk>, Problem> {
    let Some(id) = http_api::made_before(deps.table(), key).await? else { return Ok(None) };
    let bulk = deps.table().bulk(&id).await?;
    bulk.map(Some).ok_or_else(|| Problem::bug("a replayed order is gone"))
}

async fn choose(deps: &Deps, staff: &Staff, chosen: Chosen) -> Result<Vec<Reference>, Problem> {
    match chosen {
        Chosen::References(references) => Ok(references),
        Chosen::Selection(list) => select(deps, staff, *list).await,
    }
}

/// The bookings that a list has now, as far as the account may change many.
async fn select(deps: &Deps, staff: &Staff, mut list: ListRequest) -> Result<Vec<Reference>, Problem> {
    let mut references = Vec::new();
    if !staff.restrict(Capability::ChangeMany, &mut list)? {
        return Ok(references);
    }
    (list.page_size, list.cursor) = (PAGE, None);
    let mut place = None;
    for _ in 0..MAX_PAGES {
        let page = deps.table().list(&list, &deps.bulk.actions.booking.client_keys, place.as_ref()).await?;
        references.extend(page.rows.into_iter().map(|row| row.reference));
        if references.len() > MAX_BULK {
            return Err(Problem::invalid("/selection", Rule::MaxEntries(MAX_BULK)));
        }
        match page.next {
            Some(next) => place = Some(next),
            None => return Ok(references),
        }
    }
    Err(Problem::invalid("/selection", Rule::MaxEntries(MAX_BULK)))
}
