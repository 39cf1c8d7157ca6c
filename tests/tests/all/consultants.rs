//! Cards of consultants: their order, filters and busy times.

use serde_json::{Value, json};
use tests::{World, consultant, ordinary};

const ADA: &str = "ada@clients.example";

async fn listed(world: &World, query: &str) -> Vec<Value> {
    let answer = world.get(&format!("/v1/consultants?{query}")).await.expect(200);
    answer["consultants"].as_array().unwrap().clone()
}

async fn ids(world: &World, query: &str) -> Vec<String> {
    listed(world, query).await.iter().map(|found| found["id"].as_str().unwrap().to_owned()).collect()
}

fn with(mut consultant: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        consultant[name] = value.clone();
    }
    consultant
}

#[tokio::test]
async fn consultants_are_sorted_by_next_slot() {
    let world = World::with(&[
        consultant("adam", json!({"acceptingBookings": false}), Value::Null),
        consultant("bea", json!({"minimumNoticeHours": 48}), Value::Null),
        ordinary("anna-schmidt"),
        consultant("carl", Value::Null, json!({"weekly": {}})),
        consultant("dora", json!({"durations": [45, 90], "online": false}), Value::Null),
    ])
    .await;
    let found = listed(&world, "").await;
    let ids: Vec<&str> = found.iter().map(|found| found["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["anna-schmidt", "dora", "bea", "adam", "carl"]);
    let slots: Vec<&Value> = found.iter().map(|found| &found["nextAvailableSlot"]).collect();
    let slot =
        |id: &str, start: &str, end: &str| json!({"start": start, "end": end, "consultantId": id, "available": true});
    assert_eq!(slots[0], &slot("anna-schmidt", "2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z"));
    assert_eq!(slots[1], &slot("dora", "2026-11-23T10:30:00Z", "2026-11-23T11:15:00Z"), "of the default length");
    assert_eq!(slots[2], &slot("bea", "2026-11-25T08:30:00Z", "2026-11-25T09:00:00Z"));
    assert_eq!((slots[3], slots[4]), (&Value::Null, &Value::Null));
    let indicators: Vec<&str> = found.iter().map(|found| found["availabilityIndicator"].as_str().unwrap()).collect();
    assert_eq!(indicators, ["online", "offline", "online", "offline", "online"]);
    for shown in &found {
        let one = world.get(&format!("/v1/consultants/{}", shown["id"].as_str().unwrap())).await.expect(200);
        for (name, value) in shown.as_object().unwrap() {
            assert_eq!(&one[name], value, "one is shown as in the list: {name}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn texts_come_with_the_profile() {
    let texts = json!({"biography": {"en": "Many words."}, "certifications": [{"name": "PMP"}],
        "linkedinUrl": "https://www.linkedin.com/in/anna"});
    let world = World::with(&[with(ordinary("anna-schmidt"), texts.clone()), ordinary("ben")]).await;
    let full = world.get("/v1/consultants/anna-schmidt").await.expect(200);
    assert_eq!(full["testimonial"]["author"], "Katrin Wolff");
    assert_eq!(full["testimonial"].get("consultantId"), None);
    let card = &listed(&world, "").await[0];
    for (name, value) in texts.as_object().unwrap() {
        assert_eq!((&full[name], card.get(name)), (value, None), "{name}");
    }
    assert_eq!(card.get("testimonial"), None);
    assert_eq!(world.get("/v1/consultants/ben").await.expect(200).get("testimonial"), None);
    world.finish().await;
}

#[tokio::test]
async fn long_list_comes_in_pages() {
    let all: Vec<Value> = (0..205).map(|at| ordinary(&format!("c{at:03}"))).collect();
    let world = World::with(&all).await;
    // The first has less time than the others: it moves to another place of the list.
    world.book("c000", "2026-11-23T11:30:00+01:00", 120, ADA).await.expect(201);
    world.advance("PT1M").await;
    let mut found = Vec::new();
    let mut cursor = String::new();
    let mut sizes = Vec::new();
    loop {
        let page = world.get(&format!("/v1/consultants?q=schmidt&cursor={cursor}")).await.expect(200);
        let listed: Vec<String> = page["consultants"].as_array().unwrap().iter().map(id_of).collect();
        sizes.push(listed.len());
        found.extend(listed);
        match page["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(sizes, [100, 100, 5]);
    let mut expected: Vec<String> = all.iter().skip(1).map(id_of).collect();
    expected.push("c000".to_owned());
    assert_eq!(found, expected);
    for bad in ["x", "1.", "1.A B", ".c001"] {
        let faults = world.get(&format!("/v1/consultants?cursor={bad}")).await.faults();
        assert_eq!(faults, [("?cursor".to_owned(), "invalid_format".to_owned())], "{bad}");
    }
    world.finish().await;
}

fn id_of(consultant: &Value) -> String {
    consultant["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn next_time_may_be_far_away() {
    let schedule =
        json!({"weekly": {}, "exceptions": [{"date": "2027-09-20", "windows": [{"start": "09:00", "end": "10:00"}]}]});
    let far = consultant("far", json!({"maximumAdvanceDays": 730}), schedule.clone());
    let beyond = consultant("beyond", json!({"maximumAdvanceDays": 90}), schedule);
    let world = World::with(&[far, beyond]).await;
    let found = listed(&world, "").await;
    assert_eq!(found[0]["nextAvailableSlot"]["start"], "2027-09-20T07:00:00Z");
    assert_eq!(found[1].get("nextAvailableSlot"), None, "it is behind the horizon");
    world.finish().await;
}

#[tokio::test]
async fn list_is_cached_for_one_minute() {
    let world = World::with(&[ordinary("anna")]).await;
    let first = world.get("/v1/consultants").await;
    world.book("anna", "2026-11-23T11:30:00+01:00", 30, ADA).await.expect(201);
    let next = |answer: &Value| answer["consultants"][0]["nextAvailableSlot"]["start"].clone();
    assert_eq!(next(&first.json()), "2026-11-23T10:30:00Z");
    world.advance("PT1M").await;
    let later = world.get("/v1/consultants").await;
    assert_eq!(next(&later.json()), "2026-11-23T11:00:00Z");
    assert_ne!(first.header("etag"), later.header("etag"));
    assert_eq!(next(&world.get("/v1/consultants?preferredTime=afternoon").await.json()), "2026-11-23T11:00:00Z");
    world.finish().await;
}

#[tokio::test]
async fn meetings_are_busy_buffers_are_not() {
    let rules = json!({"bufferBeforeMinutes": 15, "bufferAfterMinutes": 30});
    let world = World::with(&[consultant("anna", rules, Value::Null), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let indicator = async |instant: &str| {
        world.set_clock(instant).await;
        let one = world.get("/v1/consultants/anna").await.expect(200)["availabilityIndicator"].clone();
        let found = listed(&world, "").await;
        let of = |id: &str| found.iter().find(|found| found["id"] == id).unwrap()["availabilityIndicator"].clone();
        assert_eq!((of("anna"), of("ben")), (one.clone(), json!("online")), "{instant}");
        one
    };
    assert_eq!(indicator("2026-11-24T09:50:00Z").await, "online", "the buffer before");
    assert_eq!(indicator("2026-11-24T10:01:00Z").await, "busy");
    assert_eq!(indicator("2026-11-24T10:58:00Z").await, "busy");
    assert_eq!(indicator("2026-11-24T11:02:00Z").await, "online", "the buffer after");
    assert_eq!(made["booking"]["consultantId"], "anna");
    world.finish().await;
}

#[tokio::test]
async fn filters_combine_with_and() {
    let world = World::with(&[
        with(
            consultant("anna", json!({"meetingTypes": ["video"]}), Value::Null),
            json!({"title": {"en": "Strategist", "de": "Strategin"}, "expertise": ["AI Strategy", "Law, data"], "languages": ["de", "en"], "experience": "senior"}),
        ),
        with(ordinary("ben"), json!({"expertise": ["Forecasting"], "languages": ["en"], "experience": "expert"})),
        ordinary("clara"),
    ])
    .await;
    for (query, expected) in [
        ("", &["anna", "ben", "clara"][..]),
        ("expertise=ai%20strategy", &["anna"]),
        ("expertise=AI+Strategy&expertise=Forecasting", &["anna", "ben"]),
        ("expertise=Law%2C%20data", &["anna"]),
        ("expertise=Gardening", &[]),
        ("expertise=", &["anna", "ben", "clara"]),
        ("language=de", &["anna"]),
        ("language=de&language=en", &["anna", "ben"]),
        ("meetingType=phone&meetingType=in_person", &["ben", "clara"]),
        ("meetingType=phone&meetingType=video", &["anna", "ben", "clara"]),
        ("q=forecast", &["ben"]),
        ("q=STRATEGY%20anna", &["anna"]),
        ("q=law", &["anna"]),
        ("q=aw", &[]),
        ("q=strategin", &["anna"]),
        ("q=%20,%20", &["anna", "ben", "clara"]),
        ("language=EN", &["anna", "ben"]),
        ("meetingType=phone", &["ben", "clara"]),
        ("experience=expert", &["ben"]),
        ("language=en&experience=senior&meetingType=video", &["anna"]),
        ("language=en&experience=junior", &[]),
        ("minRating=1", &[]),
        ("timeframe=flexible&preferredTime=any", &["anna", "ben", "clara"]),
    ] {
        assert_eq!(ids(&world, query).await, expected, "{query}");
    }
    world.finish().await;
}

#[tokio::test]
async fn ratings_are_counted_shown_and_filtered_by() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-23T11:30:00+01:00", 30, ADA).await.expect(201);
    let other = world.book("anna", "2026-11-23T12:30:00+01:00", 30, ADA).await.expect(201);
    world.set_clock("2026-11-23T14:00:00Z").await;
    for (made, rating) in [(&made, 5), (&other, 4)] {
        let path = format!("/v1/bookings/{}/feedback", made["booking"]["reference"].as_str().unwrap());
        let token = made["manageToken"].as_str().unwrap();
        world.post_as(&path, token, &json!({"rating": rating})).await.expect(200);
    }
    let anna = world.get("/v1/consultants/anna").await.expect(200);
    assert_eq!(
        (&anna["rating"], &anna["reviewCount"]),
        (&Value::Null, &json!(0)),
        "no person said that they took place"
    );
    let admin = world.admin().await;
    for made in [&made, &other] {
        world.act(&tests::reference_of(made), "complete", &admin, &Value::Null).await.expect(200);
    }
    let anna = world.get("/v1/consultants/anna").await.expect(200);
    assert_eq!((&anna["rating"], &anna["reviewCount"]), (&json!(4.5), &json!(2)));
    assert_eq!(ids(&world, "minRating=4.5").await, ["anna"]);
    assert_eq!(ids(&world, "minRating=4.6").await, [""; 0]);
    assert_eq!(ids(&world, "minRating=0").await, ["anna"], "no rating is not a rating of 0");
    let statistics = world.get("/v1/site").await.expect(200)["statistics"].clone();
    assert_eq!((&statistics["averageRating"], &statistics["reviewCount"]), (&json!(4.5), &json!(2)));
    world.finish().await;
}

#[tokio::test]
async fn time_filter_uses_requested_zone() {
    let saturday = json!({"weekly": {"saturday": {"windows": [{"start": "18:00", "end": "20:00"}]}}});
    let mornings = json!({
        "weekly": {"monday": {"windows": [{"start": "09:00", "end": "10:00"}]}},
        "exceptions": [{"date": "2026-12-20", "windows": [{"start": "18:00", "end": "19:00"}]}]
    });
    let world = World::with(&[
        ordinary("anna"),
        consultant("mia", Value::Null, mornings),
        consultant("sam", Value::Null, saturday),
        consultant("tim", json!({"acceptingBookings": false}), Value::Null),
    ])
    .await;
    for (query, expected) in [
        ("timeframe=today", &["anna"][..]),
        ("timeframe=this-week", &["anna", "sam"]),
        ("timeframe=next-week", &["anna", "mia", "sam"]),
        ("timeframe=next-week&preferredTime=morning", &["anna", "mia"]),
        ("timeframe=today&preferredTime=morning", &["anna"]),
        ("timeframe=this-week&preferredTime=evening", &["anna", "sam"]),
        ("preferredTime=evening", &["anna", "sam", "mia"]),
        // 18:00 on Saturday in Berlin is 2:00 on Sunday in Tokyo; 9:00 to 18:00 is 17:00 to 2:00.
        ("preferredTime=evening&timezone=Asia/Tokyo", &["anna", "mia"]),
        ("timeframe=this-week&preferredTime=morning&timezone=Asia/Tokyo", &["anna", "sam"]),
        ("timeframe=today&preferredTime=morning&timezone=Asia/Tokyo", &[]),
    ] {
        assert_eq!(ids(&world, query).await, expected, "{query}");
    }
    // The time shown is within the requested ones.
    for (query, first) in
        [("timeframe=next-week", "2026-11-30T08:00:00Z"), ("preferredTime=evening", "2026-11-23T16:00:00Z")]
    {
        assert_eq!(listed(&world, query).await[0]["nextAvailableSlot"]["start"], first, "{query}");
    }
    world.finish().await;
}

#[tokio::test]
async fn invalid_filters_are_reported_together() {
    let world = World::with(&[ordinary("anna")]).await;
    let query = format!(
        "expertise={}&language=german&meetingType=fax&minRating=6&experience=old&timeframe=soon&preferredTime=night\
         &timezone=Berlin",
        "x".repeat(101)
    );
    let faults = world.get(&format!("/v1/consultants?{query}")).await.faults();
    let expected = [
        ("?expertise", "too_long"),
        ("?language", "invalid_format"),
        ("?meetingType", "unknown_value"),
        ("?minRating", "out_of_range"),
        ("?experience", "unknown_value"),
        ("?timeframe", "unknown_value"),
        ("?preferredTime", "unknown_value"),
        ("?timezone", "unknown_value"),
    ];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    for rating in ["many", "NaN", "inf", "-1"] {
        assert_eq!(world.get(&format!("/v1/consultants?minRating={rating}")).await.faults().len(), 1, "{rating}");
    }
    let many = vec!["expertise=x"; 21].join("&");
    assert_eq!(world.get(&format!("/v1/consultants?{many}")).await.faults().len(), 1);
    world.finish().await;
}
