//! Actions that take no time: outcomes, sending again, erasure.

use domain::{
    booking::{Booking, Channel, JobMessage, Outcome, Recipient},
    fault::{Faults, Rule},
    fields::Fields,
};
use http_api::{Answer, Problem, Step, json, was_done};
use lambda_http::http::StatusCode;
use serde_json::{Map, Value, json};
use table::Resend;

use crate::call::Call;

/// Records an outcome, corrects it, or confirms the system's; repeating it changes nothing.
pub(crate) async fn mark(call: &Call<'_>, outcome: Outcome) -> Answer {
    let command = call.command(&outcome).await?;
    let decide = |booking: &Booking, now| {
        if booking.status == outcome.status() && booking.is_marked_by_person() {
            return Ok(Step::Unchanged);
        }
        call.is_allowed(booking, now)?;
        let actor = call.staff.actor(booking);
        Ok(Step::change(call.signed(booking.record_outcome(outcome, actor, &command.request_id, now))))
    };
    call.shown(&call.apply(&command, decide).await?).await
}

/// Removes the client's data, if the request names the booking once more.
pub(crate) async fn erase(call: &Call<'_>) -> Answer {
    let mut faults = Faults::new();
    let body = call.order.body()?;
    let is_named = |text: &str| {
        if text.trim().eq_ignore_ascii_case(call.reference.as_str()) { Ok(()) } else { Err(Rule::SameReference) }
    };
    let named = Fields::root(&body).required("confirm", &mut faults, is_named);
    faults.or(named)?;
    let command = call.command(&"erase").await?;
    // A message about its last change needs name and address, and goes out first; then a job erases them.
    let is_waiting = call.deps.booking.table.has_unsent(&call.reference).await?;
    let decide = |booking: &Booking, now| {
        if booking.erased_at.is_some() || (is_waiting && booking.erasure_requested_at.is_some()) {
            return Ok(Step::Unchanged);
        }
        call.is_allowed(booking, now)?;
        let actor = call.staff.actor(booking);
        let changed = match is_waiting {
            true => booking.request_erasure(actor, &command.request_id, now),
            false => booking.erase(actor, &command.request_id, now),
        };
        Ok(Step::change(call.signed(changed)))
    };
    call.shown(&call.apply(&command, decide).await?).await
}

/// The recipient to notify again, and the channel; `None` to retry failed jobs alone.
struct Wanted(Option<(Channel, Recipient)>);

/// Sends the current state of the booking again, and retries failed jobs. Answers 202, because it is sent a moment later.
pub(crate) async fn resend(call: &Call<'_>) -> Answer {
    let (deps, booking) = (call.deps, &call.booking);
    let wanted = read_resend(&call.order.optional_body()?, booking)?;
    let asked = wanted.0.as_ref().map(|(channel, recipient)| (channel.key(), recipient.key()));
    let key = call.idempotency(&asked).await?;
    let done = || json(StatusCode::ACCEPTED, &json!({ "reference": call.reference }));
    let (table, now) = (&deps.booking.table, deps.booking.clock.now());
    if was_done(table, key.as_ref()).await? {
        return done();
    }
    call.is_allowed(booking, now)?;
    // A confirmation of a past meeting would be wrong.
    if wanted.0.is_some() {
        booking.can_notify_again(now)?;
    }
    // Before the key is recorded, because the key covers this too: once the jobs are planned again, they no longer
    // count as failed.
    retry_failed_jobs(call).await?;
    let resent = match (&wanted.0, &key) {
        (Some((channel, recipient)), key) => {
            table.notify_again(&call.reference, (*channel, recipient), key.as_ref()).await?
        }
        (None, Some(key)) if !table.use_key(key, &call.reference).await? => Resend::KeyUsed,
        (None, _) => Resend::Planned,
    };
    match resent {
        Resend::Planned => {}
        Resend::RecipientBusy => return Err(Problem::busy("a message to this recipient is on its way")),
        Resend::KeyUsed => {
            let is_done = was_done(table, key.as_ref()).await?;
            return if is_done { done() } else { Err(Problem::busy("the idempotency key was used and has expired")) };
        }
    }
    if let Some((channel, _)) = &wanted.0 {
        deps.queues.notify(*channel, &call.reference, now).await.map_err(Problem::busy)?;
    }
    done()
}

/// Plans the booking's permanently failed jobs again.
async fn retry_failed_jobs(call: &Call<'_>) -> Result<(), Problem> {
    let (table, now) = (&call.deps.booking.table, call.deps.booking.clock.now());
    let Some(ledger) = table.ledger(&call.reference).await? else { return Ok(()) };
    for job in table.retry_failed_jobs(&call.reference, &ledger.jobs, None, now).await? {
        let message = JobMessage { kind: job.kind, reference: call.reference.clone(), sequence: job.sequence };
        call.deps.queues.run_job(&message).await.map_err(Problem::busy)?;
    }
    Ok(())
}

/// Without a body: the client, by mail. `{"jobs": true}`: failed jobs alone.
fn read_resend(body: &Map<String, Value>, booking: &Booking) -> Result<Wanted, Problem> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
    let is_jobs_alone = fields.boolean("jobs", &mut faults) == Some(true);
    let channel = fields
        .parsed("channel", &mut faults, |text| Channel::from_key(text).ok_or(Rule::OneOf(&["mail", "sms", "chat"])));
    let recipient = fields.parsed("recipient", &mut faults, |text| match text {
        "consultant" => Ok(Recipient::Consultant(booking.consultant.id.clone())),
        text => Recipient::from_key(text).ok_or(Rule::OneOf(&[
            "client",
            "consultant",
            "team",
            "room.slack",
            "room.generic",
        ])),
    });
    let (channel, recipient) = (channel.unwrap_or(Channel::Mail), recipient.unwrap_or(Recipient::Client));
    let fits = match channel {
        Channel::Mail => !matches!(recipient, Recipient::Room(_)),
        Channel::Sms => recipient == Recipient::Client && booking.takes_sms(),
        Channel::Chat => matches!(recipient, Recipient::Room(_)),
    };
    if !fits {
        faults.add("/recipient", Rule::ReachableRecipient);
    }
    if faults.is_empty() { Ok(Wanted((!is_jobs_alone).then_some((channel, recipient)))) } else { Err(faults.into()) }
}
