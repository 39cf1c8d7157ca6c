//! The same request twice under one Idempotency-Key is one request, for every operation; and a key used for another
//! request is refused before any other check.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const START: &str = "2026-11-24T11:00:00+01:00";

/// A booking on Tuesday, with its consultant.
async fn world() -> (World, Value) {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    (world, made)
}

/// Posts with a key, without a body if it is null.
async fn post(world: &World, path: &str, token: &str, key: &str, body: &Value) -> Answer {
    let request = world.request(Method::POST, path).bearer_auth(token).header("idempotency-key", key);
    world.send(if body.is_null() { request } else { request.json(body) }).await
}

/// With the booking's manage token.
async fn ask(world: &World, made: &Value, action: &str, key: &str, body: &Value) -> Answer {
    let path = format!("/v1/bookings/{}/{action}", reference_of(made));
    post(world, &path, made["manageToken"].as_str().unwrap(), key, body).await
}

/// The number of entries in a booking's history.
async fn happened(world: &World, made: &Value) -> usize {
    world.everything_of(&reference_of(made)).await["history"].as_array().unwrap().len()
}

#[track_caller]
fn is_reused(answer: &Answer) {
    assert_eq!(answer.problem(422), "idempotency_key_reused");
    assert_eq!(answer.faults(), [(String::new(), "key_reused".to_owned())], "it is the request as a whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_key_works_for_one_booking() {
    let (world, made) = world().await;
    let (ill, away) = (json!({"reason": "ill"}), json!({"reason": "away"}));
    let cancelled = ask(&world, &made, "cancel", "one", &ill).await.expect(200);
    assert_eq!(ask(&world, &made, "cancel", "one", &ill).await.expect(200), cancelled);
    is_reused(&ask(&world, &made, "cancel", "one", &away).await);
    // Where there is nothing left to do, the key records that.
    assert_eq!(ask(&world, &made, "cancel", "two", &away).await.expect(200), cancelled);
    is_reused(&ask(&world, &made, "cancel", "two", &ill).await);
    assert_eq!(happened(&world, &made).await, 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_op_move_uses_its_key() {
    let (world, made) = world().await;
    let (there, later) = (json!({"start": START}), json!({"start": "2026-11-24T15:00:00+01:00"}));
    assert_eq!(ask(&world, &made, "reschedule", "one", &there).await.expect(200)["booking"], made["booking"]);
    is_reused(&ask(&world, &made, "reschedule", "one", &later).await);
    let moved = ask(&world, &made, "reschedule", "two", &later).await.expect(200);
    assert_eq!(ask(&world, &made, "reschedule", "two", &later).await.expect(200), moved);
    // Late, but the same: it doesn't undo a later move.
    let back = json!({"start": "2026-11-25T15:00:00+01:00"});
    let on = ask(&world, &made, "reschedule", "three", &back).await.expect(200);
    assert_eq!(ask(&world, &made, "reschedule", "two", &later).await.expect(200), on);
    assert_eq!(happened(&world, &made).await, 3);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rating_key_works_for_one_rating() {
    let (world, made) = world().await;
    world.set_clock("2026-11-24T12:00:00Z").await;
    let (five, four) = (json!({"rating": 5}), json!({"rating": 4}));
    ask(&world, &made, "feedback", "one", &five).await.expect(200);
    is_reused(&ask(&world, &made, "feedback", "one", &four).await);
    ask(&world, &made, "feedback", "two", &five).await.expect(200);
    is_reused(&ask(&world, &made, "feedback", "two", &four).await);
    ask(&world, &made, "feedback", "three", &four).await.expect(200);
    let replayed = ask(&world, &made, "feedback", "one", &five).await.expect(200);
    assert_eq!(replayed["booking"]["feedback"]["rating"], 4, "the later rating stays");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_retry_repeats_its_answer() {
    let (world, made) = world().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    let token = made["manageToken"].as_str().unwrap();
    let erase = async |token: &str, key: &str, body: &Value| post(&world, "/v1/privacy/erase", token, key, body).await;
    assert_eq!(erase(token, "one", &json!({"confirm": true})).await.expect(200), json!({}));
    for body in [json!({"confirm": true}), Value::Null] {
        assert_eq!(erase(token, "one", &body).await.expect(200), json!({}));
    }
    assert_eq!(erase(token, "two", &json!({"confirm": true})).await.problem(401), "unauthorized");
    // The same key with another token is another key.
    let forged = format!("k1.x.{}", reference_of(&made));
    assert_eq!(erase(&forged, "one", &json!({"confirm": true})).await.problem(401), "unauthorized");
    assert_eq!(happened(&world, &made).await, 3);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_mark_keeps_the_correction() {
    let (world, made) = world().await;
    world.set_clock("2026-11-24T11:20:00Z").await;
    let carried = tests::carried(&world.email_to(ANNA, "attendance_check").await.link("outcome=completed"));
    let path = format!("/v1/attendance/{}", reference_of(&made));
    let mark = async |key: &str, outcome: &str| {
        post(&world, &path, &carried["token"], key, &json!({"outcome": outcome})).await
    };
    assert_eq!(mark("one", "completed").await.expect(200)["status"], "completed");
    assert_eq!(mark("one", "completed").await.expect(200)["status"], "completed");
    is_reused(&mark("one", "no_show").await);
    mark("two", "completed").await.expect(200);
    is_reused(&mark("two", "no_show").await);
    let admin = world.admin().await;
    let act = async |action: &str, key: &str| {
        let path = format!("/v1/admin/bookings/{}/{action}", reference_of(&made));
        post(&world, &path, &admin, key, &Value::Null).await.expect(200)["booking"]["status"].clone()
    };
    assert_eq!(act("no-show", "one").await, "no_show");
    assert_eq!(act("complete", "one").await, "completed");
    for (action, key) in [("no-show", "one"), ("complete", "one")] {
        assert_eq!(act(action, key).await, "completed", "it was done, and something else since");
    }
    assert_eq!(act("no-show", "two").await, "no_show");
    assert_eq!(mark("one", "completed").await.expect(200)["status"], "no_show");
    assert_eq!(happened(&world, &made).await, 5);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resend_key_sends_once() {
    let (world, made) = world().await;
    let admin = world.admin().await;
    let path = format!("/v1/admin/bookings/{}/resend", reference_of(&made));
    let resend = async |key: &str, body: &Value| {
        let answer = post(&world, &path, &admin, key, body).await;
        world.settle().await;
        // A notification that met another to the same recipient is retried in a moment.
        world.advance("PT1M").await;
        answer
    };
    let by_mail = json!({"channel": "mail", "recipient": "client"});
    for body in [&Value::Null, &by_mail] {
        let answer = resend("one", body).await.expect(202);
        assert_eq!(answer["reference"], made["booking"]["reference"]);
        assert_eq!(world.mail_history(ADA).await.len(), 2, "the confirmation, and its repetition");
    }
    let other = json!({"channel": "chat", "recipient": "room.slack"});
    is_reused(&resend("one", &other).await);
    assert_eq!(world.lines().await.len(), 2, "one in each room");
    resend("two", &by_mail).await.expect(202);
    assert_eq!(world.mail_history(ADA).await.len(), 3);
    world.finish().await;
}

#[tokio::test]
async fn used_key_problem_is_translated() {
    let (world, made) = world().await;
    ask(&world, &made, "cancel", "one", &json!({"reason": "ill"})).await.expect(200);
    let path = format!("/v1/bookings/{}/cancel", reference_of(&made));
    let request = world.request(Method::POST, &path).bearer_auth(made["manageToken"].as_str().unwrap());
    let request = request.header("idempotency-key", "one").header("accept-language", "de").json(&json!({}));
    let problem = world.send(request).await.expect(422);
    assert!(problem["detail"].as_str().unwrap().starts_with("Dieser Idempotency-Key wurde"), "{problem}");
    assert_eq!(problem["errors"][0]["message"], "ist nicht, wofür dieser Schlüssel steht");
    world.finish().await;
}
