//! Lost schedules, a scheduler that stands still, and stale schedules.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{World, at, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// A meeting on Tuesday, 11:00 to 12:00 in Berlin.
async fn book(world: &World) -> String {
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    reference_of(&made)
}

/// Deletes every schedule, without a trace.
async fn lose_all(world: &World) {
    for job in world.jobs().await {
        assert!(world.local.scheduler().lose(&job.name).unwrap());
    }
    assert_eq!(world.pending().await, []);
}

fn minutes(instant: &str) -> i64 {
    let parsed = chrono::NaiveDateTime::parse_from_str(instant, "%Y-%m-%dT%H:%M").unwrap();
    parsed.and_utc().timestamp() / 60
}

/// Asserts that these mails came, each once, some minutes after they were due: `reconcile` comes every five, and waits
/// for five.
fn assert_late(mails: &[(String, String)], due: &[(String, String)]) {
    let templates = |list: &[(String, String)]| list.iter().map(|(template, _)| template.clone()).collect::<Vec<_>>();
    assert_eq!(templates(mails), templates(due));
    for ((template, came), (_, due)) in mails.iter().zip(due) {
        let late = minutes(came) - minutes(due);
        assert!((5..=10).contains(&late), "{template}: {late} minutes late");
    }
}

fn repaired(kinds: &[&str]) -> BTreeMap<String, u64> {
    kinds.iter().map(|kind| ((*kind).to_owned(), 1)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_schedules_are_repaired_once() {
    let world = World::with(&[ordinary("anna")]).await;
    book(&world).await;
    lose_all(&world).await;
    world.set_clock("2026-11-24T11:30:00Z").await;
    let of_client = [at("reminder_24h", "2026-11-23T10:00"), at("reminder_2h", "2026-11-24T08:00")];
    assert_late(&world.mail_history(ADA).await[1..], &of_client);
    let of_consultant =
        [at("consultant_prep_reminder", "2026-11-24T06:00"), at("attendance_check", "2026-11-24T11:15")];
    assert_late(&world.mail_history(ANNA).await[1..], &of_consultant);
    assert_eq!(world.repairs().await, repaired(&["attendance-check", "client-24h", "client-2h", "consultant-4h"]));
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    world.settle().await;
    lose_all(&world).await;
    world.set_clock("2026-11-25T12:00:00Z").await;
    assert_late(&world.mail_history(ADA).await[3..], &[at("post_meeting_followup", "2026-11-25T11:00")]);
    assert_eq!(world.repairs().await["follow-up"], 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduler_outage_delays_briefly_without_duplicates() {
    let world = World::with(&[ordinary("anna")]).await;
    book(&world).await;
    world.local.scheduler().pause();
    // Without an answer: asked again the next morning, then it counts as completed, then the client is asked for a
    // rating.
    world.set_clock("2026-11-26T12:00:00Z").await;
    let of_client = [at("reminder_24h", "2026-11-23T10:00"), at("reminder_2h", "2026-11-24T08:00")];
    let mails = world.mail_history(ADA).await.split_off(1);
    assert_late(&mails[..2], &of_client);
    let (template, came) = &mails[2];
    assert_eq!(template, "post_meeting_followup");
    let late = minutes(came) - minutes("2026-11-26T11:00");
    assert!((5..=20).contains(&late), "marked late, followed up at once: {late} minutes");
    let of_consultant = [
        at("consultant_prep_reminder", "2026-11-24T06:00"),
        at("attendance_check", "2026-11-24T11:15"),
        at("attendance_check", "2026-11-25T08:00"),
    ];
    assert_late(&world.mail_history(ANNA).await[1..], &of_consultant);
    assert!(!world.pending().await.is_empty(), "they are all still there, and late");
    let mails = world.mails().await.len();
    world.local.scheduler().resume();
    world.advance("PT1H").await;
    assert_eq!(world.pending().await, []);
    assert_eq!(world.mails().await.len(), mails, "a repaired job is not repeated");
    world.finish().await;
}

/// The message that a schedule of a booking puts on its job's queue.
fn message(reference: &str, job: &str, sequence: u32) -> Value {
    json!({"job": job, "reference": reference, "sequence": sequence})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_schedule_that_fires_stays_silent() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
    world.set_clock("2026-11-24T10:00:01Z").await;
    let silent = |queue: &'static str, message: Value| {
        let world = &world;
        async move {
            let before = world.mails().await.len();
            world.put_on_queue(queue, &message).await;
            assert_eq!(world.mails().await.len(), before, "{message}");
            assert_eq!(world.dead_letters(queue).await, 0);
        }
    };
    for job in ["client-24h", "client-2h", "consultant-4h"] {
        silent("SendReminderQueue", message(&reference, job, 0)).await;
    }
    // Delivered twice, as queues do.
    world.set_clock("2026-11-26T10:00:00Z").await;
    for job in ["client-24h", "client-2h", "consultant-4h"] {
        silent("SendReminderQueue", message(&reference, job, 1)).await;
    }
    world.set_clock("2026-11-26T11:20:00Z").await;
    silent("CheckAttendanceQueue", message(&reference, "attendance-check", 1)).await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    world.settle().await;
    for job in ["attendance-again", "attendance-close"] {
        silent("CheckAttendanceQueue", message(&reference, job, 1)).await;
    }
    silent("SendFollowUpQueue", message(&reference, "no-show-follow-up", 1)).await;
    world.set_clock("2026-11-27T11:30:00Z").await;
    silent("SendFollowUpQueue", message(&reference, "follow-up", 1)).await;
    // Of a cancelled booking.
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    for sequence in [0, 1] {
        silent("SendReminderQueue", message(&reference_of(&made), "client-2h", sequence)).await;
    }
    assert_eq!(world.repairs().await, BTreeMap::new());
    world.finish().await;
}
