//! Events on the bus: valid by their schemas, and without personal data.

use serde_json::{Value, json};
use tests::{World, ordinary, published};

use crate::personal::{assert_impersonal, personal_body};

/// Books, moves twice (once to another consultant) and cancels.
async fn a_life(world: &World) {
    let made = world.post("/v1/bookings", &personal_body()).await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00", "duration": 90})).await.expect(200);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00", "consultantId": "ben"})).await.expect(200);
    let path = format!("/v1/bookings/{}/cancel", made["booking"]["reference"].as_str().unwrap());
    world.post_as(&path, made["manageToken"].as_str().unwrap(), &json!({"reason": "Gobbledygook"})).await.expect(200);
    world.settle().await;
}

/// Books, moves, holds the meeting, rates it twice, has it corrected to missed, and is erased.
async fn a_life_to_its_end(world: &World) {
    let made = world.post("/v1/bookings", &personal_body()).await.expect(201);
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

/// Checks the events on the bus: valid by their schemas, in order, and without personal data.
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
async fn events_match_schemas_without_personal_data() {
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
async fn meeting_events_match_their_schemas() {
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
fn schemas_refuse_unknown_members() {
    for (kind, schema) in published::schemas() {
        let mut event = schema["examples"][0].clone();
        assert_eq!(event["detail-type"], kind);
        assert_eq!(published::event_faults(&event), Vec::<String>::new());
        event["detail"]["change"]["email"] = json!("ada@clients.example");
        assert_eq!(published::event_faults(&event).len(), 1, "{kind}");
    }
}
