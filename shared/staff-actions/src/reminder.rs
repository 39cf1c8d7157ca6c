//! A reminder to the client at once.

use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Job, JobKind, JobMessage},
    fault::{Faults, Rule},
    fields::Fields,
    time::Instant,
};
use http_api::{Answer, Problem, json, was_done};
use lambda_http::http::StatusCode;
use serde_json::{Map, Value, json};
use table::{JobState, Jobs};

use crate::call::Call;

/// Minutes between two reminders of any kind: one that went out just now says it all.
const PAUSE_MINUTES: i64 = 30;

/// Plans the reminder as a job of the booking, and answers 202, because it is sent a moment later.
pub(crate) async fn send(call: &Call<'_>) -> Answer {
    let channel = read(&call.order.optional_body()?, &call.booking)?;
    let key = call.idempotency(&channel.key()).await?;
    let done = || json(StatusCode::ACCEPTED, &json!({ "reference": call.reference }));
    let (table, now) = (&call.deps.booking.table, call.deps.booking.clock.now());
    if was_done(table, key.as_ref()).await? {
        return done();
    }
    call.is_allowed(&call.booking, now)?;
    let ledger = table.ledger(&call.reference).await?.ok_or_else(Problem::no_booking)?;
    // One of many is planned under the same name again, if its result was lost.
    let minute = u32::try_from(call.order.ordered_at().unwrap_or(now).timestamp() / 60).unwrap_or(0);
    let kind = match channel {
        Channel::Sms => JobKind::SmsNow { minute },
        Channel::Mail | Channel::Chat => JobKind::ReminderNow { minute },
    };
    let job = Job { kind, sequence: ledger.booking.sequence, due: now };
    let is_planned = call.order.ordered_at().is_some() && ledger.jobs.records().iter().any(|it| it.job.kind == kind);
    if !is_planned {
        if was_reminded(&ledger.jobs, now) {
            return Err(Problem::reminded_just_now());
        }
        table.plan_job(&call.reference, &ledger.jobs, &job).await?;
    }
    if let Some(key) = &key {
        // Another request with it has sent the same.
        table.use_key(key, &call.reference).await?;
    }
    let message = JobMessage { kind, reference: call.reference.clone(), sequence: job.sequence };
    call.deps.queues.run_job(&message).await.map_err(Problem::busy)?;
    done()
}

/// Whether the client got a reminder within the last half hour, or is about to.
fn was_reminded(jobs: &Jobs, now: Instant) -> bool {
    jobs.records().iter().any(|record| match record.job.kind {
        JobKind::ReminderNow { .. } | JobKind::SmsNow { .. } if record.is_pending => true,
        kind if kind.reminds_client() => {
            let is_recent = record.entry.at.is_some_and(|at| now - at < TimeDelta::minutes(PAUSE_MINUTES));
            record.entry.state == JobState::Done && is_recent
        }
        _ => false,
    })
}

/// By mail, unless the request asks for a text message.
fn read(body: &Map<String, Value>, booking: &Booking) -> Result<Channel, Problem> {
    let mut faults = Faults::new();
    let channel = Fields::root(body).parsed("channel", &mut faults, |text| match text {
        "mail" => Ok(Channel::Mail),
        "sms" if booking.takes_sms() => Ok(Channel::Sms),
        "sms" => Err(Rule::ReachableRecipient),
        _ => Err(Rule::OneOf(&["mail", "sms"])),
    });
    if faults.is_empty() { Ok(channel.unwrap_or(Channel::Mail)) } else { Err(faults.into()) }
}
