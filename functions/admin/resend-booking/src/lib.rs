//! `POST /v1/admin/bookings/{reference}/resend`: has a booking's state told once more, and jobs that failed done again.

use std::sync::Arc;

use aws_sdk_sqs::Client;
use domain::{
    booking::{Booking, Channel, JobFunction, JobMessage, Recipient},
    fault::{FaultCode, Faults},
    fields::Fields,
    ids::Reference,
};
use http_api::{Account, Answer, Problem, idempotency, json, optional_body, path_reference, was_done};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, ConfigError, Env, Error};
use serde::Serialize;
use serde_json::{Map, Value, json};
use table::Table;
use worker::{Detail, Envelope};

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    client: Client,
    clock: Clock,
    notify_mail: String,
    notify_sms: String,
    notify_chat: String,
    send_reminder: String,
    check_attendance: String,
    send_follow_up: String,
    record_delivery: String,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            client: Client::new(&env.sdk),
            clock: env.clock.clone(),
            notify_mail: env.config.required("NOTIFY_MAIL_QUEUE_URL")?,
            notify_sms: env.config.required("NOTIFY_SMS_QUEUE_URL")?,
            notify_chat: env.config.required("NOTIFY_CHAT_QUEUE_URL")?,
            send_reminder: env.config.required("SEND_REMINDER_QUEUE_URL")?,
            check_attendance: env.config.required("CHECK_ATTENDANCE_QUEUE_URL")?,
            send_follow_up: env.config.required("SEND_FOLLOW_UP_QUEUE_URL")?,
            record_delivery: env.config.required("RECORD_DELIVERY_QUEUE_URL")?,
        })
    }
}

/// Whom to tell once more, and how.
struct ResendCommand {
    channel: Channel,
    recipient: Recipient,
}

/// Puts it on its way; 202, because it is sent in a moment. The same request with the same key is not sent again.
///
/// # Errors
/// 401 and 403 for others than admins and the meeting's own consultant, 404 for no booking (of theirs), 422 for a
/// channel or recipient that there isn't, or if the key stands for another request.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let account = Account::of(&request)?;
    let reference = path_reference(&request).map_err(|_| Problem::no_booking())?;
    let booking = account.open(deps.table.booking_now(&reference).await?)?;
    let command = parse(&optional_body(&request)?, &booking)?;
    let asked = (command.channel.key(), command.recipient.key());
    let idempotency = idempotency(&request, "resend-booking", reference.as_str(), &asked)?;
    let done = || json(StatusCode::ACCEPTED, &json!({ "reference": reference }));
    if was_done(&deps.table, idempotency.as_ref()).await? {
        return done();
    }
    // First, because the key stands for all of it: those that were planned again have not failed any more.
    jobs_again(&deps, &reference).await?;
    if !deps.table.notify_again(&booking, command.channel, &command.recipient, idempotency.as_ref()).await? {
        let is_done = was_done(&deps.table, idempotency.as_ref()).await?;
        return if is_done { done() } else { Err(Problem::busy("its key was used and is forgotten")) };
    }
    let look = Envelope { detail: Detail::look_at(reference.clone(), deps.clock.now()) };
    let queue = match command.channel {
        Channel::Mail => &deps.notify_mail,
        Channel::Sms => &deps.notify_sms,
        Channel::Chat => &deps.notify_chat,
    };
    put(&deps, queue, &look).await?;
    done()
}

/// Has what was to be done for the booking and failed for good done again.
async fn jobs_again(deps: &Deps, reference: &Reference) -> Result<(), Problem> {
    for task in deps.table.failed_jobs_again(reference).await? {
        let queue = match task.job.kind.function() {
            JobFunction::SendReminder => &deps.send_reminder,
            JobFunction::CheckAttendance => &deps.check_attendance,
            JobFunction::SendFollowUp => &deps.send_follow_up,
            JobFunction::RecordDelivery => &deps.record_delivery,
        };
        let (job, reference, sequence) = (task.job.kind.key(), reference.clone(), task.job.sequence);
        put(deps, queue, &JobMessage { job, reference, sequence }).await?;
    }
    Ok(())
}

/// Without a body: the client, by mail.
fn parse(body: &Map<String, Value>, booking: &Booking) -> Result<ResendCommand, Problem> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
    let unknown = |message: &str| (FaultCode::UnknownValue, message.to_owned());
    let channel = fields.parsed("channel", &mut faults, |text| {
        Channel::from_key(text).ok_or_else(|| unknown("must be mail, sms or chat"))
    });
    let recipient = fields.parsed("recipient", &mut faults, |text| match text {
        "consultant" => Ok(Recipient::Consultant(booking.consultant.id.clone())),
        text => Recipient::from_key(text)
            .ok_or_else(|| unknown("must be client, consultant, team, room.slack or room.generic")),
    });
    let (channel, recipient) = (channel.unwrap_or(Channel::Mail), recipient.unwrap_or(Recipient::Client));
    let fits = match channel {
        Channel::Mail => !matches!(recipient, Recipient::Room(_)),
        Channel::Sms => recipient == Recipient::Client && booking.takes_sms(),
        Channel::Chat => matches!(recipient, Recipient::Room(_)),
    };
    if !fits {
        faults.add("/recipient", FaultCode::UnknownValue, "can't be reached by this channel");
    }
    if faults.is_empty() { Ok(ResendCommand { channel, recipient }) } else { Err(faults.into()) }
}

async fn put(deps: &Deps, queue: &str, message: &impl Serialize) -> Result<(), Problem> {
    let body = serde_json::to_string(message).map_err(|error| Problem::bug(Error::from(error)))?;
    let sent = deps.client.send_message().queue_url(queue).message_body(body).send().await;
    sent.map(|_| ()).map_err(|error| Problem::busy(Error::from(error)))
}
