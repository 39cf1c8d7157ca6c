//! Absences of several consultants at once. The schedules come first: while one of them is open, its time can be booked.

use domain::{
    absence::{Absence, AbsenceRequest, AbsenceState, AbsentConsultants, MAX_ORDERS, Then},
    access::{Capability, Reach, Subject},
    bulk::{Bulk, BulkActor, mails_of},
    consultant::WorkingTime,
    fault::Rule,
    ids::ConsultantId,
    preview::FutureBooking,
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{Answer, Problem, body, idempotency, json, optional_body, with_header};
use lambda_http::{RequestExt, http::StatusCode};
use serde_json::{Value, json};
use table::{Idempotency, Replayed, SaveError, TableError};
use ulid::Ulid;

use crate::Call;

/// Schedules written at once.
const AT_ONCE: usize = 8;
/// Attempts for one schedule.
const MAX_ATTEMPTS: usize = 5;
/// Seconds until the bookings are acted on, if they are: see [`Absence::acts_at`].
const BEFORE_ACTING: i32 = 21;
/// Absences of a list.
const LISTED: i32 = 100;

pub(crate) async fn create(call: Call<'_>) -> Answer {
    may_any(&call)?;
    let object = body(call.request)?;
    let request = AbsenceRequest::parse(&object)?;
    let key = idempotency(call.request, &call.deps.client_keys, "create-absence", call.staff.id(), &object).await?;
    if let Some(absence) = made_before(&call, key.as_ref()).await? {
        return created(&call, &absence).await;
    }
    let consultants = consultants(&call, &request).await?;
    let now = call.deps.clock.now();
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let id = Ulid::from_parts(milliseconds, u128::from_le_bytes(call.deps.random.bytes()));
    let mut absence = Absence::new(id.to_string(), &request, consultants, call.staff.id(), now);
    if request.then != Then::Nothing {
        absence.actor = Some(BulkActor::new(call.staff.id(), &call.staff.account));
    }
    if !call.deps.table.put_new_absence(&absence, key.as_ref()).await? {
        let absence = made_before(&call, key.as_ref()).await?;
        return created(&call, &absence.ok_or_else(|| Problem::busy("the idempotency key was used and has expired"))?)
            .await;
    }
    if absence.action().is_some() {
        // First: a function that ends in the middle leaves an absence that goes on.
        call.deps.bulk.put_absence(&absence.id, BEFORE_ACTING).await.map_err(Problem::busy)?;
    }
    let blackout = absence.blackout();
    let close = |before: &WorkingTime| WorkingTime {
        schedule: before.schedule.with_absence(blackout.clone()),
        ..before.clone()
    };
    let closed = change_schedules(&call, &absence, &close).await;
    // Also if none was closed: the console shows those that wait as running.
    change(&call, &mut absence, |absence| absence.settle(closed.as_deref().unwrap_or_default())).await?;
    closed?;
    if absence.removed_at.is_some() {
        // Meanwhile, and perhaps before its last schedule was closed.
        open(&call, &mut absence).await?;
    }
    created(&call, &absence).await
}

/// 202 with the absence and the bookings on its dates.
async fn created(call: &Call<'_>, absence: &Absence) -> Answer {
    let mut shown = view(call, absence).await?;
    add_bookings(&mut shown, call, absence).await?;
    let answer = json(StatusCode::ACCEPTED, &shown)?;
    Ok(with_header(answer, "location", &format!("/v1/admin/absences/{}", absence.id)))
}

/// The absence that the same request with the same key has made.
async fn made_before(call: &Call<'_>, key: Option<&Idempotency>) -> Result<Option<Absence>, Problem> {
    let Some(key) = key else { return Ok(None) };
    match call.deps.table.replayed(key).await? {
        None => Ok(None),
        Some(Replayed::Other) => Err(Problem::idempotency_key_reused()),
        Some(Replayed::Same(id)) => {
            let absence = call.deps.table.absence(&id).await?;
            absence.map(Some).ok_or_else(|| Problem::bug("a replayed absence is gone"))
        }
    }
}

/// The bookings that an absence would affect. Nothing is written.
pub(crate) async fn preview(call: Call<'_>) -> Answer {
    may_any(&call)?;
    let request = AbsenceRequest::parse(&body(call.request)?)?;
    let consultants = consultants(&call, &request).await?;
    let absence = Absence::new(String::new(), &request, consultants, call.staff.id(), call.deps.clock.now());
    let mut shown =
        json!({ "consultants": absence.consultants.keys().map(|id| json!({"consultantId": id})).collect::<Vec<_>>() });
    add_bookings(&mut shown, &call, &absence).await?;
    let lists = shown["consultants"].as_array().into_iter().flatten();
    let total: usize = lists.filter_map(|it| it["bookings"].as_array()).map(Vec::len).sum();
    let mails = absence.action().map_or(0, |(action, body)| total * mails_of(action, &body));
    (shown["total"], shown["mails"]) = (json!(total), json!(mails));
    json(StatusCode::OK, &shown)
}

/// Takes an absence out of every schedule that it was put into. A second time it changes nothing.
pub(crate) async fn remove(call: Call<'_>) -> Answer {
    optional_body(call.request)?;
    let mut absence = opened(&call).await?;
    let now = call.deps.clock.now();
    // First: who is closing its schedules at this moment opens them again.
    change(&call, &mut absence, |absence| {
        absence.removed_at.get_or_insert(now);
    })
    .await?;
    open(&call, &mut absence).await?;
    json(StatusCode::OK, &view(&call, &absence).await?)
}

/// Takes an absence out of its schedules.
async fn open(call: &Call<'_>, absence: &mut Absence) -> Result<(), Problem> {
    let id = absence.id.clone();
    let open = |before: &WorkingTime| WorkingTime { schedule: before.schedule.without_absence(&id), ..before.clone() };
    let opened = change_schedules(call, absence, &open).await?;
    let opened: Vec<_> = opened.into_iter().filter(|(_, version)| version.is_some()).map(|(id, _)| id).collect();
    change(call, absence, |absence| {
        absence.consultants.extend(opened.iter().map(|id| (id.clone(), AbsenceState::Removed)));
    })
    .await
}

/// Changes an absence as it is stored by now, whatever another request has written meanwhile.
async fn change(call: &Call<'_>, absence: &mut Absence, change: impl Fn(&mut Absence)) -> Result<(), Problem> {
    for _ in 0..MAX_ATTEMPTS {
        let mut changed = absence.clone();
        change(&mut changed);
        if changed == *absence {
            return Ok(());
        }
        if call.deps.table.put_absence(&mut changed).await? {
            *absence = changed;
            return Ok(());
        }
        let stored = call.deps.table.absence(&absence.id).await?;
        *absence = stored.ok_or_else(|| Problem::bug("an absence is gone"))?;
    }
    Err(Problem::busy("the absence kept changing"))
}

pub(crate) async fn show(call: Call<'_>) -> Answer {
    let absence = opened(&call).await?;
    json(StatusCode::OK, &view(&call, &absence).await?)
}

pub(crate) async fn list(call: Call<'_>) -> Answer {
    may_any(&call)?;
    let mut absences = call.deps.table.absences(LISTED).await?;
    absences.retain(|absence| may_change(&call, absence).is_ok());
    let mut shown = Vec::new();
    for absence in &absences {
        shown.push(view(&call, absence).await?);
    }
    json(StatusCode::OK, &json!({ "absences": shown }))
}

/// The absence of the path, if the account may change all schedules that it names.
async fn opened(call: &Call<'_>) -> Result<Absence, Problem> {
    let parameters = call.request.path_parameters();
    let absence = call.deps.table.absence(parameters.first("id").unwrap_or_default()).await?;
    let Some(absence) = absence else {
        // An account without the right doesn't learn that there is none.
        call.staff.may(Capability::ChangeMany, Subject::Company)?;
        return Err(Problem::no_absence());
    };
    may_change(call, &absence)?;
    Ok(absence)
}

/// Checks that the account may close dates of any consultant.
fn may_any(call: &Call<'_>) -> Result<(), Problem> {
    match call.staff.account.reach(Capability::ChangeMany) {
        Reach::Nothing => Err(Problem::forbidden()),
        Reach::All | Reach::Only(_) => Ok(()),
    }
}

fn may_change(call: &Call<'_>, absence: &Absence) -> Result<(), Problem> {
    absence.consultants.keys().try_for_each(|id| call.staff.may(Capability::ChangeMany, Subject::Consultant(id)))
}

async fn consultants(call: &Call<'_>, request: &AbsenceRequest) -> Result<Vec<ConsultantId>, Problem> {
    match &request.consultants {
        AbsentConsultants::All => {
            call.staff.may(Capability::ChangeMany, Subject::Company)?;
            let cards = call.deps.table.directory().await?;
            Ok(cards.into_iter().map(|card| card.summary.id).collect())
        }
        AbsentConsultants::Named(ids) => {
            for id in ids {
                call.staff.may(Capability::ChangeMany, Subject::Consultant(id))?;
            }
            let cards = call.deps.table.whole_directory().await?;
            let is_known = |id: &ConsultantId| cards.iter().any(|card| card.summary.id == *id);
            match ids.iter().position(|id| !is_known(id)) {
                Some(index) => Err(Problem::invalid(format!("/consultantIds/{index}"), Rule::KnownConsultant)),
                None => Ok(ids.clone()),
            }
        }
    }
}

/// Changes the schedules of an absence, and returns the version of each; `None` for one that kept changing.
async fn change_schedules(
    call: &Call<'_>,
    absence: &Absence,
    change: &(impl Fn(&WorkingTime) -> WorkingTime + Sync),
) -> Result<Vec<(ConsultantId, Option<u64>)>, Problem> {
    let writes: Vec<_> = absence
        .consultants
        .keys()
        .map(|id| async move { (id.clone(), change_schedule(call, id, change).await) })
        .collect();
    let written: Vec<_> = stream::iter(writes).buffer_unordered(AT_ONCE).collect().await;
    let (mut versions, mut failure) = (Vec::new(), None);
    for (id, written) in written {
        versions.push((
            id,
            written.unwrap_or_else(|error| {
                tracing::warn!(cause = platform::chain(&error), "an absence left a schedule as it was");
                failure.get_or_insert(error);
                None
            }),
        ));
    }
    match failure {
        // Not one of them: the table is out of reach.
        Some(error) if versions.iter().all(|(_, version)| version.is_none()) => Err(error.into()),
        _ => Ok(versions),
    }
}

async fn change_schedule(
    call: &Call<'_>,
    id: &ConsultantId,
    change: &(impl Fn(&WorkingTime) -> WorkingTime + Sync),
) -> Result<Option<u64>, TableError> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(stored) = call.deps.table.consultant(id).await? else { return Ok(None) };
        let before = WorkingTime::from(&stored.consultant);
        let after = change(&before);
        match call.save(&stored, &before, after).await {
            Ok(stored) => return Ok(Some(stored.schedule.number)),
            Err(SaveError::Stale) => {}
            Err(SaveError::Table(error)) => return Err(error),
        }
    }
    Ok(None)
}

async fn view(call: &Call<'_>, absence: &Absence) -> Result<Value, Problem> {
    let mut shown = json!(absence);
    let consultants = absence.consultants.iter().map(|(id, state)| {
        let mut state = json!(state);
        state["consultantId"] = json!(id);
        state
    });
    shown["consultants"] = Value::Array(consultants.collect());
    if let Some(object) = shown.as_object_mut() {
        object.remove("actor");
    }
    let orders = orders(call, absence).await?;
    let is_waiting = absence.consultants.values().any(|state| *state == AbsenceState::Waiting);
    let is_to_come = absence.action().is_some() && absence.removed_at.is_none() && orders.is_empty();
    let is_running = is_waiting || is_to_come || orders.iter().any(|order| order.state.is_open());
    shown["state"] = json!(if is_running { "running" } else { "done" });
    if absence.action().is_some() {
        shown["orders"] =
            orders.iter().map(|order| json!({"id": order.id, "state": order.state, "total": order.total})).collect();
    }
    Ok(shown)
}

/// The orders for the bookings within an absence, as far as they were given.
async fn orders(call: &Call<'_>, absence: &Absence) -> Result<Vec<Bulk>, TableError> {
    let mut orders = Vec::new();
    if absence.action().is_some() {
        for round in 1..=MAX_ORDERS {
            orders.extend(call.deps.table.bulk(&absence.order_id(round)).await?);
        }
    }
    Ok(orders)
}

/// Adds to each consultant the bookings on the closed dates: they stay, unless the absence says otherwise.
async fn add_bookings(shown: &mut Value, call: &Call<'_>, absence: &Absence) -> Result<(), Problem> {
    let now = call.deps.clock.now();
    let within = |id| scheduling::within_absence(&call.deps.table, absence, id, now);
    let reads: Vec<_> = absence.consultants.keys().map(within).collect();
    let found: Vec<Vec<FutureBooking>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    if let Some(consultants) = shown["consultants"].as_array_mut() {
        for (consultant, bookings) in consultants.iter_mut().zip(found) {
            consultant["bookings"] = bookings.iter().map(|booking| json!(booking.reference)).collect();
        }
    }
    Ok(())
}
