//! Unknown or unavailable items: reported at the field that names them.

use serde_json::{Value, json};
use tests::{World, booking_body, consultant, ordinary};

const TUESDAY: &str = "2026-11-24T11:00:00+01:00";
const ADA: &str = "ada@clients.example";

fn fault(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn unknown_consultant_is_422_or_404() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    assert_eq!(world.book("nobody", TUESDAY, 60, ADA).await.faults(), fault("/consultantId", "unknown_consultant"));
    let to = json!({"start": TUESDAY, "consultantId": "nobody"});
    assert_eq!(world.move_to(&made, &to).await.faults(), fault("/consultantId", "unknown_consultant"));
    for path in [
        "/v1/consultants/nobody",
        "/v1/consultants/No%20body",
        "/v1/consultants/any",
        "/v1/availability?consultantId=nobody",
        "/v1/availability?consultantId=anna,nobody",
        "/v1/availability/check?consultantId=nobody&start=2026-11-24T10:00:00Z",
        "/v1/availability/check?consultantId=nobody&start=2026-11-24T10:00:00Z&duration=60",
        "/v1/nothing",
    ] {
        assert_eq!(world.get(path).await.problem(404), "not_found", "{path}");
    }
    world.finish().await;
}

#[tokio::test]
async fn unavailable_length_or_kind_names_field() {
    let rules = json!({"durations": [30, 60], "meetingTypes": ["video"]});
    let world = World::with(&[consultant("anna", rules, Value::Null), ordinary("ben")]).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    assert_eq!(world.book("anna", TUESDAY, 90, ADA).await.faults(), fault("/duration", "not_offered"));
    assert_eq!(world.book("any", TUESDAY, 45, ADA).await.faults(), fault("/duration", "not_offered"));
    let mut body = booking_body("anna", TUESDAY, 60, ADA);
    body["meetingType"] = json!("in_person");
    assert_eq!(world.post("/v1/bookings", &body).await.faults(), fault("/meetingType", "not_offered"));
    let to = json!({"start": TUESDAY, "duration": 90});
    assert_eq!(world.move_to(&made, &to).await.faults(), fault("/duration", "not_offered"));
    for (query, pointer) in [
        ("availability?consultantId=anna&duration=90", "?duration"),
        ("availability?consultantId=any&duration=45", "?duration"),
        ("availability?consultantId=anna&meetingType=phone", "?meetingType"),
        ("availability?consultantId=anna&duration=60&meetingType=phone", "?meetingType"),
        ("availability/check?consultantId=anna&start=2026-11-24T10:00:00Z&duration=90", "?duration"),
        ("availability/check?start=2026-11-24T10:00:00Z&duration=45", "?duration"),
    ] {
        assert_eq!(world.get(&format!("/v1/{query}")).await.faults(), fault(pointer, "not_offered"), "{query}");
    }
    // The consultants that offer it are checked all the same.
    let slots = world.starts("consultantId=anna,ben&duration=90&from=2026-11-25&to=2026-11-25").await;
    assert_eq!(slots.len(), 16);
    world.finish().await;
}

#[tokio::test]
async fn move_needs_a_matching_consultant() {
    let world =
        World::with(&[ordinary("anna"), consultant("ben", json!({"meetingTypes": ["phone"]}), Value::Null)]).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    let to = json!({"start": TUESDAY, "consultantId": "ben"});
    assert_eq!(world.move_to(&made, &to).await.faults(), fault("/consultantId", "not_offered"));
    world.finish().await;
}

#[tokio::test]
async fn all_faults_are_reported_together() {
    let world = World::with(&[ordinary("anna")]).await;
    let pointers = |faults: Vec<(String, String)>| faults.into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>();
    let required = [
        "/consultantId",
        "/start",
        "/duration",
        "/timezone",
        "/meetingType",
        "/client/firstName",
        "/client/lastName",
        "/client/email",
        "/consent/terms",
        "/consent/privacy",
    ];
    for empty in [json!({}), json!({"client": {}, "consent": null, "start": "", "duration": null, "unheard": "of"})] {
        let answer = world.post("/v1/bookings", &empty).await;
        assert_eq!(pointers(answer.faults()), required);
    }
    let lookup = world.post("/v1/bookings/lookup", &json!({"reference": "x"})).await;
    let expected =
        [("/reference".to_owned(), "invalid_format".to_owned()), ("/email".to_owned(), "required".to_owned())];
    assert_eq!(lookup.faults(), expected);
    let query = world.get("/v1/availability?consultantId=A,b&from=tomorrow&to=2026-02-30&duration=x&timezone=Mars&meetingType=fax&include=all").await;
    assert_eq!(pointers(query.faults()), ["?from", "?to", "?duration", "?timezone", "?meetingType", "?include"]);
    let check = world.get("/v1/availability/check?consultantId=A&duration=1000").await;
    assert_eq!(pointers(check.faults()), ["?start", "?duration"]);
    world.finish().await;
}

#[tokio::test]
async fn malformed_consultant_id_answers_404() {
    let world = World::with(&[ordinary("anna")]).await;
    for who in ["nobody", "No_Body", "anna,No_Body", "Анна", "any,anna"] {
        assert_eq!(world.get(&format!("/v1/availability?consultantId={who}")).await.problem(404), "not_found", "{who}");
    }
    for who in ["nobody", "No_Body"] {
        for rest in ["next?", "check?start=2026-11-24T10:00:00Z&", "suggestions?start=2026-11-24T10:00:00Z&"] {
            let path = format!("/v1/availability/{rest}consultantId={who}");
            assert_eq!(world.get(&path).await.problem(404), "not_found", "{path}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn no_bookable_consultant_means_no_slots() {
    let world = World::with(&[]).await;
    assert_eq!(world.get("/v1/consultants").await.expect(200), json!({"consultants": [], "offsets": []}));
    let days = world.get("/v1/availability").await.expect(200)["days"].clone();
    assert_eq!(days.as_array().unwrap().len(), 14);
    assert!(days.as_array().unwrap().iter().all(|day| day["slots"] == json!([])));
    assert_eq!(world.get("/v1/availability/next").await.expect(200), json!({"slot": null}));
    let start = "start=2026-11-24T10:00:00Z";
    let suggested = world.get(&format!("/v1/availability/suggestions?{start}")).await.expect(200);
    assert_eq!(suggested, json!({"suggestions": []}));
    let checked = world.get(&format!("/v1/availability/check?{start}")).await.expect(200);
    assert_eq!((&checked["isAvailable"], &checked["reason"]), (&json!(false), &json!("not_accepting")));
    assert_eq!(world.book("any", TUESDAY, 60, ADA).await.faults(), fault("/duration", "not_offered"));
    world.finish().await;
}

#[tokio::test]
async fn instant_needs_offset_and_plausible_year() {
    let world = World::with(&[ordinary("anna")]).await;
    for (start, code) in [
        ("2026-11-24T11:00:00", "invalid_format"),
        ("2026-11-24", "invalid_format"),
        ("2026-11-24T25:00:00Z", "invalid_format"),
        ("2026-02-30T10:00:00Z", "invalid_format"),
        ("2026-11-24T10:00:00+25:00", "invalid_format"),
        ("1763978400", "invalid_format"),
        ("+10000-01-01T00:00:00Z", "invalid_format"),
        ("0000-01-01T00:00:00Z", "out_of_range"),
        ("1899-12-31T23:59:59Z", "out_of_range"),
        ("9990-01-01T00:00:00Z", "out_of_range"),
    ] {
        assert_eq!(world.book("anna", start, 60, ADA).await.faults(), fault("/start", code), "{start}");
        let check = format!("/v1/availability/check?consultantId=anna&start={}", start.replace('+', "%2B"));
        assert_eq!(world.get(&check).await.faults(), fault("?start", code), "{start}");
    }
    for (start, reason) in
        [("1900-01-01T10:00:00Z", "notice"), ("9989-12-28T10:00:00Z", "horizon"), ("2026-11-24T09:59:60Z", "off_grid")]
    {
        for who in ["anna", "any"] {
            assert_eq!(world.book(who, start, 60, ADA).await.expect(409)["reason"], reason, "{start}");
        }
    }
    for same in [
        "2026-11-24t10:00:00z",
        "2026-11-24T10:00:00.000+00:00",
        "2026-11-24T23:59:00+13:59",
        "2026-11-24T10:00:00-00:00",
    ] {
        let made = world.book("anna", same, 60, ADA).await.expect(201);
        assert_eq!(made["booking"]["start"], "2026-11-24T10:00:00Z");
        world.cancel(&made).await.expect(200);
    }
    world.finish().await;
}
