//! Events of mail are published as by SES.

use serde_json::{Value, json};

use crate::world::World;

/// Type and instant of each received event.
async fn received(world: &World) -> Vec<String> {
    world.heard().await.iter().map(|it| it["eventType"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_is_sent_then_delivered() {
    let world = World::start().await;
    world.write("ada@example.com").await;
    world.settle().await;
    world.advance("PT10S").await;
    let heard = world.heard().await;
    assert_eq!(received(&world).await, ["Send", "Delivery"]);
    let sent_at = &world.mail().await[0]["sentAt"];
    for event in &heard {
        let mail = &event["mail"];
        assert_eq!(&mail["timestamp"], sent_at);
        assert_eq!(mail["messageId"], heard[0]["mail"]["messageId"]);
        assert_eq!(mail["source"], "booking@example.com");
        assert_eq!(mail["destination"], json!(["ada@example.com"]));
        assert_eq!(mail["tags"]["template"], json!(["greeting"]));
        assert_eq!(mail["tags"]["reference"], json!(["ada@example.com"]));
        assert_eq!(mail["tags"]["ses:configuration-set"], json!(["Mails"]));
    }
    assert_eq!(heard[0]["send"], json!({}));
    assert_eq!(heard[1]["delivery"]["recipients"], json!(["ada@example.com"]));
    assert!(heard[1]["delivery"]["timestamp"].as_str() > sent_at.as_str());
    assert!(world.text("/_local/mail").await.contains("delivered"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulator_bounces_and_complains() {
    let world = World::start().await;
    world.write("bounce+a@simulator.amazonses.com").await;
    world.advance("PT10S").await;
    world.write("complaint@simulator.amazonses.com").await;
    world.advance("PT10S").await;
    assert_eq!(received(&world).await, ["Send", "Bounce", "Send", "Delivery", "Complaint"]);
    let heard = world.heard().await;
    assert_eq!(heard[1]["bounce"]["bounceType"], "Permanent");
    assert_eq!(heard[1]["bounce"]["bouncedRecipients"][0]["emailAddress"], "bounce+a@simulator.amazonses.com");
    let complained = json!([{"emailAddress": "complaint@simulator.amazonses.com"}]);
    assert_eq!(heard[4]["complaint"]["complainedRecipients"], complained);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_can_bounce_on_demand() {
    let world = World::start().await;
    world.write("ada@example.com").await;
    world.advance("PT10S").await;
    let (status, body) = world.post("/_local/mail/1/bounce", json!({"type": "Transient"})).await;
    assert_eq!((status, &body["eventType"]), (200, &json!("Bounce")));
    world.settle().await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = client.post(world.url("/_local/mail/1/complaint"));
    let answer = form.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, "/_local/mail/1"));
    world.settle().await;
    assert_eq!(received(&world).await, ["Send", "Delivery", "Bounce", "Complaint"]);
    let heard = world.heard().await;
    assert_eq!(heard[2]["bounce"]["bounceType"], "Transient");
    assert_eq!(heard[3]["mail"]["messageId"], heard[0]["mail"]["messageId"]);
    let page = world.text("/_local/mail/1").await;
    assert!(page.contains("delivered, bounced, complained"), "{page}");
    let (status, _) = world.post("/_local/mail/1/bounce", json!({"type": "Sideways"})).await;
    assert_eq!(status, 422);
    assert_eq!(world.post("/_local/mail/9/bounce", Value::Null).await.0, 404);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pending_mail_events_survive_crash() {
    let mut world = World::start().await;
    world.write("ada@example.com").await;
    world.settle().await;
    world.crash_and_restart().await;
    world.advance("PT10S").await;
    // Both may have been due at the start: a queue keeps no order.
    let mut events = received(&world).await;
    events.sort();
    assert_eq!(events, ["Delivery", "Send"]);
    world.stop().await;
}
