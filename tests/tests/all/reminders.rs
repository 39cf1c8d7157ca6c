//! What follows from a booking at its time: reminders, at the right instants, or silence.

use serde_json::json;
use tests::{World, at, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// Template and instant of every mail to an address after the first, up to the end of the meeting.
async fn told(world: &World, address: &str) -> Vec<(String, String)> {
    let mut told = world.told(address).await.split_off(1);
    told.retain(|(template, _)| template != "attendance_check" && template != "post_meeting_followup");
    told
}

/// The reminders to come.
async fn pending(world: &World) -> Vec<(String, String)> {
    let mut pending = world.pending().await;
    pending.retain(|(kind, _)| kind.starts_with("client-") || kind.starts_with("consultant-"));
    pending
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_come_at_their_instants_and_in_the_readers_zone() {
    let mut kenji = ordinary("kenji");
    kenji["timezone"] = json!("Asia/Tokyo");
    let world = World::with(&[kenji]).await;
    // Thursday, 9:00 in Berlin and 17:00 in Tokyo.
    world.book("kenji", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    assert_eq!(pending(&world).await.len(), 3);
    world.advance("P4D").await;
    assert_eq!(
        told(&world, ADA).await,
        [at("reminder_24h", "2026-11-25T08:00"), at("reminder_2h", "2026-11-26T06:00")]
    );
    assert_eq!(told(&world, "kenji@consultants.example").await, [at("consultant_prep_reminder", "2026-11-26T04:00")]);
    assert_eq!(pending(&world).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn booked_three_hours_ahead_only_the_last_reminder_comes() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    world.advance("P1D").await;
    assert_eq!(told(&world, ADA).await, [at("reminder_2h", "2026-11-23T09:00")]);
    assert_eq!(told(&world, ANNA).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moved_only_the_new_time_is_reminded_of_and_cancelled_none() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-27T15:00:00+01:00"})).await.expect(200);
    world.advance("P5D").await;
    assert_eq!(
        told(&world, ADA).await[1..],
        [at("reminder_24h", "2026-11-26T14:00"), at("reminder_2h", "2026-11-27T12:00")]
    );
    let made = world.book("anna", "2026-12-03T09:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.advance("P7D").await;
    let eve = told(&world, "eve@clients.example").await;
    assert_eq!(eve.iter().map(|(template, _)| template.as_str()).collect::<Vec<_>>(), ["booking_cancellation"]);
    assert_eq!(pending(&world).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_may_choose_other_days_or_none() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-12-03T09:00:00+01:00", 60, ADA);
    body["reminders"] = json!({"email": true, "sms": false, "timing": [7, 1]});
    world.post("/v1/bookings", &body).await.expect(201);
    let mut silent = booking_body("anna", "2026-12-03T11:00:00+01:00", 60, "eve@clients.example");
    silent["reminders"] = json!({"email": false, "sms": false, "timing": []});
    world.post("/v1/bookings", &silent).await.expect(201);
    world.advance("P11D").await;
    assert_eq!(
        told(&world, ADA).await,
        [
            at("reminder_24h", "2026-11-26T08:00"),
            at("reminder_24h", "2026-12-02T08:00"),
            at("reminder_2h", "2026-12-03T06:00")
        ]
    );
    assert_eq!(told(&world, "eve@clients.example").await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_is_lost_is_made_good_by_reconcile_once() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let scheduler = aws_sdk_scheduler::Client::new(&world.local.sdk_config());
    let listed = world.get("/_local/jobs").await.expect(200);
    for job in listed.as_array().unwrap() {
        scheduler.delete_schedule().group_name("Jobs").name(job["name"].as_str().unwrap()).send().await.unwrap();
    }
    assert_eq!(pending(&world).await, []);
    world.advance("P3DT12H").await;
    let reminded = told(&world, ADA).await;
    assert_eq!(
        reminded.iter().map(|(template, _)| template.as_str()).collect::<Vec<_>>(),
        ["reminder_24h", "reminder_2h"]
    );
    for ((_, sent), due) in reminded.iter().zip(["2026-11-25T08:00", "2026-11-26T06:00"]) {
        let minutes = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
        let late = (minutes(sent) - minutes(due)).num_minutes();
        assert!((5..=10).contains(&late), "{late} minutes late");
    }
    world.finish().await;
}
