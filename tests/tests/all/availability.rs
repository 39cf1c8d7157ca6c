//! `GET /v1/availability`: its dates, consultants, zones, and reasons without slots.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{World, consultant, ordinary};

const ADA: &str = "ada@clients.example";

/// The days of an answer as `(date, number of slots)`.
async fn days(world: &World, query: &str) -> Vec<(String, usize)> {
    let answer = world.get(&format!("/v1/availability?{query}")).await.expect(200);
    let day = |day: &Value| (day["date"].as_str().unwrap().to_owned(), day["slots"].as_array().unwrap().len());
    answer["days"].as_array().unwrap().iter().map(day).collect()
}

async fn slots(world: &World, query: &str) -> Vec<Value> {
    let answer = world.get(&format!("/v1/availability?{query}")).await.expect(200);
    answer["days"].as_array().unwrap().iter().flat_map(|day| day["slots"].as_array().unwrap().clone()).collect()
}

fn text<'a>(slot: &'a Value, name: &str) -> &'a str {
    slot[name].as_str().unwrap()
}

#[tokio::test]
async fn range_includes_both_ends() {
    let world = World::with(&[ordinary("anna")]).await;
    let found = days(&world, "consultantId=anna&from=2026-11-27&to=2026-12-01").await;
    let expected = [("2026-11-27", 18), ("2026-11-28", 0), ("2026-11-29", 0), ("2026-11-30", 18), ("2026-12-01", 18)];
    assert_eq!(found, expected.map(|(date, count)| (date.to_owned(), count)));
    // Without dates: today and thirteen days on; without an end: so many from the beginning.
    for (query, first, last) in [
        ("consultantId=anna", "2026-11-23", "2026-12-06"),
        ("consultantId=anna&from=2026-12-01", "2026-12-01", "2026-12-14"),
        ("consultantId=anna&to=2026-11-25", "2026-11-23", "2026-11-25"),
    ] {
        let found = days(&world, query).await;
        assert_eq!((found[0].0.as_str(), found.last().unwrap().0.as_str()), (first, last), "{query}");
    }
    world.finish().await;
}

#[tokio::test]
async fn days_that_are_over_are_empty() {
    let world = World::with(&[ordinary("anna")]).await;
    let found = days(&world, "consultantId=anna&from=2026-11-18&to=2026-11-24").await;
    assert_eq!(found.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 13, 18]);
    assert_eq!(days(&world, "from=1900-01-01&to=1900-01-02").await.len(), 2);
    assert_eq!(days(&world, "from=9989-11-30&to=9989-12-31").await.len(), 32);
    world.finish().await;
}

/// A consultant with a slot every five minutes, day and night.
fn endless(id: &str) -> Value {
    let mut endless = tests::tireless(id, "UTC");
    endless["rules"] = json!({"gridMinutes": 5, "durations": [5], "maximumAdvanceDays": 90});
    endless
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_answer_names_last_date() {
    let world = World::with(&[endless("anna"), endless("ben")]).await;
    let query = "consultantId=anna,ben&duration=5&from=2026-11-24&to=";
    let refused = world.get(&format!("/v1/availability?{query}2027-01-24")).await;
    assert_eq!(refused.faults(), [("?to".to_owned(), "range_too_large".to_owned())]);
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    let (_, last) = detail.split_once("until ").unwrap();
    assert_eq!(&last[..10], "2026-12-29", "36 days of 115 kB: {detail}");
    let found = world.get(&format!("/v1/availability?{query}2026-12-29")).await;
    assert!((2_000_000..4_200_000).contains(&found.text.len()), "{}", found.text.len());
    found.expect(200);
    world.get("/v1/availability?consultantId=anna&duration=5&from=2026-11-24&to=2027-01-24").await.expect(200);
    let made = world.book("anna", "2026-11-24T10:00:00Z", 5, ADA).await.expect(201);
    let path =
        format!("/v1/bookings/{}/availability?{query}2027-01-24", made["booking"]["reference"].as_str().unwrap());
    let refused = world.get_as(&path, made["manageToken"].as_str().unwrap()).await;
    assert_eq!(refused.faults(), [("?to".to_owned(), "range_too_large".to_owned())]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slot_lists_at_most_twenty_consultants() {
    let team: Vec<Value> = (0..25).map(|number| ordinary(&format!("c{number:02}"))).collect();
    let world = World::with(&team).await;
    let listed = slots(&world, "consultantId=any&duration=30&from=2026-11-24&to=2026-11-24").await;
    let next = world.get("/v1/availability/next?consultantId=any&duration=30").await.expect(200);
    for slot in listed.iter().chain([&next["slot"]]) {
        assert_eq!((slot["consultantIds"].as_array().unwrap().len(), &slot["consultantCount"]), (20, &json!(25)));
    }
    let named = slots(&world, "consultantId=c00&duration=30&from=2026-11-24&to=2026-11-24").await;
    assert!(named.iter().all(|slot| slot.get("consultantCount").is_none()));
    world.finish().await;
}

#[tokio::test]
async fn invalid_range_is_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    assert_eq!(days(&world, "from=2026-12-01&to=2027-01-31").await.len(), 62);
    for query in [
        "from=2026-12-01&to=2027-02-01",
        "from=2026-12-02&to=2026-12-01",
        "to=2026-11-22",
        "to=2027-02-01",
        "consultantId=anna&to=2026-11-22",
        "timezone=Asia/Tokyo&to=2026-11-22",
    ] {
        let faults = world.get(&format!("/v1/availability?{query}")).await.faults();
        assert_eq!(faults, [("?to".to_owned(), "out_of_range".to_owned())], "{query}");
    }
    world.finish().await;
}

#[tokio::test]
async fn slot_date_uses_requested_zone() {
    let world = World::with(&[ordinary("anna")]).await;
    // 9:00 to 18:00 in Berlin is 17:00 to 2:00 of the next day in Tokyo, and the last slot starts at 1:30.
    let tokyo = days(&world, "consultantId=anna&timezone=Asia/Tokyo&from=2026-11-27&to=2026-11-30").await;
    assert_eq!(tokyo.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [4 + 14, 4, 0, 14]);
    // … and 22:00 of the day before to 7:00 in Honolulu.
    let honolulu = days(&world, "consultantId=anna&timezone=Pacific/Honolulu&from=2026-11-26&to=2026-11-27").await;
    assert_eq!(honolulu.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [14 + 4, 14]);
    let answer = world.get("/v1/availability?consultantId=anna").await.expect(200);
    assert_eq!((text(&answer, "timezone"), &answer["duration"]), ("Europe/Berlin", &json!(30)));
    world.finish().await;
}

#[tokio::test]
async fn defaults_are_the_consultants_own() {
    let mut kenji = consultant("kenji", json!({"durations": [45, 90], "gridMinutes": 15}), Value::Null);
    kenji["timezone"] = json!("Asia/Tokyo");
    let world = World::with(&[kenji, ordinary("anna")]).await;
    let answer = world.get("/v1/availability?consultantId=kenji").await.expect(200);
    assert_eq!((text(&answer, "timezone"), &answer["duration"]), ("Asia/Tokyo", &json!(45)));
    assert_eq!(answer["days"][1]["slots"][0]["start"], "2026-11-24T00:00:00Z");
    for query in ["", "consultantId=any", "consultantId=kenji,anna"] {
        let answer = world.get(&format!("/v1/availability?{query}")).await.expect(200);
        assert_eq!((text(&answer, "timezone"), &answer["duration"]), ("Europe/Berlin", &json!(30)));
    }
    let check =
        world.get("/v1/availability/check?consultantId=kenji&start=2026-11-24T09:00:00 09:00").await.expect(200);
    assert_eq!(check["isAvailable"], true, "a space before an offset is a plus, and 45 minutes are meant");
    world.finish().await;
}

#[tokio::test]
async fn default_length_is_shortest_offered() {
    let by_phone = |durations: Value, kinds: Value| json!({"durations": durations, "meetingTypes": kinds});
    let world = World::with(&[
        consultant("anna", by_phone(json!([60, 90]), json!(["video", "phone"])), Value::Null),
        consultant("ben", by_phone(json!([45]), json!(["phone"])), Value::Null),
    ])
    .await;
    for (query, duration, whose) in [
        ("", 45, "ben"),
        ("consultantId=anna,ben", 45, "ben"),
        ("meetingType=video", 60, "anna"),
        ("consultantId=anna,ben&meetingType=video", 60, "anna"),
        ("consultantId=anna", 60, "anna"),
    ] {
        let answer = world.get(&format!("/v1/availability?{query}")).await.expect(200);
        assert_eq!(answer["duration"], duration, "{query}");
        let first = &answer["days"][1]["slots"][0];
        assert_eq!((text(first, "start"), text(first, "consultantId")), ("2026-11-24T08:00:00Z", whose), "{query}");
    }
    let next = world.get("/v1/availability/next?earliest=2026-11-24T00:00:00Z").await.expect(200)["slot"].clone();
    assert_eq!((text(&next, "end"), text(&next, "consultantId")), ("2026-11-24T08:45:00Z", "ben"));
    let next = world.get("/v1/availability/next?earliest=2026-11-24T00:00:00Z&meetingType=video").await.expect(200);
    assert_eq!(text(&next["slot"], "end"), "2026-11-24T09:00:00Z");
    let start = "start=2026-11-24T10:00:00Z";
    let suggested = world.get(&format!("/v1/availability/suggestions?{start}")).await.expect(200);
    assert_eq!(text(&suggested["suggestions"][0], "end"), "2026-11-24T10:45:00Z");
    let checked = world.get(&format!("/v1/availability/check?{start}")).await.expect(200);
    assert_eq!(checked["isAvailable"], true);
    // A length that no consultant offers is still answered if requested.
    let faults = world.get("/v1/availability?duration=30").await.faults();
    assert_eq!(faults, [("?duration".to_owned(), "not_offered".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn today_uses_the_consultants_zone() {
    // It is still Monday in Los Angeles, and Tuesday already in Tokyo.
    let mut consultants = ["lara", "kenji"].map(ordinary);
    consultants[0]["timezone"] = json!("America/Los_Angeles");
    consultants[1]["timezone"] = json!("Asia/Tokyo");
    let world = World::at("2026-11-24T02:00:00Z", &consultants).await;
    assert_eq!(days(&world, "consultantId=lara&to=2026-11-23").await, [("2026-11-23".to_owned(), 0)]);
    assert_eq!(days(&world, "consultantId=lara&from=2026-11-23").await.len(), 14);
    world.post("/_local/clock", &json!({"set": "2026-11-24T20:00:00Z"})).await.expect(200);
    let longest = days(&world, "consultantId=kenji&to=2027-01-25").await;
    assert_eq!((longest.len(), longest[0].0.as_str()), (62, "2026-11-25"));
    assert_eq!(longest[0].1, 18, "from 9:00, as it is 5:00 now");
    world.finish().await;
}

#[tokio::test]
async fn any_merges_slots_of_all() {
    let world = World::with(&["anna", "ben", "clara"].map(ordinary)).await;
    world.book("anna", "2026-11-24T09:00:00+01:00", 30, ADA).await.expect(201);
    let day = "from=2026-11-24&to=2026-11-24&duration=30";
    let two = slots(&world, &format!("consultantId=clara,anna,clara&{day}")).await;
    let first: Vec<(&str, &str)> =
        two[..3].iter().map(|slot| (&text(slot, "start")[11..16], text(slot, "consultantId"))).collect();
    assert_eq!(first, [("08:00", "clara"), ("08:30", "clara"), ("08:30", "anna")]);
    assert_eq!(two.len(), 18 + 17);
    assert!(two.iter().all(|slot| slot.get("consultantIds").is_none()));

    let any = slots(&world, &format!("consultantId=any&{day}")).await;
    assert_eq!(any.len(), 18);
    // The consultant with the fewest bookings of that week is named first, and would be picked.
    assert_eq!(any[0]["consultantIds"], json!(["ben", "clara"]));
    assert_eq!(any[1]["consultantIds"], json!(["ben", "clara", "anna"]));
    assert!(any.iter().all(|slot| slot["consultantId"] == slot["consultantIds"][0]));
    let picked = world.book("any", "2026-11-24T09:30:00+01:00", 30, ADA).await.expect(201);
    let picked = text(&picked["booking"], "consultantId").to_owned();
    let other = if picked == "ben" { "clara" } else { "ben" };
    assert!(["ben", "clara"].contains(&picked.as_str()), "one of the equals");
    let any = slots(&world, day).await;
    assert_eq!(any[0]["consultantIds"], json!([other, picked]), "by the week");
    assert_eq!(any[1]["consultantIds"], json!([other, "anna"]));
    world.finish().await;
}

#[tokio::test]
async fn unavailable_slots_list_their_reasons() {
    let day = json!({"windows": [{"start": "09:00", "end": "13:00"}], "breaks": [{"start": "11:00", "end": "11:30"}]});
    let schedule = json!({
        "weekly": {"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day},
        "exceptions": [{"date": "2026-11-26", "windows": []}, {"date": "2026-11-28", "windows": [{"start": "09:00", "end": "10:00"}]}],
        "holidays": {"own": [{"month": 11, "day": 25, "name": "Founders' day"}]},
        "blackouts": [{"from": "2026-11-27", "to": "2026-11-27"}]
    });
    let world = World::with(&[consultant("anna", json!({"maximumAdvanceDays": 7}), schedule)]).await;
    world.book("anna", "2026-11-24T09:00:00+01:00", 60, ADA).await.expect(201);
    let query = "consultantId=anna&duration=60&from=2026-11-23&to=2026-12-01";
    let listed = slots(&world, &format!("{query}&include=unavailable")).await;
    let of = |date: &str| -> Vec<String> {
        let that_day = listed.iter().filter(|slot| text(slot, "start").starts_with(date));
        that_day
            .map(|slot| {
                format!("{} {}", &text(slot, "start")[11..16], slot["conflictReason"].as_str().unwrap_or("free"))
            })
            .collect()
    };
    let all = |reason: &str| {
        ["08:00", "08:30", "09:00", "09:30", "10:30", "11:00", "11:30"].map(|time| format!("{time} {reason}"))
    };
    assert_eq!(of("2026-11-23")[..4], ["08:00 notice", "08:30 notice", "09:00 notice", "09:30 outside_hours"]);
    assert_eq!(
        of("2026-11-24"),
        [
            "08:00 booked",
            "08:30 booked",
            "09:00 free",
            "09:30 outside_hours",
            "10:30 free",
            "11:00 free",
            "11:30 outside_hours"
        ]
    );
    assert_eq!(of("2026-11-25")[..3], all("holiday")[..3]);
    assert_eq!(of("2026-11-26")[..3], all("blocked")[..3]);
    assert_eq!(of("2026-11-27")[..3], all("blocked")[..3]);
    assert_eq!(of("2026-11-28"), ["08:00 free", "08:30 outside_hours"]);
    assert_eq!(of("2026-11-29"), [""; 0]);
    assert_eq!(of("2026-12-01")[..3], all("horizon")[..3]);
    for date in ["2026-11-25", "2026-11-26", "2026-11-27", "2026-12-01"] {
        assert_eq!(of(date).len(), 7, "the starts of the week's hours, breaks left out");
    }
    let free: Vec<Value> = listed.iter().filter(|slot| slot["available"] == true).cloned().collect();
    assert_eq!(free, slots(&world, query).await, "without asking: those on offer alone");
    let any = slots(&world, "duration=60&from=2026-11-24&to=2026-11-24&include=unavailable").await;
    assert_eq!((&any[0]["consultantIds"], text(&any[0], "conflictReason")), (&json!([]), "booked"));
    world.finish().await;
}

#[tokio::test]
async fn past_dates_list_no_slots() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    // Friday to Monday, which is today.
    for query in
        ["consultantId=anna&from=2026-11-20&to=2026-11-23", "from=2026-11-20&to=2026-11-23&timezone=Asia/Tokyo"]
    {
        let listed = world.get(&format!("/v1/availability?{query}&include=unavailable")).await.expect(200);
        let counts: Vec<usize> =
            listed["days"].as_array().unwrap().iter().map(|day| day["slots"].as_array().unwrap().len()).collect();
        assert_eq!((counts.len(), &counts[..3]), (4, &[0, 0, 0][..]), "{query}");
        assert!(counts[3] > 0, "{query}: today's hours are listed with their reasons");
    }
    assert!(slots(&world, "consultantId=anna&from=2026-11-16&to=2026-11-20&include=unavailable").await.is_empty());
    world.finish().await;
}

/// Books every slot of a day, each as the first of the remaining ones, until none is left.
async fn sell_out(world: &World, consultant: &str, date: &str, duration: u32) -> usize {
    let query = format!("consultantId={consultant}&duration={duration}&from={date}&to={date}");
    let mut sold = BTreeSet::new();
    for round in 0.. {
        let left = world.starts(&query).await;
        // Not always the first, so that gaps of all sizes come about.
        let Some(start) = left.get(round * 7 % left.len().max(1)) else { break };
        world.book(consultant, start, duration, ADA).await.expect(201);
        assert!(sold.insert(start.clone()), "{start} was sold twice");
    }
    sold.len()
}

#[tokio::test]
async fn every_listed_slot_can_be_booked() {
    let rules =
        json!({"gridMinutes": 15, "bufferBeforeMinutes": 5, "bufferAfterMinutes": 10, "durations": [15, 30, 45, 60]});
    let world = World::with(&[consultant("anna", rules, Value::Null)]).await;
    for (date, duration) in [("2026-11-24", 45), ("2026-11-25", 30)] {
        let sold = sell_out(&world, "anna", date, duration).await;
        assert!(sold >= 5, "{sold}");
        assert!(sell_out(&world, "anna", date, 15).await > 0, "the gaps take shorter meetings");
        let all = world
            .get(&format!("/v1/availability?consultantId=anna&duration=15&from={date}&to={date}&include=unavailable"))
            .await
            .expect(200);
        for slot in all["days"][0]["slots"].as_array().unwrap() {
            assert_eq!(slot["available"], false);
            let refused = world.book("anna", text(slot, "start"), 15, "late@clients.example").await.expect(409);
            assert_eq!(refused["reason"], slot["conflictReason"], "{slot}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn default_duration_is_the_consultants() {
    let rules = json!({"durations": [30, 60, 90], "defaultDuration": 60});
    let world = World::with(&[consultant("anna", rules, Value::Null), ordinary("ben")]).await;
    let duration = async |query: &str| {
        world.get(&format!("/v1/availability?{query}")).await.expect(200)["duration"].as_u64().unwrap()
    };
    assert_eq!(duration("consultantId=anna").await, 60);
    assert_eq!(duration("consultantId=anna&duration=90").await, 90);
    assert_eq!(duration("consultantId=any").await, 30, "for anyone, as before");
    let shown = world.get("/v1/consultants/anna").await.expect(200);
    assert_eq!(shown["defaultDuration"], 60);
    let first = &slots(&world, "consultantId=anna").await[0];
    let times = |slot: &Value| (slot["start"].clone(), slot["end"].clone());
    assert_eq!(times(&shown["nextAvailableSlot"]), times(first));
    world.finish().await;
}
