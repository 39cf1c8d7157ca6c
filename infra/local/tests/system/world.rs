use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use emulator::{Answer, Service, instruments::InjectedFault};
use local::{Local, Options, Seed, StartTime};
use serde_json::{Value, json};

use crate::functions;

pub const TEMPLATE: &str = include_str!("../template.yaml");

/// A system in a folder of its own, and a client of it.
pub struct World {
    folder: tempfile::TempDir,
    local: Option<Local>,
    client: reqwest::Client,
}

impl World {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let local = Local::start_with(options(&folder), TEMPLATE, &functions::registry()).await.unwrap();
        Self { folder, local: Some(local), client: reqwest::Client::new() }
    }

    pub fn local(&self) -> &Local {
        self.local.as_ref().unwrap()
    }

    pub fn options(&self) -> Options {
        options(&self.folder)
    }

    pub async fn stop(self) {
        self.local.unwrap().stop().await;
    }

    /// Aborts every task, as a crash would, and starts again on the same data.
    pub async fn crash_and_restart(&mut self) {
        self.crash_and_restart_at(None).await;
    }

    /// The same, with the clock at a later instant.
    pub async fn crash_and_restart_at(&mut self, now: Option<&str>) {
        drop(self.local.take());
        let start = now.map_or(StartTime::Stored, |text| StartTime::At(text.parse().unwrap()));
        let options = Options { start, ..self.options() };
        let local = Local::start_with(options, TEMPLATE, &functions::registry()).await;
        self.local = Some(local.unwrap());
    }

    pub async fn settle(&self) {
        self.local().settle(Duration::from_secs(20)).await.unwrap();
    }

    /// Writes a thing; returns the status.
    pub async fn write(&self, id: &str) -> u16 {
        let mut url = reqwest::Url::parse(self.local().url()).unwrap();
        url.path_segments_mut().unwrap().extend(["v1", "things", id]);
        self.client.post(url).send().await.unwrap().status().as_u16()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.client.post(self.url(path)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> Value {
        self.client.get(self.url(path)).send().await.unwrap().json().await.unwrap()
    }

    pub async fn text(&self, path: &str) -> String {
        self.client.get(self.url(path)).send().await.unwrap().text().await.unwrap()
    }

    pub async fn status(&self, path: &str) -> u16 {
        self.client.get(self.url(path)).send().await.unwrap().status().as_u16()
    }

    pub async fn mail(&self) -> Vec<Value> {
        self.get("/_local/mail.json").await.as_array().unwrap().clone()
    }

    pub async fn advance(&self, by: &str) {
        let (status, body) = self.post("/_local/clock", json!({ "advance": by })).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Refuses the next so many attempts to send a mail.
    pub fn fail_mails(&self, times: u32) {
        let left = AtomicU32::new(times);
        self.local().faults().add(move |call| {
            let fails = call.service == Service::Ses
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
            fails.then(|| InjectedFault::Answer(Answer::refusal("MessageRejected", "injected")))
        });
    }

    /// The messages of the topic's queue, in order.
    pub async fn heard(&self) -> Vec<Value> {
        let events = self.get("/_local/events").await;
        let heard = events.as_array().unwrap().iter().filter(|it| it["detail-type"] == "heard");
        heard.map(|it| it["detail"].clone()).collect()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.local().url())
    }
}

fn options(folder: &tempfile::TempDir) -> Options {
    let start = StartTime::At("2026-11-23T08:00:00Z".parse().unwrap());
    Options { seed: Seed::Empty, ..Options::new(folder.path().join("data"), start) }
}
