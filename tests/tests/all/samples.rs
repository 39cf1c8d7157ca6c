//! Every function is invoked with its sample in `events/`, as Lambda would do it, in a world that matches the sample;
//! its answers and events must match the contract and the schemas.

use std::collections::BTreeSet;

use emulator::Service;
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use sam::{DEPLOYED, System};
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, contract, ordinary, published};

/// The client, the consultant, the booking, and the bounced mail in the samples.
const ADA: &str = "ada@example.com";
const ANNA: &str = "anna-schmidt";
const REFERENCE: &str = "VLT-20261123-7KXMPR";
const MESSAGE_ID: &str = "sample-message-id";
/// The order for many bookings, and the export.
const ORDER: &str = "01JDCW5ZK0T8Q1W2E3R4T5Y6U7";

/// The required state before a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// A meeting is booked and all notifications are sent.
    Booked,
    /// A meeting is booked, and its event is not on the bus yet.
    NotNotified,
    /// In a minute the client will be reminded.
    Nearing,
    /// The meeting is over, and in a minute the consultant will be asked.
    Over,
    /// The consultant was asked for the outcome.
    AwaitingAttendance,
    /// It took place.
    Completed,
    /// In a minute its client will be thanked.
    DayAfter,
    /// Its client was thanked.
    Thanked,
    /// Its client asked for the link to all bookings.
    Linked,
}

fn scene_of(function: &str) -> Scene {
    match function {
        "notify-mail" | "notify-sms" | "notify-chat" | "schedule-jobs" => Scene::NotNotified,
        "send-reminder" => Scene::Nearing,
        "give-feedback" | "check-attendance" => Scene::Over,
        "show-attendance" | "mark-attendance" => Scene::AwaitingAttendance,
        "erase-privacy" => Scene::Completed,
        "send-follow-up" => Scene::DayAfter,
        "unsubscribe" => Scene::Thanked,
        "list-privacy" => Scene::Linked,
        _ => Scene::Booked,
    }
}

/// The booking of a scene, and the token that its sample's operation takes.
struct Spoken {
    reference: String,
    token: String,
}

fn consultants_address() -> String {
    format!("{ANNA}@consultants.example")
}

/// Books Tuesday, 11:00 to 12:00 in Berlin, and goes on to the scene.
async fn play(world: &World, scene: Scene) -> Spoken {
    if scene == Scene::NotNotified {
        world.refuse(Service::Events, "InternalException");
    }
    let mut body = booking_body(ANNA, "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    let made = world.post("/v1/bookings", &body).await.expect(201);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let spoken = Spoken { reference: text(&made["booking"]["reference"]), token: text(&made["manageToken"]) };
    match scene {
        Scene::NotNotified => {}
        Scene::Booked => world.settle().await,
        Scene::Linked => {
            world.settle().await;
            world.post("/v1/privacy/request", &json!({ "email": ADA })).await.expect(202);
            world.settle().await;
        }
        Scene::Nearing => world.set_clock("2026-11-23T09:59:00Z").await,
        Scene::Over => world.set_clock("2026-11-24T11:14:00Z").await,
        Scene::AwaitingAttendance => world.set_clock("2026-11-24T11:20:00Z").await,
        Scene::Completed | Scene::DayAfter | Scene::Thanked => {
            world.set_clock("2026-11-24T11:05:00Z").await;
            let path = format!("/v1/admin/bookings/{}/complete", spoken.reference);
            world.post_as(&path, &world.admin().await, &json!({})).await.expect(200);
            world.settle().await;
        }
    }
    let token = match scene {
        Scene::AwaitingAttendance => {
            world.email_to(&consultants_address(), "attendance_check").await.carried_by("/attendance#")["token"].clone()
        }
        Scene::DayAfter => {
            world.set_clock("2026-11-25T10:59:00Z").await;
            spoken.token
        }
        Scene::Linked => world.email_to(ADA, "privacy_link").await.carried_by("/privacy#")["token"].clone(),
        Scene::Thanked => {
            world.advance("P1D").await;
            world.email_to(ADA, "post_meeting_followup").await.carried_by("/unsubscribe#")["token"].clone()
        }
        _ => spoken.token,
    };
    Spoken { token, ..spoken }
}

/// The sample, with the reference of an existing booking.
async fn about(world: &World, spoken: &Spoken, sample: &Value) -> Value {
    let mut text = sample.to_string().replace(REFERENCE, &spoken.reference);
    if text.contains(MESSAGE_ID) {
        let entry = world.communication(&spoken.reference, "mail", "client").await;
        text = text.replace(MESSAGE_ID, entry["messageId"].as_str().unwrap());
    }
    if text.contains(ORDER) {
        let id =
            if text.contains("WorkBulk") { ordered(world, &spoken.reference).await } else { exported(world).await };
        text = text.replace(ORDER, &id);
    }
    let mut event: Value = serde_json::from_str(&text).unwrap();
    if let Some(authorization) = event.pointer_mut("/headers/authorization") {
        *authorization = json!(format!("Bearer {}", spoken.token));
    }
    if let Some(token) = event.pointer_mut("/queryStringParameters/token") {
        let sample = token.as_str().unwrap().to_owned();
        *token = json!(spoken.token);
        event["rawQueryString"] = json!(event["rawQueryString"].as_str().unwrap().replace(&sample, &spoken.token));
    }
    event
}

/// An order for the booking that waits for its message.
async fn ordered(world: &World, reference: &str) -> String {
    world.refuse(Service::Sqs, "ServiceUnavailable");
    let order = json!({"action": "notes", "references": [reference], "params": {"text": "Called."}, "delaySeconds": 1});
    assert_eq!(world.post_as("/v1/admin/bookings/bulk", &world.admin().await, &order).await.status, 503);
    world.local.faults().clear();
    world.advance("PT2S").await;
    world.items_of("BULK#").await[0]["pk"].as_str().unwrap().strip_prefix("BULK#").unwrap().to_owned()
}

/// An export that waits for its message.
async fn exported(world: &World) -> String {
    world.refuse(Service::Sqs, "ServiceUnavailable");
    assert_eq!(world.post_as("/v1/admin/exports", &world.admin().await, &json!({})).await.status, 503);
    world.local.faults().clear();
    world.items_of("EXPORT#").await[0]["pk"].as_str().unwrap().strip_prefix("EXPORT#").unwrap().to_owned()
}

/// The gateway's answer, from that of a function behind a route.
fn passed_on(answer: &Value) -> Answer {
    assert_ne!(answer["isBase64Encoded"], true, "all that is answered is text");
    let mut headers = HeaderMap::new();
    for (name, value) in answer["headers"].as_object().unwrap() {
        let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
        headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
    }
    let status = StatusCode::from_u16(answer["statusCode"].as_u64().unwrap().try_into().unwrap()).unwrap();
    Answer { status, headers, text: answer["body"].as_str().unwrap_or_default().to_owned() }
}

fn assert_answers_by_the_contract(function: &str, event: &Value, answer: &Value) {
    let answer = passed_on(answer);
    let method: Method = event["requestContext"]["http"]["method"].as_str().unwrap().parse().unwrap();
    let faults = contract::faults(&method, event["rawPath"].as_str().unwrap(), &answer);
    assert!(faults.is_empty(), "{function}: {}", faults.join("\n"));
    match function {
        "unknown-route" => assert_eq!(answer.status, 404, "{function}: {}", answer.text),
        "show-unsubscribe" => assert_eq!(answer.status, 303, "{function}: {}", answer.text),
        _ => assert!(answer.status.is_success(), "{function}: {} {}", answer.status, answer.text),
    }
    assert_eq!(answer.header("x-request-id"), event["requestContext"]["requestId"]);
}

/// The effect of a reaction's or a job's sample.
async fn assert_done(world: &World, function: &str, spoken: &Spoken) {
    let templates =
        async |address: &str| world.mail_history(address).await.into_iter().map(|it| it.0).collect::<Vec<_>>();
    let (to_client, to_consultant) = (templates(ADA).await, templates(&consultants_address()).await);
    match function {
        "notify-mail" => {
            assert_eq!(
                (to_client, to_consultant),
                (vec!["booking_confirmation".to_owned()], vec!["new_booking_consultant".to_owned()])
            );
        }
        "notify-sms" => assert_eq!(world.texts().await.len(), 1),
        "notify-chat" => assert_eq!(world.lines().await.len(), 2),
        "schedule-jobs" => assert!(world.pending().await.iter().any(|(kind, _)| kind == "attendance-check")),
        "relay" => assert_eq!(world.get("/_local/events").await.expect(200).as_array().unwrap().len(), 2),
        "record-delivery" => {
            assert_eq!(world.communication(&spoken.reference, "mail", "client").await["delivery"], "bounced");
            assert_eq!(to_consultant.last().unwrap(), "undelivered_consultant");
        }
        "send-reminder" => assert_eq!(to_client.last().unwrap(), "reminder_24h"),
        "check-attendance" => assert_eq!(to_consultant.last().unwrap(), "attendance_check"),
        "send-follow-up" => assert_eq!(to_client.last().unwrap(), "post_meeting_followup"),
        "work-bulk" => {
            let notes = world.everything_of(&spoken.reference).await["notes"].clone();
            assert_eq!(notes.as_array().unwrap().len(), 1);
        }
        "write-export" => {
            let export = world.items_of("EXPORT#").await[0]["body"].as_str().unwrap().to_owned();
            assert!(export.contains(r#""state":"done""#), "{export}");
        }
        // They look for due work, and there is none.
        "reconcile" => assert!(world.repairs().await.is_empty()),
        "apply-retention" => assert_eq!(to_client.len(), 1),
        // It changes nothing; accounts.rs has its answers.
        "map-groups" => assert_eq!(to_client.len(), 1),
        _ => panic!("what {function} does is not looked at"),
    }
}

async fn take_samples(folder: &str) {
    let samples = published::samples();
    for function in published::crates(folder) {
        let world = World::with(&[ordinary(ANNA)]).await;
        let scene = scene_of(&function);
        let spoken = play(&world, scene).await;
        let event = about(&world, &spoken, &samples[&function]).await;
        let answer = world.local.functions().invoke(&id_of(&function), event.clone()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{function}: {error}"));
        match folder {
            "api" | "admin" => assert_answers_by_the_contract(&function, &event, &answer),
            _ if event.get("Records").is_some() => assert_eq!(answer, json!({"batchItemFailures": []}), "{function}"),
            _ => assert!(answer.is_object(), "{function}: {answer}"),
        }
        if !matches!(folder, "api" | "admin") {
            assert_done(&world, &function, &spoken).await;
        }
        world.local.faults().clear();
        world.settle().await;
        for event in world.get("/_local/events").await.expect(200).as_array().unwrap() {
            assert_eq!(published::event_faults(event), Vec::<String>::new(), "{function}");
        }
        world.finish().await;
    }
}

/// `list-consultants` for `ListConsultantsFunction`.
fn crate_of(id: &str) -> String {
    let mut name = String::new();
    for email in id.strip_suffix("Function").unwrap_or_else(|| panic!("{id} is not called a function")).chars() {
        if email.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(email.to_ascii_lowercase());
    }
    name
}

/// The logical id of a crate's function.
pub(crate) fn id_of(function: &str) -> String {
    let system = System::parse(DEPLOYED, &[]).unwrap();
    let id = system.functions.keys().find(|id| crate_of(id) == function);
    id.unwrap_or_else(|| panic!("template.yaml has no {function}")).clone()
}

#[test]
fn functions_and_samples_match() {
    let system = System::parse(DEPLOYED, &[]).unwrap();
    let deployed: BTreeSet<String> = system.functions.keys().map(|id| crate_of(id)).collect();
    let samples: BTreeSet<String> = published::samples().into_keys().collect();
    assert_eq!(samples, deployed);
    let crates: BTreeSet<String> =
        ["api", "admin", "reactions", "jobs"].into_iter().flat_map(published::crates).collect();
    assert_eq!(crates, deployed);
}

#[tokio::test(flavor = "multi_thread")]
async fn api_functions_accept_their_samples() {
    take_samples("api").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn console_functions_accept_their_samples() {
    take_samples("admin").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_accept_their_samples() {
    take_samples("reactions").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_accept_their_samples() {
    take_samples("jobs").await;
}
