//! The integrations page: queues, late work, mail, and dead letters sent again.

use emulator::{Answer, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, ordinary};

const PATH: &str = "/v1/admin/integrations";

fn queue(state: &Value, name: &str) -> Value {
    let queues = state["queues"].as_array().unwrap();
    queues.iter().find(|queue| queue["name"] == name).unwrap_or_else(|| panic!("no {name} in {state}")).clone()
}

#[tokio::test]
async fn mail_is_counted_by_its_fate() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    world.settle().await;
    // SES reports deliveries a moment later.
    world.advance("PT1M").await;
    let admin = world.admin().await;
    let mail = world.get_as(PATH, &admin).await.expect(200)["mail"].clone();
    let sent = world.mail_history("ada@clients.example").await.len()
        + world.mail_history("anna@consultants.example").await.len();
    assert!(mail["delivered"].as_u64().unwrap() as usize >= sent, "{mail}");
    assert_eq!((&mail["bounced"], &mail["bounceRate"]), (&json!(0), &json!(0.0)));
    world.finish().await;
}

#[tokio::test]
async fn dead_letters_are_handled_again() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to("ada@clients.example", "MessageRejected");
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    world.settle().await;
    let admin = world.admin().await;
    let state = world.get_as(PATH, &admin).await.expect(200);
    assert_eq!(queue(&state, "notify-mail")["dead"], 1, "{state}");
    assert_eq!(queue(&state, "notify-sms")["dead"], 0);
    world.local.faults().clear();
    let path = format!("{PATH}/mail/redrive");
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    assert_eq!(world.post_as(&path, &manager, &json!({})).await.problem(403), "forbidden");
    for unknown in [json!({"queue": "nothing"}), json!({"queue": "notify-sms"})] {
        assert_eq!(world.post_as(&path, &admin, &unknown).await.problem(404), "not_found");
    }
    assert_eq!(world.post_as(&path, &admin, &json!({"max": 0})).await.problem(422), "invalid_request");
    let redriven = world.post_as(&path, &admin, &json!({"queue": "notify-mail", "max": 10})).await.expect(202);
    assert_eq!(redriven, json!({"queues": [{"name": "notify-mail", "redriven": 1, "more": false}]}));
    world.settle().await;
    let state = world.get_as(PATH, &admin).await.expect(200);
    assert_eq!(queue(&state, "notify-mail")["dead"], 0);
    let kinds = world.table().await.into_values().filter(|item| item["entry"]["kind"] == "messages.redriven");
    assert_eq!(kinds.count(), 1, "who did it is recorded");
    world.finish().await;
}

#[tokio::test]
async fn redrive_says_if_letters_are_left() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to("ada@clients.example", "MessageRejected");
    for day in 24..27 {
        let start = format!("2026-11-{day}T11:00:00+01:00");
        world.book("anna", &start, 60, "ada@clients.example").await.expect(201);
    }
    world.settle().await;
    world.local.faults().clear();
    let (path, admin) = (format!("{PATH}/mail/redrive"), world.admin().await);
    let redrive =
        async |max: u32| world.post_as(&path, &admin, &json!({ "max": max })).await.expect(202)["queues"][0].clone();
    // A receive finds nothing, although there are letters.
    world.local.faults().add(|call| {
        let is_receive = call.operation == "ReceiveMessage";
        is_receive.then(|| InjectedFault::Answer(Answer::ok(&json!({ "Messages": [] }))))
    });
    assert_eq!(redrive(10).await, json!({"name": "notify-mail", "redriven": 0, "more": true}));
    world.local.faults().clear();
    assert_eq!(redrive(2).await, json!({"name": "notify-mail", "redriven": 2, "more": true}));
    assert_eq!(redrive(10).await, json!({"name": "notify-mail", "redriven": 1, "more": false}));
    world.finish().await;
}
