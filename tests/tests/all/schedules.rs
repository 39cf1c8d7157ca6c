//! Working times at the console: versions, exceptions, previews, and their effect on the public page at once.

use serde_json::{Value, json};
use tests::{World, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const SCHEDULE: &str = "/v1/admin/consultants/anna/schedule";
/// Tuesday and Wednesday.
const TUESDAY: &str = "consultantId=anna&from=2026-11-24&to=2026-11-24&duration=60";

fn hours(windows: &[(&str, &str)]) -> Value {
    windows.iter().map(|(start, end)| json!({"start": start, "end": end})).collect()
}

/// Pointers of the fields that another account changed, of a 412.
fn fields_of(problem: &Value) -> Vec<&str> {
    problem["current"]["fields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect()
}

#[tokio::test]
async fn second_admin_learns_what_changed() {
    let world = World::with(&[ordinary("anna")]).await;
    let (mut document, seen) = world.schedule_of("anna").await;
    let (admin, manager) = (world.admin().await, world.log_in("desk@magnetiq.example", &["manager"]).await);
    assert_eq!(world.put_as(SCHEDULE, &admin, None, &document).await.problem(428), "if_match_required");
    assert_eq!(world.put_as(SCHEDULE, &admin, Some("*"), &document).await.problem(428), "if_match_required");

    document["schedule"]["weekly"]["tuesday"]["windows"] = hours(&[("10:00", "12:00")]);
    document["rules"]["dailyLimit"] = json!(3);
    let first = world.put_as(SCHEDULE, &manager, Some(&seen), &document).await;
    assert_eq!(first.expect(200)["rules"]["dailyLimit"], 3);
    assert_ne!(first.header("etag"), seen);

    document["rules"]["gridMinutes"] = json!(15);
    let refused = world.put_as(SCHEDULE, &admin, Some(&seen), &document).await;
    assert_eq!(refused.problem(412), "changed_meanwhile");
    let problem = refused.json();
    assert_eq!(problem["current"]["etag"], first.header("etag"));
    assert_eq!(fields_of(&problem), ["/rules/dailyLimit", "/schedule/weekly/tuesday/windows"]);
    assert!(problem["current"]["changedBy"].is_string() && problem["current"]["changedAt"].is_string());
    // A proxy weakens the tag when it compresses.
    let weak = format!("W/{}", first.header("etag"));
    world.put_as(SCHEDULE, &admin, Some(&weak), &document).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn two_admins_at_once_lose_nothing() {
    let world = World::with(&[ordinary("anna")]).await;
    let (document, etag) = world.schedule_of("anna").await;
    let admin = world.admin().await;
    let changed = |limit: u32| {
        let mut document = document.clone();
        document["rules"]["dailyLimit"] = json!(limit);
        document
    };
    let (one, other) = (changed(1), changed(2));
    let (one, other) = tokio::join!(
        world.put_as(SCHEDULE, &admin, Some(&etag), &one),
        world.put_as(SCHEDULE, &admin, Some(&etag), &other)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let versions = world.get_as(&format!("{SCHEDULE}/versions"), &admin).await.expect(200);
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2);
    world.finish().await;
}

#[tokio::test]
async fn changed_hours_are_public_at_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T16:00:00+01:00", 60, ADA).await.expect(201);
    assert_eq!(world.starts(TUESDAY).await.len(), 14);
    let saved = world
        .save_schedule("anna", |document| {
            document["schedule"]["weekly"]["tuesday"]["windows"] = hours(&[("10:00", "12:00")]);
        })
        .await;
    assert_eq!(world.starts(TUESDAY).await, ["2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", "2026-11-24T10:00:00Z"]);
    assert_eq!(
        world.book("anna", "2026-11-24T14:00:00+01:00", 60, "b@clients.example").await.problem(409),
        "slot_not_offered"
    );
    assert_eq!(saved["outsideCount"], 1);
    let outside = &saved["outside"][0];
    assert_eq!(outside["reference"], reference_of(&made));
    assert_eq!((&outside["reason"], &outside["wasOutside"]), (&json!("outside_hours"), &json!(false)));
    assert_eq!(outside["client"]["lastName"], "Lovelace");
    // The booking keeps its time.
    assert_eq!(world.everything_of(&reference_of(&made)).await["booking"]["start"], "2026-11-24T15:00:00Z");
    world.finish().await;
}

#[tokio::test]
async fn rules_and_exceptions_are_views() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let (_, etag) = world.schedule_of("anna").await;
    let rules = json!({"durations": [60], "gridMinutes": 60, "meetingUrl": "https://meet.example.com/anna"});
    let saved = world.put_as("/v1/admin/consultants/anna/rules", &admin, Some(&etag), &rules).await;
    assert_eq!(saved.expect(200)["schedule"]["weekly"]["monday"]["windows"], hours(&[("09:00", "18:00")]));
    assert_eq!(world.starts(TUESDAY).await.len(), 9);

    let path = "/v1/admin/consultants/anna/exceptions";
    let exception = json!({"date": "2026-11-24", "windows": [{"start": "20:00", "end": "22:00"}]});
    assert_eq!(world.change_as("POST".parse().unwrap(), path, &admin, Some(&etag), &exception).await.status, 412);
    let etag = saved.header("etag").to_owned();
    let added = world.change_as("POST".parse().unwrap(), path, &admin, Some(&etag), &exception).await;
    assert_eq!(added.expect(200)["schedule"]["exceptions"][0]["date"], "2026-11-24");
    assert_eq!(world.starts(TUESDAY).await, ["2026-11-24T19:00:00Z", "2026-11-24T20:00:00Z"]);
    let removal = json!({"date": "2026-11-24", "windows": null});
    let removed = world.change_as("POST".parse().unwrap(), path, &admin, Some(added.header("etag")), &removal).await;
    assert_eq!(removed.expect(200)["schedule"]["exceptions"], json!([]));
    assert_eq!(world.starts(TUESDAY).await.len(), 9);

    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["meetingUrl"], "https://meet.example.com/anna");
    world.finish().await;
}

/// S2. The public page offers exactly the windows of an exception, in every zone, around clock changes too.
#[tokio::test]
async fn exceptions_replace_the_whole_day() {
    // A date off by weekday; the days before, of and after a clock change of that zone.
    let zones = [
        ("Pacific/Midway", ["2026-11-28", "2026-11-29", "2026-12-05"]),
        ("America/New_York", ["2026-10-31", "2026-11-01", "2026-11-02"]),
        ("Europe/Berlin", ["2026-10-24", "2026-10-25", "2026-10-26"]),
        ("Australia/Lord_Howe", ["2026-10-03", "2026-10-04", "2026-10-05"]),
        ("Pacific/Kiritimati", ["2026-11-28", "2026-11-29", "2026-12-05"]),
    ];
    for (zone, dates) in zones {
        let mut anna = consultant("anna", json!({"maximumAdvanceDays": 90, "minimumNoticeHours": 0}), Value::Null);
        anna["timezone"] = json!(zone);
        let world = World::at("2026-09-28T08:00:00Z", &[anna]).await;
        world
            .save_schedule("anna", |document| {
                let windows = hours(&[("08:00", "09:00"), ("13:30", "14:30")]);
                let entry = |date: &&str| json!({"date": date, "windows": windows});
                document["schedule"]["exceptions"] = dates.iter().map(entry).collect();
            })
            .await;
        for date in dates {
            let query = format!("consultantId=anna&from={date}&to={date}&duration=60&timezone={zone}");
            let zone: domain::zone::Tz = zone.parse().unwrap();
            let local = |start: &String| {
                start.parse::<chrono::DateTime<chrono::Utc>>().unwrap().with_timezone(&zone).format("%F %R").to_string()
            };
            let starts: Vec<String> = world.starts(&query).await.iter().map(local).collect();
            assert_eq!(starts, [format!("{date} 08:00"), format!("{date} 13:30")], "{zone}");
        }
        world.finish().await;
    }
}

#[tokio::test]
async fn exceptions_follow_skipped_and_repeated_hours() {
    let mut anna = consultant("anna", json!({"maximumAdvanceDays": 400, "minimumNoticeHours": 0}), Value::Null);
    anna["timezone"] = json!("Europe/Berlin");
    let world = World::with(&[anna]).await;
    world
        .save_schedule("anna", |document| {
            let night = hours(&[("01:00", "04:00")]);
            document["schedule"]["exceptions"] =
                json!([{"date": "2027-03-28", "windows": night}, {"date": "2027-10-31", "windows": night}]);
        })
        .await;
    let starts = async |date: &str| {
        world.starts(&format!("consultantId=anna&from={date}&to={date}&duration=60&timezone=Europe/Berlin")).await
    };
    // 01:00 CET to 04:00 CEST are two hours, 01:00 CEST to 04:00 CET are four.
    assert_eq!(starts("2027-03-28").await.first().unwrap(), "2027-03-28T00:00:00Z");
    assert_eq!(starts("2027-03-28").await.len(), 3);
    assert_eq!(starts("2027-10-31").await.len(), 7);
    assert_eq!(starts("2027-10-31").await.first().unwrap(), "2027-10-30T23:00:00Z");
    world.finish().await;
}

#[tokio::test]
async fn holidays_are_switchable() {
    let world = World::with(&[ordinary("anna")]).await;
    let christmas = "consultantId=anna&from=2026-12-25&to=2026-12-25&duration=60";
    let saved = world
        .save_schedule("anna", |document| {
            document["schedule"]["holidays"] =
                json!({"calendar": "DE-BE", "own": [{"month": 12, "day": 23, "name": "Founders' day"}]});
        })
        .await;
    assert!(world.starts(christmas).await.is_empty());
    assert!(world.starts("consultantId=anna&from=2026-12-23&to=2026-12-23").await.is_empty());
    let on = |document: &Value, date: &str| {
        let holidays = document["holidays"].as_array().unwrap();
        let found = holidays.iter().find(|holiday| holiday["date"] == date).unwrap_or_else(|| panic!("{date}"));
        (found["kind"].clone(), found["on"].clone())
    };
    assert_eq!(on(&saved, "2026-12-25"), (json!("public"), json!(true)));
    assert_eq!(on(&saved, "2026-12-23"), (json!("own"), json!(true)));
    let saved = world
        .save_schedule("anna", |document| document["schedule"]["holidays"]["except"] = json!(["2026-12-25"]))
        .await;
    assert_eq!(on(&saved, "2026-12-25"), (json!("public"), json!(false)));
    assert_eq!(world.starts(christmas).await.len(), 17);
    world.finish().await;
}

/// S4. The preview lists the bookings that saving leaves outside.
#[tokio::test]
async fn preview_writes_nothing_and_is_true() {
    let world = World::with(&[ordinary("anna")]).await;
    for (day, email) in [("24", "a@clients.example"), ("25", "b@clients.example"), ("26", "c@clients.example")] {
        world.book("anna", &format!("2026-11-{day}T09:00:00+01:00"), 60, email).await.expect(201);
    }
    // SES reports the deliveries a moment later.
    world.advance("PT5S").await;
    let admin = world.admin().await;
    let (mut draft, etag) = world.schedule_of("anna").await;
    draft["timezone"] = json!("Europe/London");
    draft["schedule"]["weekly"] = json!({
        "tuesday": {"windows": hours(&[("09:10", "09:20")])},
        "wednesday": {"windows": hours(&[("08:00", "12:00")]), "breaks": hours(&[("13:00", "14:00")])},
    });
    draft["rules"]["bufferAfterMinutes"] = json!(45);
    draft["rules"]["defaultDuration"] = json!(30);
    let before = world.table().await;
    let preview = world.post_as(&format!("{SCHEDULE}/preview"), &admin, &draft).await.expect(200);
    assert_eq!(world.table().await, before);
    let codes: Vec<&str> =
        preview["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        [
            "window_shorter_than_any_duration",
            "edge_off_grid",
            "break_outside_windows",
            "buffer_eats_day",
            "zone_changed"
        ]
    );
    assert_eq!(preview["warnings"][0]["day"], "tuesday");
    let message = preview["warnings"][4]["message"].as_str().unwrap();
    assert_eq!(message, "09:10 will be 09:10Z instead of 08:10Z. Bookings to come (3) keep their instant.");
    assert_eq!(preview["slots"].as_array().unwrap().len(), 14);
    assert!(preview["slotsBefore"].as_u64().unwrap() > preview["slotsAfter"].as_u64().unwrap());

    let saved = world.put_as(SCHEDULE, &admin, Some(&etag), &draft).await.expect(200);
    assert_eq!(preview["outside"], saved["outside"]);
    assert_eq!(saved["outsideCount"], 2, "Wednesday's meeting begins at 8:00 in London");
    // The slots that it showed are those on offer.
    let shown: Vec<Value> = preview["slots"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["after"].as_array().unwrap())
        .map(|slot| slot["start"].clone())
        .collect();
    let offered =
        world.starts("consultantId=anna&from=2026-11-23&to=2026-12-06&duration=30&timezone=Europe/London").await;
    assert_eq!(json!(shown), json!(offered));
    world.finish().await;
}

#[tokio::test]
async fn empty_weeks_and_full_days_are_warned_of() {
    let world = World::with(&[ordinary("anna")]).await;
    for (hour, email) in [("09", "a@clients.example"), ("11", "b@clients.example")] {
        world.book("anna", &format!("2026-11-24T{hour}:00:00+01:00"), 60, email).await.expect(201);
    }
    let admin = world.admin().await;
    let (mut draft, _) = world.schedule_of("anna").await;
    draft["rules"]["dailyLimit"] = json!(1);
    draft["rules"]["maximumAdvanceDays"] = json!(730);
    draft["schedule"]["holidays"] = json!({"calendar": "RU"});
    draft["schedule"]["weekly"] = json!({});
    let german = world.request("POST".parse().unwrap(), &format!("{SCHEDULE}/preview")).bearer_auth(&admin);
    let preview = world.send(german.header("accept-language", "de").json(&draft)).await.expect(200);
    let warnings: Vec<(&str, Option<&str>)> = preview["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| (warning["code"].as_str().unwrap(), warning["day"].as_str()))
        .collect();
    assert_eq!(
        warnings,
        [
            ("limit_below_booked", Some("2026-11-24")),
            ("holiday_calendar_ends", None),
            ("nothing_on_offer_for_14_days", None)
        ]
    );
    assert!(preview["warnings"][0]["message"].as_str().unwrap().starts_with("Am 2026-11-24 gibt es schon 2 Termine"));
    world.finish().await;
}

#[tokio::test]
async fn earlier_version_can_be_restored() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    world.save_schedule("anna", |document| document["schedule"]["weekly"] = json!({})).await;
    assert!(world.starts(TUESDAY).await.is_empty());
    // A closure of the team since.
    let absence = json!({"consultantIds": "all", "from": "2026-11-25", "to": "2026-11-25", "reason": "Works outing"});
    world.post_as("/v1/admin/absences", &admin, &absence).await.expect(202);

    let path = format!("{SCHEDULE}/versions");
    let listed = world.get_as(&path, &admin).await.expect(200);
    let versions: Vec<(u64, Value)> = listed["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| (version["version"].as_u64().unwrap(), version["fields"].clone()))
        .collect();
    let weekdays: Vec<String> = ["friday", "monday", "thursday", "tuesday", "wednesday"]
        .iter()
        .map(|day| format!("/schedule/weekly/{day}"))
        .collect();
    assert_eq!(versions, [(3, json!(["/schedule/blackouts"])), (2, json!(weekdays)), (1, json!([]))]);
    assert!(listed["versions"][0]["changedBy"].is_string() && listed["versions"][2]["changedBy"].is_null());

    let (_, etag) = world.schedule_of("anna").await;
    let restore = format!("{SCHEDULE}/restore");
    let post = "POST".parse::<reqwest::Method>().unwrap();
    let unknown = world.change_as(post.clone(), &restore, &admin, Some(&etag), &json!({"version": 9})).await;
    assert_eq!(unknown.faults(), [("/version".to_owned(), "unknown_value".to_owned())]);
    assert_eq!(world.change_as(post.clone(), &restore, &admin, None, &json!({"version": 1})).await.status, 428);
    world.change_as(post, &restore, &admin, Some(&etag), &json!({"version": 1})).await.expect(200);
    assert_eq!(world.starts(TUESDAY).await.len(), 17);
    let wednesday = "consultantId=anna&from=2026-11-25&to=2026-11-25&duration=60";
    assert!(world.starts(wednesday).await.is_empty(), "what is closed for the team stays closed");
    world.finish().await;
}

#[tokio::test]
async fn faulty_document_names_every_fault() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let (mut document, etag) = world.schedule_of("anna").await;
    document["timezone"] = json!("Europe/Atlantis");
    document["schedule"]["weekly"]["monday"]["windows"] =
        hours(&[("09:00", "12:00"), ("11:00", "13:00"), ("14:00", "13:00")]);
    document["rules"]["durations"] = json!([]);
    for path in [SCHEDULE.to_owned(), format!("{SCHEDULE}/preview")] {
        let method = if path.ends_with("preview") { "POST" } else { "PUT" };
        let refused = world.change_as(method.parse().unwrap(), &path, &admin, Some(&etag), &document).await;
        let expected = [
            ("/timezone", "unknown_value"),
            ("/schedule/weekly/monday/windows/2", "out_of_range"),
            ("/rules/durations", "required"),
            ("/schedule/weekly/monday/windows/1", "out_of_range"),
        ];
        assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    }
    let refused = world.put_as(SCHEDULE, &admin, Some(&etag), &json!({"timezone": "Europe/Berlin"})).await;
    assert_eq!(refused.faults().into_iter().map(|fault| fault.0).collect::<Vec<_>>(), ["/schedule", "/rules"]);
    world.finish().await;
}

#[tokio::test]
async fn oversized_schedule_is_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let (mut document, etag) = world.schedule_of("anna").await;
    let first = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let windows: Value = (0..12)
        .map(|hour| json!({"start": format!("{:02}:00", 2 * hour), "end": format!("{:02}:00", 2 * hour + 1)}))
        .collect();
    document["schedule"]["exceptions"] =
        first.iter_days().take(300).map(|date| json!({"date": date, "windows": windows})).collect();
    let refused = world.put_as(SCHEDULE, &admin, Some(&etag), &document).await;
    assert_eq!(refused.faults(), [("/schedule/exceptions".to_owned(), "too_long".to_owned())]);
    let huge = json!({"timezone": "x".repeat(600 * 1024)});
    assert_eq!(world.put_as(SCHEDULE, &admin, Some(&etag), &huge).await.problem(413), "body_too_large");
    world.finish().await;
}

#[tokio::test]
async fn schedules_follow_the_table_of_rights() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let (document, etag) = world.schedule_of("anna").await;
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    assert_eq!(world.get_as(SCHEDULE, &ben).await.problem(403), "forbidden");
    for reader in [&anna, &viewer] {
        world.get_as(SCHEDULE, reader).await.expect(200);
    }
    for stranger in [&ben, &viewer] {
        assert_eq!(world.put_as(SCHEDULE, stranger, Some(&etag), &document).await.problem(403), "forbidden");
    }
    world.put_as(SCHEDULE, &anna, Some(&etag), &document).await.expect(200);
    let unknown = "/v1/admin/consultants/nobody/schedule";
    assert_eq!(world.get_as(unknown, &viewer).await.problem(404), "not_found");
    assert_eq!(world.get(SCHEDULE).await.status, 401);
    world.finish().await;
}
