//! Absences of several consultants at once. The schedules come first: while one of them is open, its time can be booked.

use domain::{
    absence::{Absence, AbsenceRequest, AbsenceState, AbsentConsultants, Then},
    access::{Capability, Reach, Subject},
    consultant::WorkingTime,
    fault::Rule,
    ids::ConsultantId,
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{Answer, Problem, body, json, optional_body, with_header};
use lambda_http::{RequestExt, http::StatusCode};
use serde_json::{Value, json};
use table::{SaveError, TableError};
use ulid::Ulid;

use crate::Call;

/// Schedules written at once.
const AT_ONCE: usize = 8;
/// Attempts for one schedule.
const MAX_ATTEMPTS: usize = 5;
/// Absences of a list.
const LISTED: i32 = 100;

pub(crate) async fn create(call: Call<'_>) -> Answer {
    may_any(&call)?;
    let request = AbsenceRequest::parse(&body(call.request)?)?;
    if request.then != Then::Nothing {
        return Err(Problem::invalid("/then", Rule::Only("nothing")));
    }
    let consultants = consultants(&call, &request).await?;
    let now = call.deps.clock.now();
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let id = Ulid::from_parts(milliseconds, u128::from_le_bytes(call.deps.random.bytes()));
    let mut absence = Absence::new(id.to_string(), &request, consultants, call.staff.id(), now);
    call.deps.table.put_absence(&absence).await?;
    let blackout = absence.blackout();
    let close = |before: &WorkingTime| WorkingTime {
        schedule: before.schedule.with_absence(blackout.clone()),
        ..before.clone()
    };
    for (consultant, version) in change_schedules(&call, &absence, &close).await? {
        let state = version.map_or(AbsenceState::Failed, |version| AbsenceState::Closed { version });
        absence.consultants.insert(consultant, state);
    }
    call.deps.table.put_absence(&absence).await?;
    let mut shown = view(&absence);
    add_bookings(&mut shown, &call, &absence).await?;
    let answer = json(StatusCode::ACCEPTED, &shown)?;
    Ok(with_header(answer, "location", &format!("/v1/admin/absences/{}", absence.id)))
}

/// Takes an absence out of every schedule that it was put into. A second time it changes nothing.
pub(crate) async fn remove(call: Call<'_>) -> Answer {
    optional_body(call.request)?;
    let mut absence = opened(&call).await?;
    let id = absence.id.clone();
    let open = |before: &WorkingTime| WorkingTime { schedule: before.schedule.without_absence(&id), ..before.clone() };
    for (consultant, version) in change_schedules(&call, &absence, &open).await? {
        if version.is_some() {
            absence.consultants.insert(consultant, AbsenceState::Removed);
        }
    }
    absence.removed_at.get_or_insert(call.deps.clock.now());
    call.deps.table.put_absence(&absence).await?;
    json(StatusCode::OK, &view(&absence))
}

pub(crate) async fn show(call: Call<'_>) -> Answer {
    json(StatusCode::OK, &view(&opened(&call).await?))
}

pub(crate) async fn list(call: Call<'_>) -> Answer {
    may_any(&call)?;
    let mut absences = call.deps.table.absences(LISTED).await?;
    absences.retain(|absence| may_change(&call, absence).is_ok());
    json(StatusCode::OK, &json!({ "absences": absences.iter().map(view).collect::<Vec<_>>() }))
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

fn view(absence: &Absence) -> Value {
    let mut shown = json!(absence);
    let consultants = absence.consultants.iter().map(|(id, state)| {
        let mut state = json!(state);
        state["consultantId"] = json!(id);
        state
    });
    shown["consultants"] = Value::Array(consultants.collect());
    let is_waiting = absence.consultants.values().any(|state| *state == AbsenceState::Waiting);
    shown["state"] = json!(if is_waiting { "running" } else { "done" });
    shown
}

/// Adds to each consultant the bookings on the closed dates: they stay, and are the next to be looked at.
async fn add_bookings(shown: &mut Value, call: &Call<'_>, absence: &Absence) -> Result<(), Problem> {
    let now = call.deps.clock.now();
    let reads: Vec<_> = absence.consultants.keys().map(|id| bookings_within(call, id, absence, now)).collect();
    let found: Vec<Vec<Value>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    if let Some(consultants) = shown["consultants"].as_array_mut() {
        for (consultant, bookings) in consultants.iter_mut().zip(found) {
            consultant["bookings"] = Value::Array(bookings);
        }
    }
    Ok(())
}

async fn bookings_within(
    call: &Call<'_>,
    id: &ConsultantId,
    absence: &Absence,
    now: domain::time::Instant,
) -> Result<Vec<Value>, TableError> {
    let Some(stored) = call.deps.table.consultant(id).await? else { return Ok(Vec::new()) };
    let zone = stored.consultant.schedule.timezone;
    let bookings = call.deps.table.bookings_to_come(id, now).await?;
    let is_within = |instant| {
        let date = domain::time::local_date(zone, instant);
        (absence.from..=absence.to).contains(&date)
    };
    let last = chrono::TimeDelta::seconds(1);
    let within =
        bookings.into_iter().filter(|booking| is_within(booking.slot.start) || is_within(booking.slot.end - last));
    Ok(within.map(|booking| json!(booking.reference)).collect())
}
