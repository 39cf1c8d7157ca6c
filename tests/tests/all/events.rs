//! What crosses the bus and what is logged: by the book, and nothing of anybody's.

use std::{
    io,
    sync::{Arc, Mutex},
};

use local::aws::{Answer, Fault, Service};
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, published};

/// Everything that a client can say of themselves, in words that occur nowhere else.
const PERSONAL: [&str; 12] = [
    "Zephyrine",
    "Quibblethorpe",
    "zephyrine.q",
    "901820",
    "Snickerdoodle",
    "Flummoxer",
    "Wibblesome",
    "Gobbledygook",
    "Bumfuzzle",
    "Cattywampus",
    "Lollygag",
    "Taradiddle",
];

/// A booking in which all of it is said.
fn telling_body() -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, "zephyrine.q@clients.example");
    body["client"] = json!({
        "firstName": "Zephyrine", "lastName": "Quibblethorpe", "email": "zephyrine.q@clients.example", "phone": "+49 30 901820",
        "company": "Snickerdoodle Inc", "position": "Flummoxer", "website": "https://wibblesome.example/Wibblesome"
    });
    body["subject"] = json!("Gobbledygook");
    body["message"] = json!("Bumfuzzle");
    body["preparationNotes"] = json!("Cattywampus");
    body["preparationMaterials"] = json!(["https://lollygag.example/Lollygag"]);
    body["specialRequirements"] = json!("Taradiddle");
    body
}

fn assert_impersonal(text: &str) {
    for word in PERSONAL {
        assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{word} in {text}");
    }
}

/// Books, moves twice (once to somebody else) and cancels.
async fn a_life(world: &World) {
    let made = world.post("/v1/bookings", &telling_body()).await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00", "duration": 90})).await.expect(200);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00", "consultantId": "ben"})).await.expect(200);
    let path = format!("/v1/bookings/{}/cancel", made["booking"]["reference"].as_str().unwrap());
    world.post_as(&path, made["manageToken"].as_str().unwrap(), &json!({"reason": "Gobbledygook"})).await.expect(200);
    world.settle().await;
}

/// Books, moves, holds the meeting, rates it twice, has it corrected to missed, and is forgotten.
async fn a_life_to_its_end(world: &World) {
    let made = world.post("/v1/bookings", &telling_body()).await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.set_clock("2026-11-24T15:05:00Z").await;
    let (reference, token) = (made["booking"]["reference"].as_str().unwrap(), made["manageToken"].as_str().unwrap());
    let mark = async |what: &str| {
        let path = format!("/v1/admin/bookings/{reference}/{what}");
        world.post_as(&path, &world.admin().await, &json!({})).await.expect(200)
    };
    mark("complete").await;
    for said in [json!({"rating": 4, "comment": "Bumfuzzle"}), json!({"rating": 5})] {
        world.post_as(&format!("/v1/bookings/{reference}/feedback"), token, &said).await.expect(200);
    }
    mark("no-show").await;
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await.expect(200);
    world.settle().await;
}

/// What crossed the bus: by its schema, in order, and nothing of anybody's.
async fn published_by(world: &World, kinds: &[&str]) -> Vec<Value> {
    let answer = world.get("/_local/events").await;
    assert_impersonal(&answer.text);
    let events = answer.json().as_array().unwrap().clone();
    let found: Vec<&str> = events.iter().map(|event| event["detail-type"].as_str().unwrap()).collect();
    assert_eq!(found, kinds);
    for (event, version) in events.iter().zip(1..) {
        assert_eq!(published::event_faults(event), Vec::<String>::new());
        assert_eq!(event["detail"]["bookingVersion"], version);
    }
    events
}

#[tokio::test]
async fn every_event_is_by_its_schema_and_says_nothing_of_anybody() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    a_life(&world).await;
    let kinds = ["booking.confirmed", "booking.rescheduled", "booking.rescheduled", "booking.cancelled"];
    let events = published_by(&world, &kinds).await;
    let moved = &events[2]["detail"]["change"];
    assert_eq!((&moved["oldConsultantId"], &moved["consultantId"]), (&json!("anna"), &json!("ben")));
    assert_eq!(events[3]["detail"]["change"]["reasonGiven"], true);
    world.finish().await;
}

#[tokio::test]
async fn so_are_those_of_a_meeting_that_took_place() {
    let world = World::with(&[ordinary("anna")]).await;
    a_life_to_its_end(&world).await;
    let kinds = [
        "booking.confirmed",
        "booking.rescheduled",
        "booking.completed",
        "booking.feedback_received",
        "booking.feedback_received",
        "booking.no_show",
        "booking.erased",
    ];
    let events = published_by(&world, &kinds).await;
    let change = |index: usize| &events[index]["detail"]["change"];
    assert_eq!((&change(2)["corrected"], &change(5)["corrected"]), (&json!(false), &json!(true)));
    assert_eq!((change(3).get("previousRating"), &change(3)["rating"]), (None, &json!(4)));
    assert_eq!((&change(4)["previousRating"], &change(4)["rating"]), (&json!(4), &json!(5)));
    let actors: Vec<&str> = events.iter().map(|event| event["detail"]["actor"]["kind"].as_str().unwrap()).collect();
    assert_eq!(actors, ["client", "client", "admin", "client", "client", "admin", "client"]);
    world.finish().await;
}

#[test]
fn the_schemas_notice_what_does_not_belong() {
    for (kind, schema) in published::schemas() {
        let mut event = schema["examples"][0].clone();
        assert_eq!(event["detail-type"], kind);
        assert_eq!(published::event_faults(&event), Vec::<String>::new());
        event["detail"]["change"]["email"] = json!("ada@clients.example");
        assert_eq!(published::event_faults(&event).len(), 1, "{kind}");
    }
}

/// Where the log of one test goes.
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

/// Mail, bus and table each fail in their own ways.
fn everything_fails(world: &World) {
    let refusal = |code: &str| Some(Fault::Answer(Answer::refusal(code, "injected")));
    let count = std::sync::atomic::AtomicU32::new(0);
    world.local.faults().add(move |call| {
        let turn = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match (call.service, call.operation) {
            (Service::Ses, _) => refusal(["TooManyRequestsException", "MessageRejected"][turn as usize % 2]),
            (Service::Events, _) => refusal("InternalException"),
            (Service::DynamoDb, "TransactWriteItems" | "GetItem") if turn.is_multiple_of(2) => {
                refusal("ValidationException")
            }
            (Service::DynamoDb, "Query") if turn.is_multiple_of(3) => Some(Fault::Unreached),
            _ => None,
        }
    });
}

#[tokio::test]
async fn what_is_logged_when_all_goes_wrong_says_nothing_of_anybody() {
    let log = Log::default();
    let writer = log.clone();
    // As deployed: template.yaml's LogLevel is info. One thread runs it all, so that its subscriber hears it all.
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    a_life(&world).await;
    let made = world.post("/v1/bookings", &telling_body()).await.expect(201);
    everything_fails(&world);
    let mut ids = Vec::new();
    for _ in 0..4 {
        let mut body = telling_body();
        body["start"] = json!("2026-11-25T11:00:00+01:00");
        let lookup = json!({"reference": made["booking"]["reference"], "email": "zephyrine.q@clients.example"});
        for answer in [
            world.post_with_key("/v1/bookings", "Taradiddle", &body).await,
            world.post("/v1/bookings/lookup", &lookup).await,
            world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await,
        ] {
            assert_impersonal_problem(&answer);
            ids.extend((answer.status == 500).then(|| answer.header("x-request-id").to_owned()));
        }
    }
    world.local.faults().clear();
    world.advance("PT1H").await;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!ids.is_empty() && ids.iter().all(|id| logged.contains(id)), "{ids:?} in {logged}");
    assert_impersonal(&logged);
    assert!(!logged.contains(made["manageToken"].as_str().unwrap()));
    world.finish().await;
}

fn assert_impersonal_problem(answer: &tests::Answer) {
    if answer.status.is_server_error() {
        assert_impersonal(&answer.text);
        assert!(!answer.text.contains("injected"), "what AWS said is for the log alone");
    }
}
