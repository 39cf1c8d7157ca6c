//! Requests of the pages: settings, the first free time, times nearby, counted steps.

use serde_json::{Value, json};
use tests::{World, consultant, ordinary};

const ADA: &str = "ada@clients.example";

/// Tuesday, in Berlin.
fn tuesday(time: &str) -> String {
    format!("2026-11-24T{time}:00+01:00")
}

async fn next(world: &World, query: &str) -> Value {
    world.get(&format!("/v1/availability/next?{query}")).await.expect(200)["slot"].clone()
}

#[tokio::test]
async fn saved_settings_replace_the_defaults() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let site = world.get("/v1/site").await.expect(200);
    assert_eq!(site["timezone"], "Europe/Berlin");
    assert_eq!(site["changeDeadlineHours"], 2);
    assert_eq!(site["languages"], json!(["en", "de", "ru"]));
    assert_eq!(site["faq"].as_array().unwrap().len(), 6);
    assert_eq!(site["statistics"], json!({"consultants": 2, "completedBookings": 0, "reviewCount": 0}));
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["consent"]["textVersion"], site["consents"]["version"]);

    world
        .save_site(|site| {
            site["consents"]["version"] = json!("2027-01-15");
            site["hero"]["title"] = json!({"de": "Nur deutsch"});
            site["showsStatistics"] = json!(false);
        })
        .await;
    world.advance("PT1M").await;
    let saved = world.get("/v1/site").await.expect(200);
    assert_eq!(saved["hero"]["title"], json!({"de": "Nur deutsch"}));
    assert_eq!(saved.get("statistics"), None);
    let later = world.book("anna", &tuesday("14:00"), 60, ADA).await.expect(201);
    assert_eq!(later["booking"]["consent"]["textVersion"], "2027-01-15", "the wording that was shown");
    world.finish().await;
}

#[tokio::test]
async fn next_slot_is_first_listed_slot() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    for query in ["consultantId=anna", "consultantId=anna&duration=90", "consultantId=any", ""] {
        let first = world.starts(query).await.into_iter().next().unwrap();
        assert_eq!(next(&world, query).await["start"], first.as_str(), "{query}");
    }
    let slot = next(&world, "consultantId=anna&duration=60").await;
    let expected = json!({"start": "2026-11-23T10:30:00Z", "end": "2026-11-23T11:30:00Z", "consultantId": "anna",
        "available": true});
    assert_eq!(slot, expected);
    // For any consultant: the one that would be picked, and all possible ones.
    world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let any = next(&world, "").await;
    assert_eq!((&any["consultantId"], &any["consultantIds"]), (&json!("ben"), &json!(["ben", "anna"])));
    world.book("ben", "2026-11-23T11:30:00+01:00", 30, ADA).await.expect(201);
    assert_eq!(next(&world, "").await["consultantIds"], json!(["anna"]), "ben has no time then");
    world.finish().await;
}

#[tokio::test]
async fn next_slot_respects_time_filters() {
    let world = World::with(&[ordinary("anna")]).await;
    for (query, start) in [
        ("earliest=2026-11-26T09:10:00%2B01:00", "2026-11-26T08:30:00Z"),
        ("earliest=2026-11-26T18:00:00 01:00", "2026-11-27T08:00:00Z"),
        ("earliest=2020-01-01T00:00:00Z", "2026-11-23T10:30:00Z"),
        ("timePreference=morning", "2026-11-23T10:30:00Z"),
        ("timePreference=afternoon", "2026-11-23T11:00:00Z"),
        ("timePreference=evening", "2026-11-23T16:00:00Z"),
        ("timePreference=any", "2026-11-23T10:30:00Z"),
        ("timePreference=evening&timezone=Asia/Tokyo", "2026-11-23T10:30:00Z"),
        ("timePreference=morning&timezone=Asia/Tokyo", "2026-11-23T15:00:00Z"),
        ("timePreference=morning&timezone=America/New_York&earliest=2026-11-23T17:00:00Z", "2026-11-24T08:00:00Z"),
    ] {
        for who in ["consultantId=anna", "consultantId=any"] {
            assert_eq!(next(&world, &format!("{who}&{query}")).await["start"], start, "{who} {query}");
        }
    }
    for never in ["earliest=2027-06-01T00:00:00Z", "earliest=9989-12-31T00:00:00Z"] {
        assert_eq!(next(&world, never).await, Value::Null, "{never}");
    }
    world.finish().await;
}

#[tokio::test]
async fn impossible_search_finds_nothing() {
    let closed = consultant("ben", json!({"acceptingBookings": false}), Value::Null);
    let world = World::with(&[consultant("anna", json!({"meetingTypes": ["video"]}), Value::Null), closed]).await;
    assert_eq!(world.get("/v1/availability/next?consultantId=nobody").await.problem(404), "not_found");
    assert_eq!(next(&world, "consultantId=ben").await, Value::Null);
    assert_eq!(next(&world, "meetingType=video").await["consultantId"], "anna");
    assert_eq!(next(&world, "meetingType=phone").await, Value::Null, "ben has them, and takes no bookings");
    for (query, place) in [("duration=45", "?duration"), ("consultantId=anna&meetingType=phone", "?meetingType")] {
        let faults = world.get(&format!("/v1/availability/next?{query}")).await.faults();
        assert_eq!(faults, [(place.to_owned(), "not_offered".to_owned())], "{query}");
    }
    let all = "consultantId=A&duration=x&earliest=soon&timePreference=night&timezone=Berlin&meetingType=fax";
    assert_eq!(world.get(&format!("/v1/availability/next?{all}")).await.faults().len(), 5);
    world.finish().await;
}

#[tokio::test]
async fn nearby_slots_include_all_consultants() {
    // The first one in the directory works on Fridays alone.
    let friday = json!({"weekly": {"friday": {"windows": [{"start": "09:00", "end": "18:00"}]}}});
    let mut all: Vec<Value> =
        (0..9).map(|number| consultant(&format!("anna{number}"), Value::Null, friday.clone())).collect();
    all.push(ordinary("zoe"));
    let world = World::with(&all).await;
    let path = "/v1/availability/suggestions?start=2026-11-24T10:00:00Z&limit=1";
    let suggested = world.get(path).await.expect(200)["suggestions"][0].clone();
    assert_eq!((&suggested["consultantId"], &suggested["start"]), (&json!("zoe"), &json!("2026-11-24T10:00:00Z")));
    world.book("any", &tuesday("11:00"), 60, ADA).await.expect(201);
    let refused = world.book("any", &tuesday("11:00"), 60, "late@clients.example").await.expect(409);
    let starts: Vec<&Value> = refused["alternatives"].as_array().unwrap().iter().map(|slot| &slot["start"]).collect();
    assert_eq!(starts[..2], ["2026-11-24T09:00:00Z", "2026-11-24T11:00:00Z"], "on the same day, with zoe");
    world.finish().await;
}

#[tokio::test]
async fn zone_may_contain_unescaped_plus() {
    let world = World::with(&[ordinary("anna")]).await;
    for plus in ["+", "%2B", "%20"] {
        let zone = format!("timezone=Etc/GMT{plus}5");
        let days = world.get(&format!("/v1/availability?consultantId=anna&{zone}")).await.expect(200);
        assert_eq!(days["timezone"], "Etc/GMT+5");
        // 9:00 in Berlin is 3:00 there.
        let evening = world.get(&format!("/v1/availability/next?{zone}&timePreference=evening")).await;
        assert_eq!(evening.expect(200)["slot"], Value::Null, "{zone}");
        let found = world.get(&format!("/v1/consultants?{zone}&preferredTime=morning")).await.expect(200);
        assert_eq!(found["consultants"].as_array().unwrap().len(), 1);
    }
    world.finish().await;
}

#[tokio::test]
async fn suggestions_are_near_and_name_consultants() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let suggested = async |query: &str| {
        let answer = world.get(&format!("/v1/availability/suggestions?start=2026-11-24T10:00:00Z&{query}")).await;
        answer.expect(200)["suggestions"].as_array().unwrap().clone()
    };
    let short = |slots: &[Value]| -> Vec<String> {
        let mark = |slot: &Value| if slot["otherConsultant"] == true { "*" } else { "" };
        let one = |slot: &Value| format!("{}{}", &slot["start"].as_str().unwrap()[11..16], mark(slot));
        slots.iter().map(one).collect()
    };
    let found = suggested("consultantId=anna&duration=60").await;
    assert_eq!(short(&found), ["10:00*", "09:30*", "09:00", "11:00", "08:30"]);
    assert!(found.iter().all(|slot| (slot["consultantId"] == "ben") == (slot["otherConsultant"] == true)));
    assert_eq!(short(&suggested("consultantId=anna&duration=60&limit=1").await), ["09:00"]);
    assert_eq!(suggested("consultantId=anna&duration=30&limit=20").await.len(), 20);
    // A free time is its own nearest, and for any consultant there is no other.
    assert_eq!(short(&suggested("consultantId=ben&duration=60&limit=2").await), ["10:00", "09:30"]);
    let any = suggested("duration=60&limit=3").await;
    assert_eq!(short(&any), ["10:00", "09:30", "10:30"]);
    for slot in &found {
        let (who, start) = (slot["consultantId"].as_str().unwrap(), slot["start"].as_str().unwrap());
        let booked = world.book(who, start, 60, "ben@clients.example").await.expect(201);
        world.cancel(&booked).await.expect(200);
    }
    let faults = world.get("/v1/availability/suggestions?limit=21&duration=1&consultantId=A").await.faults();
    assert_eq!(faults.len(), 3, "{faults:?}");
    let nobody = world.get("/v1/availability/suggestions?start=2026-11-24T10:00:00Z&consultantId=nobody").await;
    assert_eq!(nobody.problem(404), "not_found");
    let length =
        world.get("/v1/availability/suggestions?start=2026-11-24T10:00:00Z&consultantId=anna&duration=45").await;
    assert_eq!(length.faults(), [("?duration".to_owned(), "not_offered".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn unchanged_answer_is_304() {
    let world = World::with(&[ordinary("anna")]).await;
    for (path, kept) in [
        ("/v1/site", "public, max-age=60"),
        ("/v1/availability/next", "no-cache"),
        ("/v1/availability/suggestions?start=2026-11-24T10:00:00Z", "no-cache"),
        ("/v1/consultants?timeframe=this-week", "public, max-age=60"),
    ] {
        let first = world.get(path).await;
        assert_eq!((first.status.as_u16(), first.header("cache-control")), (200, kept), "{path}");
        let again = world.request(reqwest::Method::GET, path).header("if-none-match", first.header("etag"));
        assert_eq!(world.send(again).await.status, 304, "{path}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_visit_counts_each_step_once() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let count = async |body: Value| world.post("/v1/funnel", &body).await;
    for session in ["one", "two"] {
        for _ in 0..3 {
            let body = json!({"session": session, "step": "landing", "device": "phone", "elapsedSeconds": 4});
            let counted = count(body).await;
            assert_eq!((counted.expect(202), counted.header("cache-control")), (json!({}), "no-store"));
        }
    }
    for who in ["anna", "ben", "anna"] {
        count(json!({"session": "one", "step": "consultant_view", "consultantId": who})).await.expect(202);
    }
    // It is tomorrow in Berlin already, and next month soon.
    world.set_clock("2026-11-23T23:30:00Z").await;
    count(json!({"session": "one", "step": "landing"})).await.expect(202);
    count(json!({"session": "three", "step": "landing", "elapsedSeconds": null, "device": null})).await.expect(202);
    world.set_clock("2026-12-01T12:00:00Z").await;
    count(json!({"session": "four", "step": "completed"})).await.expect(202);
    let counted = world.stats("2026-11").await;
    let expected = [
        ("2026-11-23#funnel#consultant_view n", 1),
        ("2026-11-23#funnel#consultant_view#anna n", 1),
        ("2026-11-23#funnel#consultant_view#ben n", 1),
        ("2026-11-23#funnel#landing n", 2),
        ("2026-11-23#funnel#landing phone", 2),
        ("2026-11-23#funnel#landing seconds", 8),
        ("2026-11-23#funnel#landing timed", 2),
        ("2026-11-24#funnel#landing n", 1),
    ];
    let counted: Vec<(&str, u32)> = counted
        .iter()
        .filter(|(name, _)| name.contains("#funnel#"))
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(counted, expected);
    assert_eq!(world.stats("2026-12").await.get("2026-12-01#funnel#completed n"), Some(&1));
    world.finish().await;
}

#[tokio::test]
async fn ease_is_counted_by_device() {
    let world = World::with(&[ordinary("anna")]).await;
    let rate = async |session: &str, rating: Value, device: Value| {
        let body = json!({"session": session, "step": "rated", "rating": rating, "device": device});
        world.post("/v1/funnel", &body).await
    };
    for (session, rating, device) in [("a", 5, json!("phone")), ("b", 5, json!("desktop")), ("c", 2, Value::Null)] {
        rate(session, json!(rating), device).await.expect(202);
    }
    rate("a", json!(1), json!("phone")).await.expect(202);
    let counted = world.stats("2026-11").await;
    let of_day = |name: &str| counted.get(&format!("2026-11-23#funnel#rated {name}")).copied();
    let found = ["n", "rating5", "rating2", "rating1", "phoneRating5", "desktopRating5"].map(of_day);
    assert_eq!(found, [Some(3), Some(2), Some(1), None, Some(1), Some(1)], "a visit says it once");
    for bad in [Value::Null, json!(0), json!(6), json!("5")] {
        let faults = rate("d", bad.clone(), Value::Null).await.faults();
        assert_eq!(faults[0].0, "/rating", "{bad}");
    }
    world.finish().await;
}

#[tokio::test]
async fn steps_that_make_no_sense_are_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let body = json!({"session": "x".repeat(101), "step": "left", "consultantId": "A B", "elapsedSeconds": "1",
        "device": "fridge"});
    assert_eq!(world.post("/v1/funnel", &body).await.faults().len(), 5);
    let nobody = json!({"session": "x", "step": "landing", "consultantId": "nobody"});
    let faults = world.post("/v1/funnel", &nobody).await.faults();
    assert_eq!(faults, [("/consultantId".to_owned(), "unknown_consultant".to_owned())]);
    assert!(world.stats("2026-11").await.keys().all(|name| !name.contains("funnel")));
    world.finish().await;
}

#[tokio::test]
async fn reassignment_frees_the_first_consultant() {
    let world = World::with(&[ordinary("anna"), ordinary("ben"), ordinary("clara")]).await;
    let made = world.book("anna", &tuesday("11:00"), 60, ADA).await.expect(201);
    let to = |who: &str, time: &str| json!({"start": tuesday(time), "consultantId": who});
    let moved = world.move_to(&made, &to("ben", "11:00")).await.expect(200);
    assert_eq!((&moved["booking"]["consultantId"], &moved["booking"]["sequence"]), (&json!("ben"), &json!(1)));
    world.book("anna", &tuesday("11:00"), 60, "carl@clients.example").await.expect(201);
    assert_eq!(world.move_to(&made, &to("anna", "11:00")).await.problem(409), "slot_taken");
    // Any consultant: the present one if free, else another one.
    let stays = world.move_to(&made, &to("any", "14:00")).await.expect(200);
    assert_eq!(stays["booking"]["consultantId"], "ben");
    world.book("ben", &tuesday("16:00"), 60, "carl@clients.example").await.expect(201);
    let moved = world.move_to(&made, &to("any", "16:00")).await.expect(200);
    assert_eq!(moved["booking"]["consultantId"], "clara", "anna has a meeting that week, clara none");
    let unknown = world.move_to(&made, &to("nobody", "16:00")).await.faults();
    assert_eq!(unknown, [("/consultantId".to_owned(), "unknown_consultant".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn company_details_are_kept_if_given() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = tests::booking_body("anna", &tuesday("11:00"), 60, ADA);
    body["client"]["industry"] = json!("Logistics");
    body["client"]["companySize"] = json!("51-200");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    assert_eq!(
        (&made["booking"]["client"]["industry"], &made["booking"]["client"]["companySize"]),
        (&json!("Logistics"), &json!("51-200"))
    );
    body["client"]["companySize"] = json!("huge");
    let faults = world.post("/v1/bookings", &body).await.faults();
    assert_eq!(faults, [("/client/companySize".to_owned(), "unknown_value".to_owned())]);
    world.finish().await;
}
