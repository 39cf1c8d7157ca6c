//! Jobs of a booking at their time: reminders, at the right instants, or silence.

use serde_json::json;
use tests::{World, at, booking_body, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// Template and instant of every mail to an address after the first, up to the end of the meeting.
async fn sent_later(world: &World, address: &str) -> Vec<(String, String)> {
    let mut mails = world.mail_history(address).await.split_off(1);
    mails.retain(|(template, _)| template != "attendance_check" && template != "post_meeting_followup");
    mails
}

/// The pending reminders.
async fn pending(world: &World) -> Vec<(String, String)> {
    let mut pending = world.pending().await;
    pending.retain(|(kind, _)| kind.starts_with("client-") || kind.starts_with("consultant-"));
    pending
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_use_the_readers_zone() {
    let mut kenji = ordinary("kenji");
    kenji["timezone"] = json!("Asia/Tokyo");
    let world = World::with(&[kenji]).await;
    // Thursday, 9:00 in Berlin and 17:00 in Tokyo.
    world.book("kenji", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    assert_eq!(pending(&world).await.len(), 3);
    world.advance("P4D").await;
    assert_eq!(
        sent_later(&world, ADA).await,
        [at("reminder_24h", "2026-11-25T08:00"), at("reminder_2h", "2026-11-26T06:00")]
    );
    assert_eq!(
        sent_later(&world, "kenji@consultants.example").await,
        [at("consultant_prep_reminder", "2026-11-26T04:00")]
    );
    assert_eq!(pending(&world).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_booking_gets_last_reminder_only() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    world.advance("P1D").await;
    assert_eq!(sent_later(&world, ADA).await, [at("reminder_2h", "2026-11-23T09:00")]);
    assert_eq!(sent_later(&world, ANNA).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_follow_move_and_cancellation() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-27T15:00:00+01:00"})).await.expect(200);
    world.advance("P5D").await;
    assert_eq!(
        sent_later(&world, ADA).await[1..],
        [at("reminder_24h", "2026-11-26T14:00"), at("reminder_2h", "2026-11-27T12:00")]
    );
    let made = world.book("anna", "2026-12-03T09:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.advance("P7D").await;
    let eve = sent_later(&world, "eve@clients.example").await;
    assert_eq!(eve.iter().map(|(template, _)| template.as_str()).collect::<Vec<_>>(), ["booking_cancellation"]);
    assert_eq!(pending(&world).await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_chooses_reminder_days() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-12-03T09:00:00+01:00", 60, ADA);
    body["reminders"] = json!({"email": true, "sms": false, "timing": [7, 1]});
    world.post("/v1/bookings", &body).await.expect(201);
    let mut silent = booking_body("anna", "2026-12-03T11:00:00+01:00", 60, "eve@clients.example");
    silent["reminders"] = json!({"email": false, "sms": false, "timing": []});
    world.post("/v1/bookings", &silent).await.expect(201);
    world.advance("P11D").await;
    assert_eq!(
        sent_later(&world, ADA).await,
        [
            at("reminder_24h", "2026-11-26T08:00"),
            at("reminder_24h", "2026-12-02T08:00"),
            at("reminder_2h", "2026-12-03T06:00")
        ]
    );
    assert_eq!(sent_later(&world, "eve@clients.example").await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reconcile_repairs_lost_schedule_once() {
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
    let reminded = sent_later(&world, ADA).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn reassignment_repeats_no_reminder() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    // 19 hours before, at the same hour.
    world.set_clock("2026-11-24T15:00:00Z").await;
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    let to_ben = json!({"start": "2026-11-25T11:00:00+01:00", "consultantId": "ben"});
    world.move_to(&made, &to_ben).await.expect(200);
    world.advance("PT1M").await;
    // A reminder that fell due long ago meets a reader without notice of the change.
    assert_eq!(world.communication(&reference_of(&made), "client-24h", "client").await["state"], "skipped");
    world.local.faults().clear();
    world.set_clock("2026-11-25T09:00:00Z").await;
    let templates: Vec<String> = sent_later(&world, ADA).await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(templates, ["reminder_24h", "booking_change", "reminder_2h"]);
    // Ben, as the new consultant, has his own.
    let of_ben: Vec<String> =
        sent_later(&world, "ben@consultants.example").await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(of_ben, ["consultant_prep_reminder"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recent_change_replaces_the_reminder() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.set_clock("2026-11-24T09:35:00Z").await;
    let to_ben = json!({"start": "2026-11-25T11:00:00+01:00", "consultantId": "ben"});
    world.move_to(&made, &to_ben).await.expect(200);
    world.settle().await;
    world.set_clock("2026-11-25T10:30:00Z").await;
    // 25 minutes before the one of the day before, and long before the last one.
    let expected = [at("booking_change", "2026-11-24T09:35"), at("reminder_2h", "2026-11-25T08:00")];
    assert_eq!(sent_later(&world, ADA).await, expected);
    assert_eq!(sent_later(&world, ANNA).await, [at("booking_cancellation_consultant", "2026-11-24T09:35")]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unreached_reader_is_still_reminded() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ADA, "MessageRejected");
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.local.faults().clear();
    world.set_clock("2026-11-25T09:00:00Z").await;
    assert_eq!(
        world.mail_history(ADA).await,
        [at("reminder_24h", "2026-11-24T10:00"), at("reminder_2h", "2026-11-25T08:00")]
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn day_before_means_24_hours() {
    // Sunday, 25 October 2026, 3:00 in Berlin, when it is 2:00 again.
    let weekly = json!({"sunday": {"windows": [{"start": "08:00", "end": "18:00"}]}});
    let anna = consultant("anna", json!({}), json!({"weekly": weekly}));
    let world = World::at("2026-10-21T08:00:00Z", &[anna]).await;
    world.book("anna", "2026-10-25T10:00:00+01:00", 60, ADA).await.expect(201);
    // An unanswered question is repeated on the next morning, by the clock.
    world.set_clock("2026-10-26T09:00:00Z").await;
    assert_eq!(
        sent_later(&world, ADA).await,
        [at("reminder_24h", "2026-10-24T09:00"), at("reminder_2h", "2026-10-25T07:00")]
    );
    let of_anna = world.mail_history(ANNA).await.split_off(1);
    assert_eq!(
        of_anna,
        [
            at("consultant_prep_reminder", "2026-10-25T05:00"),
            at("attendance_check", "2026-10-25T10:15"),
            at("attendance_check", "2026-10-26T08:00")
        ]
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_named_and_never_past() {
    let world = World::with(&[ordinary("anna")]).await;
    // Three hours ahead: the day before is over.
    let soon = world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    let made = world.book("anna", "2026-11-26T09:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    let named = async |reference: &str, sequence: u32, now: &str, kinds: &[&str]| {
        let mut jobs = world.jobs().await;
        jobs.retain(|job| job.reference == reference);
        for job in &jobs {
            assert_eq!(job.name, format!("{reference}.{}.{sequence}", job.kind));
            assert!(job.name.len() <= 64 && job.at.as_str() > now, "{job:?}");
        }
        let mut found: Vec<&str> = jobs.iter().map(|job| job.kind.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, kinds);
    };
    let (soon, made_reference) = (reference_of(&soon), reference_of(&made));
    // The second question and the end are planned once the first question was asked.
    let after = ["attendance-check"];
    let monday = "2026-11-23T08:00:00Z";
    named(&soon, 0, monday, &[&after[..], &["client-2h"]].concat()).await;
    let all = [&after[..], &["client-24h", "client-2h", "consultant-4h"]].concat();
    named(&made_reference, 0, monday, &all).await;
    // Moved to three hours from now, and then away: new names, and none of the old.
    world.set_clock("2026-11-24T08:00:00Z").await;
    world.move_to(&made, &json!({"start": "2026-11-24T12:00:00+01:00"})).await.expect(200);
    world.settle().await;
    named(&made_reference, 1, "2026-11-24T08:00:00Z", &[&after[..], &["client-2h"]].concat()).await;
    world.move_to(&made, &json!({"start": "2026-11-27T09:00:00+01:00"})).await.expect(200);
    world.settle().await;
    named(&made_reference, 2, "2026-11-24T08:00:00Z", &all).await;
    world.finish().await;
}
