//! The queues by their names, and the calls on them.

use std::{str::FromStr, time::Duration};

use aws_sdk_sqs::{
    Client,
    types::{Message, QueueAttributeName},
};
use futures::future::try_join_all;
use http_api::Problem;
use platform::FromEnv;

/// The largest batch of a receive.
const BATCH: i32 = 10;
/// A receive without waiting asks some servers only, and may miss a queue's last messages.
const WAIT_SECONDS: i32 = 1;
/// Time that a redrive leaves for its last batch and the answer.
const RESERVE: Duration = Duration::from_secs(4);

#[derive(Debug, FromEnv)]
pub struct Queues {
    #[env(sdk)]
    client: Client,
    #[env("QUEUES", default = QueueList::default())]
    list: QueueList,
}

/// The setting: `integration name url dead-letters-url`, separated by commas.
#[derive(Debug, Clone, Default)]
struct QueueList(Vec<Queue>);

/// A queue with its dead letters.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    /// For example `mail`.
    pub(crate) integration: String,
    /// For example `notify-mail`.
    pub(crate) name: String,
    url: String,
    dead_letters: String,
}

/// The approximate numbers of messages.
pub(crate) struct Depth {
    pub(crate) waiting: u64,
    pub(crate) in_flight: u64,
    pub(crate) delayed: u64,
}

impl FromStr for QueueList {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let queue = |entry: &str| match entry.split_whitespace().collect::<Vec<_>>()[..] {
            [integration, name, url, dead_letters] => Ok(Queue {
                integration: integration.to_owned(),
                name: name.to_owned(),
                url: url.to_owned(),
                dead_letters: dead_letters.to_owned(),
            }),
            _ => Err("an entry has other than four parts"),
        };
        text.split(',').map(queue).collect::<Result<_, _>>().map(Self)
    }
}

impl Queues {
    pub(crate) fn all(&self) -> &[Queue] {
        &self.list.0
    }

    /// Counts the messages of a queue.
    pub(crate) async fn depth(&self, queue: &Queue) -> Result<Depth, Problem> {
        self.depth_of(&queue.url).await
    }

    /// Counts the dead letters of a queue.
    pub(crate) async fn dead(&self, queue: &Queue) -> Result<u64, Problem> {
        let depth = self.depth_of(&queue.dead_letters).await?;
        Ok(depth.waiting + depth.in_flight)
    }

    async fn depth_of(&self, url: &str) -> Result<Depth, Problem> {
        let ask = self.client.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
        let answer = ask.send().await.map_err(Problem::busy)?;
        let number = |name: &QueueAttributeName| {
            let text = answer.attributes().and_then(|attributes| attributes.get(name));
            text.and_then(|text| text.parse().ok()).unwrap_or(0)
        };
        Ok(Depth {
            waiting: number(&QueueAttributeName::ApproximateNumberOfMessages),
            in_flight: number(&QueueAttributeName::ApproximateNumberOfMessagesNotVisible),
            delayed: number(&QueueAttributeName::ApproximateNumberOfMessagesDelayed),
        })
    }

    /// Puts up to `most` dead letters back on their queue, as long as there is time. Returns their number, and whether more
    /// are left.
    pub(crate) async fn redrive(&self, queue: &Queue, most: u32) -> Result<(u32, bool), Problem> {
        let mut moved = 0;
        while moved < most && platform::time_left().is_none_or(|left| left > RESERVE) {
            let limit = BATCH.min(i32::try_from(most - moved).unwrap_or(BATCH));
            let receive = self.client.receive_message().queue_url(&queue.dead_letters);
            let receive = receive.max_number_of_messages(limit).wait_time_seconds(WAIT_SECONDS);
            let received = receive.send().await.map_err(Problem::busy)?;
            if received.messages().is_empty() {
                break;
            }
            try_join_all(received.messages().iter().map(|message| self.move_back(queue, message))).await?;
            moved += u32::try_from(received.messages().len()).unwrap_or(0);
        }
        Ok((moved, self.dead(queue).await? > 0))
    }

    /// First sends, then deletes: a crash in between leaves a message twice, which no reaction minds, and never none.
    async fn move_back(&self, queue: &Queue, message: &Message) -> Result<(), Problem> {
        let body = message.body().unwrap_or_default();
        self.client.send_message().queue_url(&queue.url).message_body(body).send().await.map_err(Problem::busy)?;
        let delete = self.client.delete_message().queue_url(&queue.dead_letters);
        delete.set_receipt_handle(message.receipt_handle.clone()).send().await.map_err(Problem::busy)?;
        Ok(())
    }
}
