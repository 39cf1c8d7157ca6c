//! Items that a later release has written: during an upgrade, or after a rollback (docs/upgrade.md).

use serde_json::{Value, json};
use tests::{World, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";

/// The number of unreadable items that were counted, by kind.
async fn unreadable(world: &World, kind: &str) -> usize {
    let lines = world.get("/_local/metrics").await.expect(200);
    lines.as_array().unwrap().iter().filter(|line| line["Unreadable"] == 1 && line["Kind"] == kind).count()
}

async fn booking_item(world: &World, made: &Value) -> Value {
    world.item(&format!("BOOKING#{}", reference_of(made)), "BOOKING").await
}

async fn shown(world: &World, made: &Value) -> Value {
    let path = format!("/v1/bookings/{}", reference_of(made));
    world.get_as(&path, made["manageToken"].as_str().unwrap()).await.expect(200)
}

#[tokio::test]
async fn new_meeting_type_is_left_out() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    world.set_rules("ben", &json!({"meetingTypes": ["chat", "video"]})).await;
    let listed = world.get("/v1/consultants").await.expect(200);
    assert_eq!(listed["consultants"][1]["meetingTypes"], json!(["video"]), "those that can be booked here");
    for path in ["/v1/availability?consultantId=any", "/v1/availability/next", "/v1/availability?consultantId=ben"] {
        world.get(path).await.expect(200);
    }
    world.book("ben", START, 60, ADA).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn broken_consultant_blocks_only_themselves() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    for (pk, sk) in [("CONSULTANT#ben", "SCHEDULE"), ("DIRECTORY", "ben")] {
        let mut item = world.item(pk, sk).await;
        item["body"] = json!("{\"of\": \"the next release\"}");
        world.put_item(&item).await;
    }
    let listed = world.get("/v1/consultants").await.expect(200);
    assert_eq!(listed["consultants"].as_array().unwrap().len(), 1);
    let query = "start=2026-11-24T10:00:00Z&duration=60";
    for path in [
        "/v1/availability?consultantId=any".to_owned(),
        "/v1/availability/next".to_owned(),
        format!("/v1/availability/check?consultantId=any&{query}"),
        format!("/v1/availability/check?consultantId=anna&{query}"),
        format!("/v1/availability/suggestions?consultantId=anna&{query}"),
    ] {
        world.get(&path).await.expect(200);
    }
    let made = world.book("any", START, 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["consultantId"], "anna");
    assert_eq!(world.book("anna", START, 60, ADA).await.problem(409), "slot_taken");
    for path in ["/v1/consultants/ben".to_owned(), format!("/v1/availability/check?consultantId=ben&{query}")] {
        assert_eq!(world.get(&path).await.problem(500), "internal", "{path}");
    }
    assert_eq!(world.get("/v1/availability?consultantId=anna,ben").await.problem(500), "internal");
    assert!(unreadable(&world, "directory").await > 0);
    world.finish().await;
}

#[tokio::test]
async fn broken_schedule_leaves_the_card() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let mut item = world.item("CONSULTANT#ben", "SCHEDULE").await;
    item["body"] = json!("{}");
    world.put_item(&item).await;
    let listed = world.get("/v1/consultants").await.expect(200);
    assert_eq!(listed["consultants"].as_array().unwrap().len(), 2);
    assert!(listed["consultants"][1].get("nextAvailableSlot").is_none());
    let any = world.get("/v1/availability?from=2026-11-24&to=2026-11-24&duration=60").await.expect(200);
    assert_eq!(any["days"][0]["slots"][0]["consultantIds"], json!(["anna"]));
    world.book("any", START, 60, ADA).await.expect(201);
    assert_eq!(world.book("any", START, 60, "late@clients.example").await.problem(409), "slot_taken");
    assert!(unreadable(&world, "schedule").await > 0);
    world.finish().await;
}

#[tokio::test]
async fn unknown_holidays_count_as_taken() {
    let calendar = json!({"holidays": {"calendar": "DE-BE"}});
    let world = World::with(&[consultant("anna", Value::Null, calendar)]).await;
    assert!(!world.starts("consultantId=anna&from=2026-11-24&to=2026-11-24").await.is_empty());
    let next = |body: &mut Value| body["schedule"]["holidays"]["calendar"] = json!("FR");
    world.change("CONSULTANT#anna", "SCHEDULE", next).await;
    assert!(world.starts("consultantId=anna").await.is_empty());
    let refused = world.book("anna", START, 60, ADA).await.expect(409);
    assert_eq!(refused["reason"], "holiday");
    world.finish().await;
}

#[tokio::test]
async fn unreadable_time_counts_as_taken() {
    let world = World::with(&[ordinary("anna")]).await;
    // An entry that isn't a list of minutes, outside time that isn't a list of stretches, a count that isn't a number.
    for (date, name) in [("2026-11-24", "bVLT-20261123-7KXMAB"), ("2026-11-25", "x"), ("2026-11-26", "hNEXT")] {
        let mut day = json!({"pk": "CONSULTANT#anna", "sk": format!("DAY#{date}")});
        day[name] = json!({"of": "next"});
        world.put_item(&day).await;
        let starts = world.starts(&format!("consultantId=anna&duration=30&from={date}&to={date}")).await;
        assert!(starts.is_empty(), "{date}: {starts:?}");
        assert_eq!(world.book("anna", &format!("{date}T10:00:00Z"), 30, ADA).await.problem(409), "slot_taken");
        world.put_item(&json!({"pk": "CONSULTANT#anna", "sk": format!("DAY#{date}")})).await;
    }
    // The days say nothing of it, and the cell guards its mark.
    world.put_item(&json!({"pk": "CONSULTANT#anna", "sk": "TIME#2026-11-24T10", "m00": {"of": "next"}})).await;
    assert_eq!(world.book("anna", "2026-11-24T10:00:00Z", 30, ADA).await.problem(409), "slot_taken");
    world.finish().await;
}

#[tokio::test]
async fn new_event_is_shown_as_unknown() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    let mut booking = booking_item(&world, &made).await;
    booking["version"] = json!(2);
    booking["card"]["version"] = json!(2);
    world.put_item(&booking).await;
    let mut event = world.item(&format!("BOOKING#{}", reference_of(&made)), "EVENT#000001").await;
    event["sk"] = json!("EVENT#000002");
    event["trailAt"] = json!(event["trailAt"].as_str().unwrap().replace("#1", "#2"));
    event["entry"]["version"] = json!(2);
    event["entry"]["type"] = json!("booking.note_added");
    event["entry"]["actor"] = json!("assistant");
    event["entry"]["change"] = json!({"note": 1});
    world.put_item(&event).await;
    let history = shown(&world, &made).await["history"].clone();
    assert_eq!((&history[1]["type"], &history[1]["actor"]), (&json!("unknown"), &json!("unknown")));
    world.get_as("/v1/privacy/export", made["manageToken"].as_str().unwrap()).await.expect(200);
    // The bus gets it as it was written.
    world.settle().await;
    let events = world.get("/_local/events").await.text;
    assert!(events.contains("booking.note_added"), "{events}");
    // The console sees it as it is stored.
    let token = world.admin().await;
    let path = format!("/v1/admin/bookings/{}", reference_of(&made));
    let seen = world.get_as(&path, &token).await.expect(200);
    assert_eq!(
        (&seen["history"][1]["type"], &seen["history"][1]["change"]["note"]),
        (&json!("booking.note_added"), &json!(1))
    );
    world.finish().await;
}

#[tokio::test]
async fn unreadable_event_is_left_out() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.cancel(&made).await.expect(200);
    // A notification that met another to the same recipient is retried after ten seconds.
    world.advance("PT1M").await;
    let key = format!("BOOKING#{}", reference_of(&made));
    let event = world.item(&key, "EVENT#000002").await;
    let mut broken = event.clone();
    broken["entry"]["change"] = json!({});
    world.put_item(&broken).await;
    assert_eq!(shown(&world, &made).await["history"].as_array().unwrap().len(), 1);
    assert_eq!(unreadable(&world, "event").await, 1);
    world.put_item(&event).await;
    world.finish().await;
}

#[tokio::test]
async fn changes_keep_unknown_members() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    let before = booking_item(&world, &made).await;
    let names = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut next = before.clone();
    next["card"]["source"] = json!("podcast");
    next["order"] = json!({"amount": 120, "paid": false});
    next["client"] = json!({"pronoun": "she"});
    world.put_item(&next).await;
    assert_eq!(shown(&world, &made).await["booking"]["source"], "unknown");
    world.move_to(&made, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    let moved = booking_item(&world, &made).await;
    assert_eq!(
        (&moved["card"]["source"], &moved["order"], &moved["client"]["pronoun"], &moved["card"]["status"]),
        (&json!("podcast"), &next["order"], &json!("she"), &json!("rescheduled"))
    );
    // Nothing is added to an item without any.
    let other = world.book("anna", START, 60, "bob@clients.example").await.expect(201);
    assert_eq!(names(&booking_item(&world, &other).await), names(&before));
    // Erasure removes unknown members too.
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.post_as("/v1/privacy/erase", made["manageToken"].as_str().unwrap(), &json!({})).await.expect(200);
    let erased = booking_item(&world, &made).await;
    assert!(erased.get("order").is_none() && erased.get("client").is_none(), "{erased}");
    world.finish().await;
}

#[tokio::test]
async fn reaction_waits_for_newer_release() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    let mails = world.mails().await.len();
    let known = booking_item(&world, &made).await;
    let mut next = known.clone();
    next["language"] = json!("fr");
    world.put_item(&next).await;
    let moved = world.move_to(&made, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    assert_eq!(moved["booking"]["language"], "unknown");
    world.settle().await;
    assert_eq!(world.mails().await.len(), mails, "not in another language");
    let mut readable = booking_item(&world, &made).await;
    assert_eq!(readable["language"], "fr");
    readable["language"] = known["language"].clone();
    world.put_item(&readable).await;
    world.advance("PT1M").await;
    assert_eq!(world.mails().await.len(), mails + 3, "they come back");
    world.finish().await;
}
