//! Mistakes in the template are detected: each is made once, in a copy, and breaks a property that every other test
//! relies on.

use std::time::Duration;

use local::{Local, Options, Seed};
use sam::DEPLOYED;
use tests::{ApiClient, MONDAY, data_of, ordinary, seed_file, start_at};

/// A system on a template in which the first occurrence of a text after another is replaced.
struct Mistaken {
    local: Local,
    client: ApiClient,
    _folder: tempfile::TempDir,
}

impl Mistaken {
    async fn start(after: &str, text: &str, by: &str) -> Self {
        let (before, rest) = DEPLOYED.split_once(&format!("\n  {after}:\n")).unwrap();
        let (between, end) = rest.split_once(text).unwrap();
        let template = format!("{before}\n  {after}:\n{between}{by}{end}");
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(data_of(&folder), start_at(MONDAY));
        options.seed = Seed::File(seed_file(&folder, &[ordinary("anna")]));
        let local = Local::start_changed(options, &template).await.unwrap();
        let client = ApiClient::new(local.url());
        Self { local, client, _folder: folder }
    }

    async fn book(&self) -> u16 {
        self.client.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.status.as_u16()
    }

    async fn offers(&self) -> u16 {
        self.client.get("/v1/availability?consultantId=anna&duration=60").await.status.as_u16()
    }

    async fn mails(&self) -> usize {
        self.local.settle(Duration::from_secs(60)).await.unwrap();
        let mails = self.client.get("/_local/mail.json").await.expect(200);
        mails.as_array().map_or(0, Vec::len)
    }

    async fn stop(self) {
        self.local.stop().await;
    }
}

#[tokio::test]
async fn unchanged_template_books_and_sends() {
    let system = Mistaken::start("CreateBookingFunction", "Sells a slot", "Sells a slot").await;
    assert_eq!((system.offers().await, system.book().await), (200, 201));
    assert!(system.mails().await >= 2);
    system.stop().await;
}

#[tokio::test]
async fn missing_right_fails_the_booking() {
    let system = Mistaken::start("CreateBookingFunction", ", dynamodb:PutItem", "").await;
    assert_eq!((system.offers().await, system.book().await), (200, 500));
    system.stop().await;
}

#[tokio::test]
async fn missing_key_prefix_fails_availability() {
    let system = Mistaken::start("ListAvailabilityFunction", ", \"CONSULTANT#*\"", "").await;
    assert_eq!((system.offers().await, system.book().await), (500, 201));
    system.stop().await;
}

#[tokio::test]
async fn missing_route_answers_404() {
    let system = Mistaken::start("ListAvailabilityFunction", "Path: /v1/availability}", "Path: /v1/offers}").await;
    assert_eq!((system.offers().await, system.book().await), (404, 201));
    system.stop().await;
}

#[tokio::test]
async fn wrong_filter_or_rule_sends_nothing() {
    for (after, text, by) in
        [("RelayFunction", "EVENT#", "EVENTS#"), ("NotifyMailRule", "booking.confirmed", "booking.confirm")]
    {
        let system = Mistaken::start(after, text, by).await;
        assert_eq!(system.book().await, 201, "{after}");
        assert_eq!(system.mails().await, 0, "{after}");
        system.stop().await;
    }
}

#[tokio::test]
async fn missing_variable_stops_the_start() {
    let template = DEPLOYED.replacen("EVENT_BUS: !Ref Bus\n", "BUS: !Ref Bus\n", 1);
    let folder = tempfile::tempdir().unwrap();
    let error = Local::start_changed(Options::new(data_of(&folder), start_at(MONDAY)), &template).await.err().unwrap();
    let text = format!("{error:?}");
    assert!(text.contains("RelayFunction") && text.contains("EVENT_BUS"), "{text}");
}
