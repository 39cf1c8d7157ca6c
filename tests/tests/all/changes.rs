//! Moving and cancelling: conditions, effects, and changes without effect.

use serde_json::{Value, json};
use tests::{World, booking_body, consultant, ordinary};

const ADA: &str = "ada@clients.example";

/// Tuesday, in Berlin.
fn tuesday(time: &str) -> String {
    format!("2026-11-24T{time}:00+01:00")
}

async fn shown(world: &World, made: &Value) -> Value {
    let reference = made["booking"]["reference"].as_str().unwrap();
    world.get_as(&format!("/v1/bookings/{reference}"), made["manageToken"].as_str().unwrap()).await.expect(200)
}

#[tokio::test]
async fn move_may_overlap_its_old_time() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let moved = world.move_to(&made, &json!({"start": tuesday("11:30")})).await.expect(200);
    assert_eq!(
        (&moved["booking"]["start"], &moved["booking"]["end"]),
        (&json!("2026-11-24T10:30:00Z"), &json!("2026-11-24T11:30:00Z"))
    );
    world.book("anna", &tuesday("11:00"), 30, "ben@clients.example").await.expect(201);
    assert_eq!(world.book("anna", &tuesday("12:00"), 30, "ben@clients.example").await.problem(409), "slot_taken");
    // Longer in place, up to the next booking.
    world.book("anna", &tuesday("13:00"), 30, "ben@clients.example").await.expect(201);
    world.move_to(&made, &json!({"start": tuesday("11:30"), "duration": 90})).await.expect(200);
    let longer = world.move_to(&made, &json!({"start": tuesday("11:30"), "duration": 120})).await;
    assert_eq!(longer.problem(409), "slot_taken");
    world.finish().await;
}

/// The booking's own list of free times on Tuesday.
async fn offered_to(world: &World, made: &Value, query: &str) -> Vec<Value> {
    let reference = made["booking"]["reference"].as_str().unwrap();
    let path = format!("/v1/bookings/{reference}/availability?from=2026-11-24&to=2026-11-24{query}");
    let answer = world.get_as(&path, made["manageToken"].as_str().unwrap()).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.expect(200)["days"][0]["slots"].as_array().unwrap().clone()
}

#[tokio::test]
async fn listed_times_accept_the_move() {
    let rules = json!({"bufferAfterMinutes": 30, "dailyLimit": 2});
    let world = World::with(&[consultant("anna", rules, Value::Null)]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    world.book("anna", &tuesday("14:00"), 60, "ben@clients.example").await.expect(201);
    let everyones = world.get("/v1/availability?consultantId=anna&duration=60&from=2026-11-24&to=2026-11-24").await;
    assert_eq!(everyones.expect(200)["days"][0]["slots"], json!([]), "the day is full for other bookings");
    let mut moves = 0;
    for half_hour in 0..20 {
        let start = tuesday(&format!("{:02}:{:02}", 8 + half_hour / 2, half_hour % 2 * 30));
        let slots = offered_to(&world, &made, "&timezone=Europe/Berlin").await;
        let instant = start.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let is_offered = slots.iter().any(|slot| slot["start"] == json!(instant));
        let answer = world.move_to(&made, &json!({"start": start})).await;
        assert_eq!(answer.status == 200, is_offered, "{start}: {}", answer.text);
        moves += u32::from(is_offered);
    }
    // 9:00 to 12:30, then 15:30 and on: before and after the other meeting with its pause.
    assert_eq!(moves, 12);
    world.finish().await;
}

#[tokio::test]
async fn move_times_need_the_token() {
    let short = consultant("ben", json!({"durations": [30]}), Value::Null);
    let world = World::with(&[ordinary("anna"), short, ordinary("clara")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let path = format!("/v1/bookings/{}/availability", made["booking"]["reference"].as_str().unwrap());
    let other = world.book("clara", &tuesday("11:00"), 60, ADA).await.expect(201);
    assert_eq!(world.get(&path).await.problem(401), "unauthorized");
    assert_eq!(world.get_as(&path, other["manageToken"].as_str().unwrap()).await.problem(401), "unauthorized");
    let token = made["manageToken"].as_str().unwrap();
    let ask = async |query: &str| world.get_as(&format!("{path}{query}"), token).await;
    assert_eq!(ask("").await.expect(200)["days"].as_array().unwrap().len(), 14);
    assert_eq!(ask("?consultantId=nobody").await.problem(404), "not_found");
    assert_eq!(ask("?consultantId=ben").await.problem(422), "invalid_request");
    assert_eq!(ask("?from=2026-11-24&to=2027-03-24").await.problem(422), "invalid_request");
    // Any consultant: at the booking's own time that is its present one, not one with a meeting then.
    let anyones = offered_to(&world, &made, "&consultantId=any").await;
    let at = |start: &str| anyones.iter().find(|slot| slot["start"] == start).unwrap()["consultantIds"].clone();
    assert_eq!(at("2026-11-24T10:00:00Z"), json!(["anna"]));
    assert_eq!(at("2026-11-24T12:00:00Z"), json!(["anna", "clara"]));
    world.cancel(&made).await.expect(200);
    assert_eq!(ask("").await.problem(409), "booking_not_live");
    world.finish().await;
}

#[tokio::test]
async fn move_to_same_time_changes_nothing() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    world.settle().await;
    for same in [
        json!({"start": tuesday("11:00")}),
        json!({"start": "2026-11-24T10:00:00Z", "duration": 60, "consultantId": "anna"}),
        json!({"start": "2026-11-24T05:00:00-05:00", "consultantId": "any"}),
    ] {
        let moved = world.move_to(&made, &same).await.expect(200);
        assert_eq!(moved["booking"], made["booking"]);
    }
    world.settle().await;
    assert_eq!(shown(&world, &made).await["history"].as_array().unwrap().len(), 1);
    assert_eq!(world.mails().await.len(), 3, "the confirmation to each");
    world.finish().await;
}

#[tokio::test]
async fn cancelling_twice_is_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let cancelled = world.cancel(&made).await.expect(200);
    assert_eq!(world.cancel(&made).await.expect(200), cancelled);
    world.settle().await;
    assert_eq!(shown(&world, &made).await["history"].as_array().unwrap().len(), 2);
    let moved = world.move_to(&made, &json!({"start": tuesday("11:00")})).await;
    assert_eq!(moved.problem(409), "booking_not_live");
    world.book("anna", &tuesday("11:00"), 60, "ben@clients.example").await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn cancellation_reason_is_kept_and_optional() {
    let world = World::with(&[ordinary("anna")]).await;
    let reasons = [Some(json!({"reason": " Ill.\nSorry. "})), Some(json!({})), Some(json!({"reason": ""})), None];
    for (hour, body) in (9..).zip(reasons) {
        let made = world.book("anna", &tuesday(&format!("{hour:02}:00")), 60, ADA).await.expect(201);
        let path = format!("/v1/bookings/{}/cancel", made["booking"]["reference"].as_str().unwrap());
        let request = world.request(reqwest::Method::POST, &path).bearer_auth(made["manageToken"].as_str().unwrap());
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let cancelled = world.send(request).await.expect(200);
        let expected = if hour == 9 { json!("Ill.\nSorry.") } else { Value::Null };
        assert_eq!(cancelled["booking"]["cancellationReason"], expected);
        assert!(cancelled["booking"]["cancelledAt"].is_string());
    }
    world.finish().await;
}

#[tokio::test]
async fn change_deadline_uses_old_start() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["changeableUntil"], "2026-11-24T08:00:00Z");
    world.post("/_local/clock", &json!({"set": "2026-11-24T07:59:30Z"})).await.expect(200);
    let moved = world.move_to(&made, &json!({"start": tuesday("15:00")})).await.expect(200);
    assert_eq!(moved["booking"]["changeableUntil"], "2026-11-24T12:00:00Z");
    world.post("/_local/clock", &json!({"set": "2026-11-24T12:00:01Z"})).await.expect(200);
    let late = world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await;
    assert_eq!(late.problem(409), "change_deadline_passed");
    assert_eq!(world.cancel(&made).await.problem(409), "change_deadline_passed");
    // It may stay at its own time, however late.
    world.move_to(&made, &json!({"start": tuesday("15:00")})).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn late_booking_can_be_undone() {
    let hasty = consultant("anna", json!({"minimumNoticeHours": 0}), Value::Null);
    let world = World::with(&[hasty]).await;
    // It is 9:00 in Berlin, and the deadline of two hours has passed for a meeting at 10:00.
    let made = world.book("anna", "2026-11-23T10:00:00+01:00", 60, ADA).await.expect(201);
    let until = made["booking"]["changeableUntil"].as_str().unwrap();
    assert!(until.starts_with("2026-11-23T08:15:"), "{until}");
    let moved = world.move_to(&made, &json!({"start": "2026-11-23T11:00:00+01:00"})).await.expect(200);
    assert_eq!(moved["booking"]["changeableUntil"], until);
    world.cancel(&made).await.expect(200);
    let late = world.book("anna", "2026-11-23T10:00:00+01:00", 60, ADA).await.expect(201);
    world.set_clock("2026-11-23T08:16:30Z").await;
    assert_eq!(world.cancel(&late).await.problem(409), "change_deadline_passed");
    world.finish().await;
}

#[tokio::test]
async fn withdrawn_length_stays_with_its_consultant() {
    let rules = json!({"durations": [30, 45, 60]});
    let world = World::with(&[consultant("anna", rules, Value::Null), ordinary("ben")]).await;
    let made = world.book("anna", &tuesday("11:00"), 45, ADA).await.expect(201);
    world.set_rules("anna", &json!({"durations": [30, 60]})).await;
    let refused = world.book("anna", &tuesday("14:00"), 45, ADA).await;
    assert_eq!(refused.faults(), [("/duration".to_owned(), "not_offered".to_owned())]);
    for who in [Value::Null, json!("anna"), json!("any")] {
        world.move_to(&made, &json!({"start": tuesday("14:00"), "consultantId": who})).await.expect(200);
        let moved =
            world.move_to(&made, &json!({"start": tuesday("11:30"), "consultantId": who, "duration": 45})).await;
        assert_eq!(moved.expect(200)["booking"]["duration"], 45);
    }
    // A consultant without this length is refused, and a taken time is reported as such.
    let to_ben = world.move_to(&made, &json!({"start": tuesday("14:00"), "consultantId": "ben"})).await;
    assert_eq!(to_ben.faults(), [("/duration".to_owned(), "not_offered".to_owned())]);
    world.book("anna", &tuesday("16:00"), 60, "ben@clients.example").await.expect(201);
    for who in [Value::Null, json!("any")] {
        let taken = world.move_to(&made, &json!({"start": tuesday("16:00"), "consultantId": who})).await;
        assert_eq!(taken.problem(409), "slot_taken");
    }
    world.finish().await;
}

#[tokio::test]
async fn changed_buffers_affect_later_bookings_only() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    world.set_rules("anna", &json!({"bufferBeforeMinutes": 30, "bufferAfterMinutes": 30})).await;
    assert_eq!(world.book("anna", &tuesday("12:00"), 30, ADA).await.problem(409), "slot_taken");
    let after = world.book("anna", &tuesday("12:30"), 30, ADA).await.expect(201);
    world.move_to(&made, &json!({"start": tuesday("15:00")})).await.expect(200);
    assert_eq!(
        world.book("anna", &tuesday("16:30"), 30, ADA).await.problem(409),
        "slot_taken",
        "its buffer and one's own"
    );
    world.book("anna", &tuesday("17:00"), 30, ADA).await.expect(201);
    world.cancel(&made).await.expect(200);
    world.cancel(&after).await.expect(200);
    // finish() compares every mark with the claims of its booking.
    world.finish().await;
}

#[tokio::test]
async fn email_domain_is_kept_as_typed() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, "ada@münchen.de").await.expect(201);
    assert_eq!(made["booking"]["client"]["email"], "ada@münchen.de");
    world.settle().await;
    assert_eq!(world.mail_history("ada@xn--mnchen-3ya.de").await.len(), 1);
    for typed in ["ada@münchen.de", "Ada@MÜNCHEN.de", "ada@xn--mnchen-3ya.de"] {
        let lookup = json!({"reference": made["booking"]["reference"], "email": typed});
        let found = world.post("/v1/bookings/lookup", &lookup).await.expect(200);
        assert_eq!(found["manageToken"], made["manageToken"], "{typed}");
    }
    world.finish().await;
}

#[tokio::test]
async fn phone_and_sms_need_a_number() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", &tuesday("11:00"), 60, ADA);
    body["reminders"] = json!({"sms": true});
    let needed = [("/client/phone".to_owned(), "required".to_owned())];
    assert_eq!(world.post("/v1/bookings", &body).await.faults(), needed);
    body["reminders"] = json!({"sms": false});
    body["meetingType"] = json!("phone");
    for nothing in [Value::Null, json!(""), json!("  ")] {
        body["client"]["phone"] = nothing;
        assert_eq!(world.post("/v1/bookings", &body).await.faults(), needed);
    }
    body["client"]["phone"] = json!("+49 (0)30 901820");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    assert_eq!(made["booking"]["client"]["phone"], "+4930901820");
    assert_eq!(made["booking"]["meetingType"], "phone");
    world.finish().await;
}

#[tokio::test]
async fn video_room_survives_every_move() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let room = made["booking"]["meetingUrl"].as_str().unwrap().to_owned();
    let other = world.book("anna", &tuesday("14:00"), 60, ADA).await.expect(201);
    assert_ne!(other["booking"]["meetingUrl"], room.as_str(), "each its own");
    world.settle().await;
    for to in [
        json!({"start": tuesday("15:30")}),
        json!({"start": tuesday("15:30"), "consultantId": "ben"}),
        json!({"start": "2026-11-26T09:00:00+01:00", "duration": 90}),
    ] {
        let moved = world.move_to(&made, &to).await.expect(200);
        assert_eq!(moved["booking"]["meetingUrl"], room.as_str());
        assert_eq!(moved["booking"]["meetingId"], made["booking"]["meetingId"]);
        world.settle().await;
    }
    for (address, count) in [(ADA, 4), ("ben@consultants.example", 2)] {
        let mut mails = world.mails_to(address).await;
        mails.retain(|mail| mail.reference == made["booking"]["reference"].as_str().unwrap());
        assert_eq!(mails.len(), count, "{mails:?}");
        for mail in &mails {
            let email = world.email(mail).await;
            let invite = email.invite.as_ref().map(|invite| invite.replace("\r\n ", "")).unwrap();
            assert!(email.text.contains(&room) && invite.contains(&room), "{}: {} {invite}", mail.template, email.text);
        }
    }
    world.finish().await;
}
