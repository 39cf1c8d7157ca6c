//! The log of a whole run: a line for every invocation, by which one booking can be followed, and no personal data; at
//! the most verbose setting of a deployment (`LogLevel` in template.yaml).

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use emulator::{Answer, Service, instruments::InjectedFault};
use futures::join;
use platform::Logging;
use reqwest::Method;
use sam::{DEPLOYED, System};
use serde_json::{Value, json};
use tests::{World, data_of, ordinary, published, reference_of};
use tracing::{Level, subscriber::DefaultGuard};

use crate::{
    personal::{EMAIL, assert_impersonal, personal_body},
    samples::id_of,
};

/// Further personal data: the clients and addresses in the samples of `events/`, the consultants, the console's users,
/// and the browser's name.
const NOBODYS_BUSINESS: [&str; 12] = [
    "ada@example.com",
    "Lovelace",
    "203.0.113.",
    "sample-token",
    "127.0.0.1",
    "Anna",
    "Schmidt",
    "consultants.example",
    "team@",
    "chief@",
    "Nosybrowser",
    "Bearer",
];

/// The log file of one test.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Logs this thread as deployed functions do. One thread runs a whole world, so no line is missed.
    fn listen(&self, level: Level) -> DefaultGuard {
        let writer = self.clone();
        let logging = Logging::new(level, local::log::crates());
        tracing::subscriber::set_default(logging.subscriber(move || writer.clone()))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    /// The last line of every invocation of a function.
    fn invocations(&self, function: &str) -> Vec<Value> {
        let is_meant = |line: &Value| line["message"] == "invoked" && line["function"] == function;
        self.lines().into_iter().filter(is_meant).collect()
    }
}

/// Mail is refused permanently, and SES's message names the recipient; so does SNS's about a number, for now.
fn providers_refuse(world: &World) {
    let refusal = |code: &str, said: String| Some(InjectedFault::Answer(Answer::refusal(code, &said)));
    world.local.faults().add(move |call| match call.service {
        Service::Ses => refusal("MessageRejected", format!("Address is on a list: Zephyrine <{EMAIL}>")),
        Service::Sns => refusal("Throttled", "Too many messages to +4930901820".to_owned()),
        _ => None,
    });
}

/// Invalid requests of clients, to unknown paths, or to bookings of others.
async fn mistakes(world: &World, made: &Value) {
    let reference = reference_of(made);
    let mut wrong = personal_body();
    wrong["client"]["email"] = json!("Zephyrine Quibblethorpe");
    world.post("/v1/bookings", &wrong).await.expect(422);
    let broken = world.request(Method::POST, "/v1/bookings").header("Content-Type", "application/json");
    world.send(broken.body("{\"subject\": \"Gobbledygook")).await.expect(400);
    world.get("/v1/availability?consultantId=Zephyrine&timezone=Gobbledygook").await.expect(422);
    world.get("/v1/Zephyrine?q=Bumfuzzle").await.expect(404);
    world.get_as("/v1/bookings/Zephyrine", "Gobbledygook").await.expect(401);
    let forged = made["manageToken"].as_str().unwrap().replacen('.', ".Taradiddle", 1);
    world.get_as(&format!("/v1/bookings/{reference}"), &forged).await.expect(401);
    world.get_as(&format!("/v1/bookings/{reference}"), &format!("Flummoxer.{forged}")).await.expect(401);
    let lookup = json!({"reference": reference, "email": "wibblesome@clients.example"});
    world.post("/v1/bookings/lookup", &lookup).await.expect(404);
    // Twice at once: one of them loses.
    let mut body = personal_body();
    body["start"] = json!("2026-11-25T11:00:00+01:00");
    let mut rival = body.clone();
    rival["subject"] = json!("Bumfuzzle");
    let (one, other) =
        join!(world.post_with_key("/v1/bookings", "Taradiddle", &body), world.post("/v1/bookings", &rival));
    assert_eq!(BTreeSet::from([one.status.as_u16(), other.status.as_u16()]), BTreeSet::from([201, 409]));
}

/// A booking that can't be read, because a text stands where a number should: a client's name.
#[allow(clippy::disallowed_methods, reason = "nothing of the product writes such a thing")]
async fn unreadable(world: &World) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let (client, key) = (Client::new(&world.local.sdk_config()), text("BOOKING#VLT-20261123-AAAA"));
    let table = world.local.table_name().unwrap();
    let put = client.put_item().table_name(table).item("pk", key.clone()).item("sk", text("BOOKING"));
    put.item("version", text("Zephyrine")).item("client", text("Quibblethorpe")).send().await.unwrap();
    world.get_as("/v1/bookings/VLT-20261123-AAAA", "k1.AAAA.VLT-20261123-AAAA").await.expect(500);
    let delete = client.delete_item().table_name(table).key("pk", key).key("sk", text("BOOKING"));
    delete.send().await.unwrap();
}

/// Looks a booking up from an address, takes the invite, looks for other times, moves and cancels, while mail can't be
/// sent; one text message makes the function panic.
async fn changes(world: &World, made: &Value) {
    let (reference, token) = (reference_of(made), made["manageToken"].as_str().unwrap());
    let lookup = world.request(Method::POST, "/v1/bookings/lookup").header("User-Agent", "Nosybrowser 1.0");
    let lookup = lookup.header("X-Forwarded-For", "203.0.113.9").json(&json!({"reference": reference, "email": EMAIL}));
    world.send(lookup).await.expect(200);
    world.get(&format!("/v1/bookings/{reference}/invite.ics?token={token}")).await;
    world.get_as(&format!("/v1/bookings/{reference}/availability"), token).await.expect(200);
    world.move_to(made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let mut another = personal_body();
    another["start"] = json!("2026-11-26T11:00:00+01:00");
    another["reminders"] = json!({"email": true, "sms": true});
    let another = world.post("/v1/bookings", &another).await.expect(201);
    world.settle().await;
    providers_refuse(world);
    let path = format!("/v1/bookings/{}/cancel", reference_of(&another));
    let reason = json!({"reason": "Bumfuzzle"});
    world.post_as(&path, another["manageToken"].as_str().unwrap(), &reason).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.local.faults().add(|call| match call.service {
        Service::Sns => panic!("no text message to {EMAIL}"),
        _ => None,
    });
    world.advance("PT1M").await;
    world.local.faults().clear();
    world.advance("PT1M").await;
}

/// The meeting comes, with its reminders, and ends: then its client and its consultant report on it.
async fn end(world: &World, made: &Value) {
    let reference = reference_of(made);
    let newest = world.mails_to(EMAIL).await.pop().unwrap();
    world.set_clock("2026-11-24T15:20:00Z").await;
    let asked = world.email_to("anna@consultants.example", "attendance_check").await.link("outcome=completed");
    world.get_as(&format!("/v1/attendance/{reference}"), &tests::carried(&asked)["token"]).await.expect(200);
    world.mark(&asked, "completed").await.expect(200);
    world.set_clock("2026-11-25T15:20:00Z").await;
    let email = world.email_to(EMAIL, "post_meeting_followup").await;
    world.rate(&email.link("action=feedback"), &json!({"rating": 4, "comment": "Bumfuzzle"})).await.expect(200);
    let unsubscribe = email.unsubscribe.unwrap();
    let path = unsubscribe.strip_prefix(world.local.url()).unwrap();
    world.send(world.request(Method::POST, path)).await.expect(200);
    for what in ["bounce", "complaint"] {
        world.befall(&newest, what).await;
    }
    world.advance("PT1M").await;
}

/// Secrets that only their holders may know: tokens in mails and answers, webhooks, and every other secret.
async fn secrets(world: &World, console: &str, made: &Value) -> BTreeSet<String> {
    let mut secrets = BTreeSet::from([console.to_owned(), made["manageToken"].as_str().unwrap().to_owned()]);
    for mail in world.mails().await {
        secrets.insert(mail.subject.clone());
        let links = world.email(&mail).await.links();
        let links = links.iter().filter(|link| link.contains("token="));
        secrets.extend(links.map(|link| tests::carried(link)["token"].clone()));
    }
    secrets.extend(world.texts().await.into_iter().map(|sms| sms.text));
    secrets.extend(world.lines().await.into_iter().map(|line| line.text));
    let file = std::fs::read_to_string(data_of(&world.folder).join("secrets.json")).unwrap();
    let file: BTreeMap<String, String> = serde_json::from_str(&file).unwrap();
    for secret in file.values() {
        let entries: BTreeMap<String, String> = serde_json::from_str(secret).unwrap();
        secrets.extend(entries.into_values().filter(|value| value.len() > 8));
    }
    secrets.insert("/_local/chat".to_owned());
    secrets
}

/// Every function by its crate's name, `create-booking`.
fn functions() -> BTreeSet<String> {
    ["api", "admin", "reactions", "jobs"].into_iter().flat_map(published::crates).collect()
}

/// A function without work in the run gets its sample.
async fn the_others(world: &World, log: &Log) {
    for function in functions() {
        if log.invocations(&function).is_empty() {
            let sample = published::samples().remove(&function).unwrap();
            world.local.functions().invoke(&id_of(&function), sample).await.unwrap();
        }
    }
}

/// Every invocation is logged once, with its function and its request, and every line names its invocation.
fn assert_every_invocation_is_logged(log: &Log) {
    let mut of_request: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in log.lines() {
        chrono::DateTime::parse_from_rfc3339(line["timestamp"].as_str().unwrap()).unwrap();
        assert!(["DEBUG", "INFO", "WARN", "ERROR"].contains(&line["level"].as_str().unwrap()), "{line}");
        match line["requestId"].as_str() {
            Some(id) => of_request.entry(id.to_owned()).or_default().push(line),
            // Lines of the emulator around the functions.
            None => assert_ne!(line["level"], "INFO", "{line}"),
        }
    }
    for lines in of_request.values() {
        let last = lines.last().unwrap();
        assert_eq!(lines.iter().filter(|line| line["message"] == "invoked").count(), 1, "{lines:?}");
        assert!(last["message"] == "invoked" && last["durationMs"].is_u64(), "{last}");
        for line in lines {
            assert_eq!((&line["function"], &line["coldStart"]), (&last["function"], &last["coldStart"]));
        }
    }
    for function in functions() {
        let lines = log.invocations(&function);
        // Two that ran at once may end in either order.
        let cold = lines.iter().filter(|line| line["coldStart"].as_bool().unwrap()).count();
        assert_eq!(cold, 1, "{function}: {lines:?}");
    }
    assert_eq!(System::parse(DEPLOYED, &[]).unwrap().functions.len(), functions().len());
}

/// Every function that handled a booking logs its reference.
fn assert_a_booking_can_be_followed(log: &Log, reference: &str, request_id: &str) {
    let names = |line: &Value| line["reference"].as_str().is_some_and(|all| all.split(' ').any(|it| it == reference));
    let lines = log.lines();
    let followed: BTreeSet<&str> =
        lines.iter().filter(|line| names(line)).map(|line| line["function"].as_str().unwrap()).collect();
    for function in [
        "create-booking",
        "get-booking",
        "lookup-booking",
        "booking-availability",
        "booking-invite",
        "reschedule-booking",
        "relay",
        "notify-mail",
        "notify-sms",
        "notify-chat",
        "schedule-jobs",
        "record-delivery",
        "send-reminder",
        "check-attendance",
        "show-attendance",
        "mark-attendance",
        "send-follow-up",
        "give-feedback",
        "unsubscribe",
        "get-admin-booking",
        "erase-privacy",
    ] {
        assert!(followed.contains(function), "{function} is not among {followed:?}");
    }
    // By the request id in the client's answer, from the answer to all its follow-ups.
    for function in ["create-booking", "relay", "notify-mail", "notify-chat", "schedule-jobs"] {
        let lines = log.invocations(function);
        assert!(lines.iter().any(|line| names(line) && line["apiRequestId"] == request_id), "{function}: {lines:?}");
    }
}

#[tokio::test]
async fn logs_cover_invocations_without_personal_data() {
    let log = Log::default();
    let _listening = log.listen(Level::DEBUG);
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let mut body = personal_body();
    body["reminders"] = json!({"email": true, "sms": true});
    let answer = world.post("/v1/bookings", &body).await;
    let request_id = answer.header("x-request-id").to_owned();
    let made = answer.expect(201);
    let (reference, token) = (reference_of(&made), made["manageToken"].as_str().unwrap());
    world.settle().await;
    mistakes(&world, &made).await;
    unreadable(&world).await;
    changes(&world, &made).await;
    end(&world, &made).await;
    let console = world.admin().await;
    world.get_as(&format!("/v1/admin/bookings/{reference}"), &console).await.expect(200);
    for q in ["zephyrine", "zephyrine.q@clients.example"] {
        world.post_as("/v1/admin/bookings/search", &console, &json!({ "q": q })).await.expect(200);
    }
    world.get_as("/v1/admin/audit", &console).await.expect(200);
    let secrets = secrets(&world, &console, &made).await;
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await.expect(200);
    world.advance("P1D").await;
    the_others(&world, &log).await;

    let logged = log.text();
    assert_impersonal(&logged);
    for it in NOBODYS_BUSINESS {
        assert!(!logged.contains(it), "{it} in {}", lines_with(&logged, it));
    }
    assert!(secrets.len() > 20, "{}", secrets.len());
    for it in &secrets {
        assert!(!logged.contains(it), "{it} in {}", lines_with(&logged, it));
    }
    assert_every_invocation_is_logged(&log);
    assert_a_booking_can_be_followed(&log, &reference, &request_id);
    assert_failures_are_logged(&log);
    world.finish().await;
}

fn lines_with(logged: &str, what: &str) -> String {
    logged.lines().filter(|line| line.contains(what)).collect::<Vec<_>>().join("\n")
}

fn assert_failures_are_logged(log: &Log) {
    let statuses: BTreeSet<u64> =
        log.invocations("create-booking").iter().map(|line| line["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, BTreeSet::from([201, 400, 409, 422]));
    let route = "GET /v1/bookings/{reference}";
    assert!(log.invocations("get-booking").iter().all(|line| line["route"] == route));
    assert!(log.invocations("unknown-route").iter().any(|line| line["route"] == "$default"));
    let lines = log.lines();
    let cause = |function: &str, level: &str| -> Vec<&str> {
        let is_meant = |line: &&Value| line["function"] == function && line["level"] == level;
        lines.iter().filter(is_meant).map(|line| line["cause"].as_str().unwrap_or_default()).collect()
    };
    let unreadable = cause("get-booking", "ERROR").concat();
    assert!(unreadable.starts_with("an item of kind booking can't be read: "), "{unreadable}");
    let rejected = cause("notify-mail", "ERROR");
    let whole = "it failed for good: the message was refused: MessageRejected: MessageRejected";
    assert!(rejected.contains(&whole), "{rejected:?}");
    let throttled = cause("notify-sms", "WARN");
    assert!(throttled.contains(&"the message was not sent: Throttled"), "{throttled:?}");
    let texts = log.invocations("notify-sms");
    assert!(texts.iter().any(|line| line["failures"] == 1 && line["failed"] == false), "{texts:?}");
    assert!(texts.iter().any(|line| line["failed"] == true), "the one that panicked: {texts:?}");
}

#[tokio::test]
async fn sdk_logs_would_leak_personal_data() {
    let log = Log::default();
    let writer = log.clone();
    // As a filter that names every crate would have it.
    let everything = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(move || writer.clone());
    let _listening = tracing::subscriber::set_default(everything.finish());
    let world = World::with(&[ordinary("anna")]).await;
    world.post("/v1/bookings", &personal_body()).await.expect(201);
    world.finish().await;
    assert!(log.text().contains("Quibblethorpe"));
}
