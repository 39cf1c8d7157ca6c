//! The nights on which clocks change, over HTTP.

use mail_parser::MessageParser;
use serde_json::{Value, json};
use tests::{World, consultant};

const ADA: &str = "ada@clients.example";

/// A consultant in Berlin with night hours, too.
fn owl() -> Value {
    let night = json!({"windows": [{"start": "00:00", "end": "06:00"}]});
    let rules = json!({"maximumAdvanceDays": 400, "durations": [30, 60, 120]});
    consultant("owl", rules, json!({"weekly": {"saturday": night, "sunday": night}}))
}

/// Available starts on a date in Berlin, as `HH:MM` in UTC.
async fn starts(world: &World, date: &str, duration: u32) -> Vec<String> {
    let query = format!("consultantId=owl&duration={duration}&from={date}&to={date}");
    world.starts(&query).await.iter().map(|start| start[11..16].to_owned()).collect()
}

#[tokio::test]
async fn skipped_wall_time_is_not_available() {
    // On 28 March 2027 clocks in Berlin go from 2:00 to 3:00, which is 1:00 UTC.
    let world = World::at("2027-03-01T08:00:00Z", &[owl()]).await;
    let found = starts(&world, "2027-03-28", 60).await;
    assert_eq!(found, ["23:00", "23:30", "00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00"]);
    // A meeting over the gap has its stated length.
    let made = world.book("owl", "2027-03-28T01:30:00+01:00", 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["end"], "2027-03-28T01:30:00Z");
    // 2:30 doesn't exist: with either offset it is an instant that clocks show as another wall time.
    let made = world.book("owl", "2027-03-28T02:30:00+01:00", 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["start"], "2027-03-28T01:30:00Z", "half past three in Berlin");
    assert_eq!(starts(&world, "2027-03-28", 60).await, ["23:00", "23:30", "02:30", "03:00"]);
    world.settle().await;
    let mut subjects: Vec<String> = world.mails_to(ADA).await.into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    assert!(subjects[0].ends_with("01:30") && subjects[1].ends_with("03:30"), "{subjects:?}");
    world.finish().await;
}

#[tokio::test]
async fn repeated_wall_time_is_two_slots() {
    // On 31 October 2027 clocks in Berlin go from 3:00 back to 2:00, which is 1:00 UTC.
    let world = World::at("2027-10-01T08:00:00Z", &[owl()]).await;
    let found = starts(&world, "2027-10-31", 30).await;
    let expected = [
        "22:00", "22:30", "23:00", "23:30", "00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30",
        "04:00", "04:30",
    ];
    assert_eq!(found, expected, "seven hours of night");
    let first = world.book("owl", "2027-10-31T02:30:00+02:00", 30, ADA).await.expect(201);
    let second = world.book("owl", "2027-10-31T02:30:00+01:00", 30, ADA).await.expect(201);
    assert_eq!(first["booking"]["start"], "2027-10-31T00:30:00Z");
    assert_eq!(second["booking"]["start"], "2027-10-31T01:30:00Z");
    world.settle().await;
    let mut answers = Vec::new();
    for mail in world.mails_to(ADA).await {
        let eml = world.eml(&mail).await;
        let message = MessageParser::default().parse(eml.as_bytes()).unwrap();
        let text = message.body_text(0).unwrap();
        answers.extend(text.lines().find(|line| line.starts_with("When:")).map(str::to_owned));
    }
    // The first begins in summer time.
    answers.sort_by_key(|line| !line.contains("UTC+02:00"));
    assert!(answers[0].contains("02:30–") && answers[0].contains("UTC+02:00"), "{answers:?}");
    assert!(answers[1].contains("02:30–03:00") && answers[1].contains("UTC+01:00"), "{answers:?}");
    world.finish().await;
}

#[tokio::test]
async fn meeting_over_fold_keeps_its_length() {
    let world = World::at("2027-10-01T08:00:00Z", &[owl()]).await;
    let made = world.book("owl", "2027-10-31T01:30:00+02:00", 120, ADA).await.expect(201);
    assert_eq!(made["booking"]["end"], "2027-10-31T01:30:00Z", "half past two, the second time");
    assert_eq!(starts(&world, "2027-10-31", 120).await, ["01:30", "02:00", "02:30", "03:00"]);
    world.finish().await;
}
