//! Jobs run at their instants in every zone, on the days of clock changes, too.

use serde_json::{Value, json};
use tests::{World, at, booking_body, consultant, tireless};

/// A zone with its offset on an ordinary day of November, and the instants of a meeting there on Thursday at 10:00.
struct Zone {
    id: &'static str,
    name: &'static str,
    offset: &'static str,
    day_before: &'static str,
    four_hours: &'static str,
    two_hours: &'static str,
    check: &'static str,
    next_morning: &'static str,
}

const ZONES: [Zone; 4] = [
    Zone {
        id: "lola",
        name: "America/Los_Angeles",
        offset: "-08:00",
        day_before: "2026-11-25T18:00",
        four_hours: "2026-11-26T14:00",
        two_hours: "2026-11-26T16:00",
        check: "2026-11-26T19:15",
        next_morning: "2026-11-27T17:00",
    },
    Zone {
        id: "thandi",
        name: "Africa/Johannesburg",
        offset: "+02:00",
        day_before: "2026-11-25T08:00",
        four_hours: "2026-11-26T04:00",
        two_hours: "2026-11-26T06:00",
        check: "2026-11-26T09:15",
        next_morning: "2026-11-27T07:00",
    },
    Zone {
        id: "maya",
        name: "Asia/Kathmandu",
        offset: "+05:45",
        day_before: "2026-11-25T04:15",
        four_hours: "2026-11-26T00:15",
        two_hours: "2026-11-26T02:15",
        check: "2026-11-26T05:30",
        next_morning: "2026-11-27T03:15",
    },
    Zone {
        id: "kenji",
        name: "Asia/Tokyo",
        offset: "+09:00",
        day_before: "2026-11-25T01:00",
        four_hours: "2026-11-25T21:00",
        two_hours: "2026-11-25T23:00",
        check: "2026-11-26T02:15",
        next_morning: "2026-11-27T00:00",
    },
];

fn consultants() -> Vec<Value> {
    ZONES.iter().map(|zone| tireless(zone.id, zone.name)).collect()
}

impl Zone {
    fn client(&self) -> String {
        format!("client.of.{}@clients.example", self.id)
    }

    fn consultant(&self) -> String {
        format!("{}@consultants.example", self.id)
    }

    /// Books for a client in the consultant's zone, at a local time.
    async fn book(&self, world: &World, local: &str) -> Value {
        let mut body = booking_body(self.id, &format!("{local}:00{}", self.offset), 60, &self.client());
        body["timezone"] = json!(self.name);
        let made = world.post("/v1/bookings", &body).await.expect(201);
        world.settle().await;
        made
    }
}

/// The mails to an address after the first.
async fn later(world: &World, address: &str) -> Vec<(String, String)> {
    world.mail_history(address).await.split_off(1)
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_at_local_instants() {
    let world = World::with(&consultants()).await;
    for zone in &ZONES {
        zone.book(&world, "2026-11-26T10:00").await;
    }
    world.set_clock("2026-11-27T17:30:00Z").await;
    for zone in &ZONES {
        let reminders = [at("reminder_24h", zone.day_before), at("reminder_2h", zone.two_hours)];
        assert_eq!(later(&world, &zone.client()).await, reminders, "{}", zone.name);
        let asked = [
            at("consultant_prep_reminder", zone.four_hours),
            at("attendance_check", zone.check),
            at("attendance_check", zone.next_morning),
        ];
        assert_eq!(later(&world, &zone.consultant()).await, asked, "{}", zone.name);
        let hours = format!("Thursday, 26 November 2026, 10:00–11:00 ({}, UTC{})", zone.name, zone.offset);
        for address in [zone.client(), zone.consultant()] {
            for mail in world.mails_to(&address).await {
                let text = world.email(&mail).await.text;
                assert!(text.contains(&hours), "{text}");
            }
        }
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_jobs_send_nothing() {
    let world = World::with(&consultants()).await;
    // 11:00 UTC, three hours from now, in every zone; on the grid in Kathmandu, too.
    for zone in &ZONES {
        let mut body = booking_body(zone.id, "2026-11-23T11:00:00Z", 60, &format!("soon.{}", zone.client()));
        body["timezone"] = json!(zone.name);
        world.post("/v1/bookings", &body).await.expect(201);
        let moved = zone.book(&world, "2026-11-25T10:00").await;
        world.move_to(&moved, &json!({"start": format!("2026-11-26T10:00:00{}", zone.offset)})).await.expect(200);
        let mut body = booking_body(
            zone.id,
            &format!("2026-11-25T14:00:00{}", zone.offset),
            60,
            &format!("off.{}", zone.client()),
        );
        body["timezone"] = json!(zone.name);
        let off = world.post("/v1/bookings", &body).await.expect(201);
        world.cancel(&off).await.expect(200);
        world.settle().await;
    }
    world.set_clock("2026-11-26T20:00:00Z").await;
    for zone in &ZONES {
        let soon = later(&world, &format!("soon.{}", zone.client())).await;
        // Without an answer, 48 hours after the end it counts as completed.
        let expected = [at("reminder_2h", "2026-11-23T09:00"), at("post_meeting_followup", "2026-11-25T12:00")];
        assert_eq!(soon, expected, "{}", zone.name);
        let moved: Vec<_> = world.mail_history(&zone.client()).await;
        let reminders: Vec<_> = moved.into_iter().filter(|(template, _)| template.starts_with("reminder")).collect();
        assert_eq!(
            reminders,
            [at("reminder_24h", zone.day_before), at("reminder_2h", zone.two_hours)],
            "{}",
            zone.name
        );
        let off = world.mail_history(&format!("off.{}", zone.client())).await;
        assert!(off.iter().all(|(template, _)| template.starts_with("booking_")), "{off:?}");
        let prepared = world.mail_history(&zone.consultant()).await;
        let prepared: Vec<_> = prepared.iter().filter(|(template, _)| template == "consultant_prep_reminder").collect();
        assert_eq!(prepared, [&at("consultant_prep_reminder", zone.four_hours)], "{}", zone.name);
    }
    world.finish().await;
}

/// Books a meeting of an hour for a client in Berlin, at an instant; returns the client's address.
async fn at_instant(world: &World, consultant: &str, zone: &str, start: &str) -> String {
    let email = format!("client{}@clients.example", start.replace([':', '-'], ""));
    let mut body = booking_body(consultant, start, 60, &email);
    body["timezone"] = json!(zone);
    world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    email
}

#[tokio::test(flavor = "multi_thread")]
async fn clock_change_in_berlin() {
    let world = World::at("2027-03-25T08:00:00Z", &[tireless("anna", "Europe/Berlin")]).await;
    // Saturday 18:00, before the change, and Sunday 9:00, after it.
    let saturday = at_instant(&world, "anna", "Europe/Berlin", "2027-03-27T17:00:00Z").await;
    let sunday = at_instant(&world, "anna", "Europe/Berlin", "2027-03-28T07:00:00Z").await;
    world.set_clock("2027-03-29T08:00:00Z").await;
    let reminders = |day: &str, two: &str| vec![at("reminder_24h", day), at("reminder_2h", two)];
    assert_eq!(later(&world, &saturday).await, reminders("2027-03-26T17:00", "2027-03-27T15:00"));
    assert_eq!(later(&world, &sunday).await, reminders("2027-03-27T07:00", "2027-03-28T05:00"));
    let text = world.email_to(&sunday, "reminder_24h").await.text;
    assert!(text.contains("Sunday, 28 March 2027, 09:00–10:00 (Europe/Berlin, UTC+02:00)"), "{text}");
    let mails: Vec<_> = world.mail_history("anna@consultants.example").await.split_off(2);
    let expected = [
        at("consultant_prep_reminder", "2027-03-27T13:00"),
        at("attendance_check", "2027-03-27T18:15"),
        at("consultant_prep_reminder", "2027-03-28T03:00"),
        // 9:00 in Berlin on both mornings: an hour earlier than it was.
        at("attendance_check", "2027-03-28T07:00"),
        at("attendance_check", "2027-03-28T08:15"),
        at("attendance_check", "2027-03-29T07:00"),
    ];
    assert_eq!(mails, expected);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clock_change_in_los_angeles() {
    let world = World::at("2027-03-11T08:00:00Z", &[tireless("lola", "America/Los_Angeles")]).await;
    // Saturday noon, before the change, and Sunday 5:00, three hours after it.
    let saturday = at_instant(&world, "lola", "America/Los_Angeles", "2027-03-13T20:00:00Z").await;
    let sunday = at_instant(&world, "lola", "America/Los_Angeles", "2027-03-14T12:00:00Z").await;
    world.set_clock("2027-03-15T16:30:00Z").await;
    let reminders = |day: &str, two: &str| vec![at("reminder_24h", day), at("reminder_2h", two)];
    assert_eq!(later(&world, &saturday).await, reminders("2027-03-12T20:00", "2027-03-13T18:00"));
    assert_eq!(later(&world, &sunday).await, reminders("2027-03-13T12:00", "2027-03-14T10:00"));
    let text = world.email_to(&sunday, "reminder_24h").await.text;
    assert!(text.contains("Sunday, 14 March 2027, 05:00–06:00 (America/Los_Angeles, UTC-07:00)"), "{text}");
    let mails: Vec<_> = world.mail_history("lola@consultants.example").await.split_off(2);
    let expected = [
        at("consultant_prep_reminder", "2027-03-13T16:00"),
        at("attendance_check", "2027-03-13T21:15"),
        at("consultant_prep_reminder", "2027-03-14T08:00"),
        at("attendance_check", "2027-03-14T13:15"),
        at("attendance_check", "2027-03-14T16:00"),
        at("attendance_check", "2027-03-15T16:00"),
    ];
    assert_eq!(mails, expected);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vancouver_keeps_summer_time() {
    let mut vera = consultant("vera", json!({"minimumNoticeHours": 0}), Value::Null);
    vera["timezone"] = json!("America/Vancouver");
    let world = World::at("2026-11-28T12:00:00Z", &[vera]).await;
    // Tuesday, 9:00 to 18:00 at UTC-7.
    let listed = world.starts("consultantId=vera&timezone=America/Vancouver&from=2026-12-01&to=2026-12-01").await;
    let ends = (listed.first().map(String::as_str), listed.last().map(String::as_str));
    assert_eq!(ends, (Some("2026-12-01T16:00:00Z"), Some("2026-12-02T00:30:00Z")));
    let mut body = booking_body("vera", "2026-12-01T16:00:00Z", 30, "ada@clients.example");
    body["timezone"] = json!("America/Vancouver");
    world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    let text = world.email_to("ada@clients.example", "booking_confirmation").await.text;
    let hours = "Tuesday, 1 December 2026, 09:00–09:30 (America/Vancouver, UTC-07:00)";
    assert!(text.contains(hours), "{text}");
    world.finish().await;
}

#[tokio::test]
async fn answers_tell_their_zones() {
    let world = World::with(&[tireless("vera", "America/Vancouver")]).await;
    let health = world.get("/v1/health").await.expect(200);
    let site = world.get("/v1/site").await.expect(200);
    assert!(health["zoneData"].as_str().unwrap() >= "2026f", "{health}");
    assert_eq!(site["zoneData"], health["zoneData"]);
    assert_eq!((site.get("zone"), &site["offsets"]), (None, &json!([])));
    for (asked, zone) in [
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("europe/berlin", "Europe/Berlin"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Etc/Unknown", "UTC"),
        ("%2B01:00", "UTC"),
    ] {
        let site = world.get(&format!("/v1/site?timezone={asked}")).await.expect(200);
        assert_eq!(site["zone"], zone, "{asked}");
        assert!(site["offsets"][0]["zone"] == zone && site["offsets"][0]["minutes"].is_i64(), "{site}");
    }
    let vancouver = json!([
        {"zone": "America/Vancouver", "from": "2025-01-01T00:00:00Z", "to": "2025-03-09T10:00:00Z", "minutes": -480},
        {"zone": "America/Vancouver", "from": "2025-03-09T10:00:00Z", "to": "2025-11-02T09:00:00Z", "minutes": -420},
        {"zone": "America/Vancouver", "from": "2025-11-02T09:00:00Z", "to": "2026-03-08T10:00:00Z", "minutes": -480},
        {"zone": "America/Vancouver", "from": "2026-03-08T10:00:00Z", "to": "2029-01-01T00:00:00Z", "minutes": -420},
    ]);
    assert_eq!(world.get("/v1/consultants").await.expect(200)["offsets"], vancouver);
    let days = world.get("/v1/availability?consultantId=vera&timezone=America/Vancouver").await.expect(200);
    assert_eq!(days["offsets"], vancouver);
    world.finish().await;
}
