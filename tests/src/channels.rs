//! Text messages, chat rooms, scheduled jobs and metrics, as the local system shows them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{ApiClient, mailbox::minute};

#[derive(Debug, Clone)]
pub struct Sms {
    pub to: String,
    pub template: String,
    pub reference: String,
    pub text: String,
    pub sent_at: String,
}

#[derive(Debug, Clone)]
pub struct ChatPost {
    /// `slack` or `generic`.
    pub room: String,
    pub reference: String,
    pub text: String,
    pub sent_at: String,
    /// The whole post.
    pub body: Value,
}

/// A schedule that hasn't fired.
#[derive(Debug, Clone)]
pub struct PlannedJob {
    pub name: String,
    /// For example `client-24h`.
    pub kind: String,
    pub at: String,
    pub reference: String,
}

impl ApiClient {
    async fn list(&self, path: &str) -> Vec<Value> {
        self.get(path).await.expect(200).as_array().unwrap().clone()
    }

    /// Every text message, oldest first.
    pub async fn texts(&self) -> Vec<Sms> {
        let sms = |it: &Value| Sms {
            to: it["to"][0].as_str().unwrap_or_default().to_owned(),
            template: text(it, "template"),
            reference: text(it, "reference"),
            text: text(it, "text"),
            sent_at: text(it, "sentAt"),
        };
        self.list("/_local/sms.json").await.iter().map(sms).collect()
    }

    /// Every line of every room, oldest first.
    pub async fn lines(&self) -> Vec<ChatPost> {
        let line = |it: &Value| ChatPost {
            room: text(it, "name"),
            reference: text(it, "reference"),
            text: text(it, "text"),
            sent_at: text(it, "sentAt"),
            body: it["body"].clone(),
        };
        self.list("/_local/chat.json").await.iter().map(line).collect()
    }

    /// Every pending schedule, by time.
    pub async fn jobs(&self) -> Vec<PlannedJob> {
        let job = |it: &Value| PlannedJob {
            name: text(it, "name"),
            kind: text(it, "job"),
            at: text(it, "at"),
            reference: text(it, "reference"),
        };
        self.list("/_local/jobs").await.iter().map(job).collect()
    }

    /// Kind and minute of every pending schedule.
    pub async fn pending(&self) -> Vec<(String, String)> {
        self.jobs().await.into_iter().map(|job| (job.kind, minute(&job.at))).collect()
    }

    /// The number of dead letters of a queue.
    pub async fn dead_letters(&self, queue: &str) -> u64 {
        let queues = self.list("/_local/queues").await;
        let found = queues.iter().find(|it| it["name"] == queue).unwrap_or_else(|| panic!("no {queue} in {queues:?}"));
        found["deadLetters"].as_u64().unwrap()
    }

    /// The repairs that `reconcile` counted, by kind of work.
    pub async fn repairs(&self) -> BTreeMap<String, u64> {
        let mut repairs = BTreeMap::new();
        for line in self.list("/_local/metrics").await {
            if let Some(count) = line["Repairs"].as_u64() {
                *repairs.entry(text(&line, "Work")).or_default() += count;
            }
        }
        repairs
    }

    /// Logs in at the console and returns the token. The user with a consultant's address is that consultant.
    pub async fn log_in(&self, email: &str, groups: &[&str]) -> String {
        let answer = self.post("/_local/login", &json!({"email": email, "groups": groups})).await.expect(200);
        text(&answer, "token")
    }

    /// Logs in as an administrator.
    pub async fn admin(&self) -> String {
        self.log_in("chief@magnetiq.example", &["admin"]).await
    }

    /// The full view of a booking for an administrator.
    pub async fn everything_of(&self, reference: &str) -> Value {
        let token = self.admin().await;
        self.get_as(&format!("/v1/admin/bookings/{reference}"), &token).await.expect(200)
    }

    /// The ledger of a recipient's notifications: the newest entry of a kind.
    pub async fn communication(&self, reference: &str, kind: &str, recipient: &str) -> Value {
        let everything = self.everything_of(reference).await;
        let entries = everything["communications"].as_array().unwrap();
        let is_meant = |entry: &&Value| entry["kind"] == kind && entry["recipient"] == recipient;
        let newest = entries.iter().filter(is_meant).max_by_key(|entry| entry["sequence"].as_u64());
        newest.unwrap_or_else(|| panic!("no {kind} to {recipient} in {entries:?}")).clone()
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
