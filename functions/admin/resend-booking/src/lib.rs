//! `POST /v1/admin/bookings/{reference}/resend`: sends the current state of a booking again and retries failed jobs.

use std::sync::Arc;

use domain::{
    access::Capability,
    booking::{Booking, Channel, Recipient},
    fault::{Faults, Rule},
    fields::Fields,
    ids::Reference,
};
use http_api::{Answer, Problem, Staff, StaffDeps, idempotency, json, optional_body, path_reference, was_done};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, FromEnv};
use serde_json::{Map, Value, json};
use table::{ClientKeys, Table};
use worker::Queues;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    queues: Queues,
    clock: Clock,
    client_keys: ClientKeys,
    staff: StaffDeps,
}

/// The recipient to notify again, and the channel.
struct ResendCommand {
    channel: Channel,
    recipient: Recipient,
}

/// Queues the messages and answers 202, because they are sent a moment later. Repeating the request with the same key
/// doesn't send them again.
///
/// # Errors
/// 401, 403 without the right to change bookings, 404 for an unknown booking or one that the account may not see,
/// 422 for an unknown channel or recipient, or if the key belongs to another request.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let reference = path_reference(&request).map_err(|_| Problem::no_booking())?;
    let booking = staff.open(Capability::ChangeBookings, deps.table.booking_now(&reference).await?)?;
    let command = parse(&optional_body(&request)?, &booking)?;
    let asked = (command.channel.key(), command.recipient.key());
    let idempotency = idempotency(&request, &deps.client_keys, "resend-booking", reference.as_str(), &asked).await?;
    let done = || json(StatusCode::ACCEPTED, &json!({ "reference": reference }));
    if was_done(&deps.table, idempotency.as_ref()).await? {
        return done();
    }
    // Before the key is recorded, because the key covers this too: once the jobs are planned again, they no longer
    // count as failed.
    jobs_again(&deps, &reference).await?;
    if !deps.table.notify_again(&booking, command.channel, &command.recipient, idempotency.as_ref()).await? {
        let is_done = was_done(&deps.table, idempotency.as_ref()).await?;
        return if is_done { done() } else { Err(Problem::busy("the idempotency key was used and has expired")) };
    }
    deps.queues.notify(command.channel, &reference, deps.clock.now()).await.map_err(Problem::busy)?;
    done()
}

/// Plans the booking's permanently failed jobs again.
async fn jobs_again(deps: &Deps, reference: &Reference) -> Result<(), Problem> {
    for task in deps.table.failed_jobs_again(reference).await? {
        deps.queues.run_job(task.job.kind, reference, task.job.sequence).await.map_err(Problem::busy)?;
    }
    Ok(())
}

/// Without a body: the client, by mail.
fn parse(body: &Map<String, Value>, booking: &Booking) -> Result<ResendCommand, Problem> {
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
    if faults.is_empty() { Ok(ResendCommand { channel, recipient }) } else { Err(faults.into()) }
}
