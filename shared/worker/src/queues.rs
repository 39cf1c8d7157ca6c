use aws_sdk_sqs::Client;
use domain::{
    booking::{Channel, JobFunction, JobMessage},
    ids::Reference,
    time::Instant,
};
use platform::{Error, FromEnv};
use serde::Serialize;

use crate::{Envelope, LinkOrder};

/// The queues of the functions that send notifications and run jobs, by their URLs.
#[derive(Debug, FromEnv)]
pub struct Queues {
    #[env(sdk)]
    client: Client,
    urls: Urls,
}

#[derive(Debug, FromEnv)]
struct Urls {
    #[env("NOTIFY_MAIL_QUEUE_URL")]
    notify_mail: String,
    #[env("NOTIFY_SMS_QUEUE_URL")]
    notify_sms: String,
    #[env("NOTIFY_CHAT_QUEUE_URL")]
    notify_chat: String,
    #[env("SEND_REMINDER_QUEUE_URL")]
    send_reminder: String,
    #[env("CHECK_ATTENDANCE_QUEUE_URL")]
    check_attendance: String,
    #[env("SEND_FOLLOW_UP_QUEUE_URL")]
    send_follow_up: String,
    #[env("RECORD_DELIVERY_QUEUE_URL")]
    record_delivery: String,
}

/// The queue of `notify-mail`, for functions that need no other.
#[derive(Debug, FromEnv)]
pub struct MailQueue {
    #[env(sdk)]
    client: Client,
    #[env("NOTIFY_MAIL_QUEUE_URL")]
    url: String,
}

impl MailQueue {
    /// Queues the pending mails of a booking.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn notify(&self, reference: &Reference, now: Instant) -> Result<(), Error> {
        put(&self.client, &self.url, &Envelope::look_at(reference.clone(), now)).await
    }

    /// Has a link or a code mailed.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn link(&self, order: &LinkOrder) -> Result<(), Error> {
        put(&self.client, &self.url, order).await
    }
}

async fn put(client: &Client, url: &str, message: &impl Serialize) -> Result<(), Error> {
    let body = serde_json::to_string(message)?;
    client.send_message().queue_url(url).message_body(body).send().await?;
    Ok(())
}

impl Queues {
    /// Queues the pending notifications of a booking on this channel.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn notify(&self, channel: Channel, reference: &Reference, now: Instant) -> Result<(), Error> {
        let url = match channel {
            Channel::Mail => &self.urls.notify_mail,
            Channel::Sms => &self.urls.notify_sms,
            Channel::Chat => &self.urls.notify_chat,
        };
        self.put(url, &Envelope::look_at(reference.clone(), now)).await
    }

    /// Queues a job.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn run_job(&self, message: &JobMessage) -> Result<(), Error> {
        let url = match message.kind.function() {
            JobFunction::SendReminder => &self.urls.send_reminder,
            JobFunction::CheckAttendance => &self.urls.check_attendance,
            JobFunction::SendFollowUp => &self.urls.send_follow_up,
            JobFunction::RecordDelivery => &self.urls.record_delivery,
        };
        self.put(url, message).await
    }

    /// Puts a message on the queue with this URL.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn put(&self, url: &str, message: &impl Serialize) -> Result<(), Error> {
        put(&self.client, url, message).await
    }
}
