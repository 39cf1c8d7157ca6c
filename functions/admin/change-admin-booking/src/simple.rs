//! Actions that take no time: cancel, outcomes, sending again, erasure.

use domain::{
    booking::{Booking, Channel, Outcome, Recipient, Status},
    fault::{Faults, Rule},
    fields::Fields,
    text,
};
use http_api::{Answer, Problem, Step, body, json, optional_body, was_done};
use lambda_http::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::call::Call;

/// Cancels the booking; repeating it changes nothing. The client reads the reason.
pub(crate) async fn cancel(call: &Call<'_>) -> Answer {
    let mut faults = Faults::new();
    let body = body(call.request)?;
    let reason = Fields::root(&body).required("reason", &mut faults, |reason| text::lines(reason, text::MAX_NOTES));
    let reason = faults.or(reason)?;
    let command = call.command(&reason).await?;
    let decide = |booking: &Booking, now| {
        if booking.status == Status::Cancelled {
            return Ok(Step::Unchanged);
        }
        call.is_allowed(booking, now)?;
        let actor = call.staff.actor(booking);
        let cancelled = booking.cancel(Some(reason.clone()), actor, &command.request_id, now);
        Ok(Step::change(call.signed(cancelled)))
    };
    call.shown(&call.apply(&command, decide).await?).await
}

/// Records an outcome, or corrects it; repeating it changes nothing.
pub(crate) async fn mark(call: &Call<'_>, outcome: Outcome) -> Answer {
    let command = call.command(&outcome).await?;
    let decide = |booking: &Booking, now| {
        if booking.status == outcome.status() {
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
    let body = body(call.request)?;
    let is_named = |text: &str| {
        if text.trim().eq_ignore_ascii_case(call.reference.as_str()) { Ok(()) } else { Err(Rule::SameReference) }
    };
    let named = Fields::root(&body).required("confirm", &mut faults, is_named);
    faults.or(named)?;
    let command = call.command(&"erase").await?;
    let decide = |booking: &Booking, now| {
        if booking.erased_at.is_some() {
            return Ok(Step::Unchanged);
        }
        call.is_allowed(booking, now)?;
        let actor = call.staff.actor(booking);
        Ok(Step::change(call.signed(booking.erase(actor, &command.request_id, now))))
    };
    call.shown(&call.apply(&command, decide).await?).await
}

/// The recipient to notify again, and the channel.
struct Resend {
    channel: Channel,
    recipient: Recipient,
}

/// Sends the current state of the booking again, and retries failed jobs. Answers 202, because it is sent a moment later.
pub(crate) async fn resend(call: &Call<'_>) -> Answer {
    let (deps, booking) = (call.deps, &call.booking);
    let wanted = read_resend(&optional_body(call.request)?, booking)?;
    let key = call.idempotency(&(wanted.channel.key(), wanted.recipient.key())).await?;
    let done = || json(StatusCode::ACCEPTED, &json!({ "reference": call.reference }));
    let (table, now) = (&deps.booking.table, deps.booking.clock.now());
    if was_done(table, key.as_ref()).await? {
        return done();
    }
    call.is_allowed(booking, now)?;
    // Before the key is recorded, because the key covers this too: once the jobs are planned again, they no longer
    // count as failed.
    for task in table.failed_jobs_again(&call.reference).await? {
        let queued = deps.queues.run_job(task.job.kind, &call.reference, task.job.sequence).await;
        queued.map_err(Problem::busy)?;
    }
    if !table.notify_again(booking, wanted.channel, &wanted.recipient, key.as_ref()).await? {
        let is_done = was_done(table, key.as_ref()).await?;
        return if is_done { done() } else { Err(Problem::busy("the idempotency key was used and has expired")) };
    }
    deps.queues.notify(wanted.channel, &call.reference, now).await.map_err(Problem::busy)?;
    done()
}

/// Without a body: the client, by mail.
fn read_resend(body: &Map<String, Value>, booking: &Booking) -> Result<Resend, Problem> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
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
    if faults.is_empty() { Ok(Resend { channel, recipient }) } else { Err(faults.into()) }
}
