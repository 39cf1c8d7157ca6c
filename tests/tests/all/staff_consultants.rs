//! Consultants as the staff creates, edits and archives them.

use serde_json::{Value, json};
use tests::{World, booking_body, consultant, ordinary, reference_of};

const CONSULTANTS: &str = "/v1/admin/consultants";
const ADA: &str = "ada@clients.example";

/// A profile as a page sends it back.
fn sent_back(shown: &Value) -> Value {
    let mut profile = shown.clone();
    for name in ["id", "version", "changedAt", "changedBy", "complete", "archived", "timezone"] {
        profile.as_object_mut().unwrap().remove(name);
    }
    profile
}

#[tokio::test]
async fn new_consultant_is_bookable_at_once() {
    let world = World::with(&[ordinary("anna-schmidt")]).await;
    let admin = world.admin().await;
    let body = json!({
        "firstName": "Änna", "lastName": "Groß", "email": "ag@consultants.example", "timezone": "Europe/Berlin",
        "title": {"en": "Strategist", "de": "Strategin"}, "biography": {"en": "…"}
    });
    let answer = world.post_as(CONSULTANTS, &admin, &body).await;
    let made = answer.expect(201);
    assert_eq!((&made["id"], answer.header("location")), (&json!("aenna-gross"), "/v1/admin/consultants/aenna-gross"));
    assert_eq!(made["complete"], json!({"en": 1.0, "de": 0.5, "ru": 0.0}));
    assert_eq!(world.post_as(CONSULTANTS, &admin, &body).await.expect(201)["id"], "aenna-gross-2");
    for _ in 0..2 {
        let request = world.request(reqwest::Method::POST, CONSULTANTS).bearer_auth(&admin);
        let answer = world.send(request.header("Idempotency-Key", "one").json(&body)).await;
        assert_eq!(answer.expect(201)["id"], "aenna-gross-3", "a request that comes twice is one");
        assert_eq!(answer.header("location"), "/v1/admin/consultants/aenna-gross-3");
    }
    world.book("aenna-gross", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let listed = world.get_as(CONSULTANTS, &admin).await.expect(200);
    let found = listed["consultants"].as_array().unwrap().iter().find(|it| it["id"] == "aenna-gross").unwrap().clone();
    assert_eq!(found["load"], json!({"thisWeek": 1, "nextWeek": 0}));
    assert_eq!(found["nextAvailableSlot"]["start"], "2026-11-23T10:30:00Z");

    let faulty =
        json!({"firstName": "www.evil.example", "email": "x", "timezone": "Berlin", "rules": {"gridMinutes": 7}});
    let faults = world.post_as(CONSULTANTS, &admin, &faulty).await.faults();
    let pointers: Vec<&str> = faults.iter().map(|fault| fault.0.as_str()).collect();
    assert_eq!(pointers, ["/firstName", "/lastName", "/email", "/timezone", "/rules/gridMinutes"]);
    for role in ["manager", "viewer"] {
        let token = world.log_in("desk@magnetiq.example", &[role]).await;
        assert_eq!(world.post_as(CONSULTANTS, &token, &body).await.problem(403), "forbidden");
    }
    world.finish().await;
}

#[tokio::test]
async fn profile_changes_by_version() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let path = format!("{CONSULTANTS}/anna");
    let shown = world.get_as(&path, &admin).await;
    let etag = shown.header("etag").to_owned();
    let mut profile = sent_back(&shown.expect(200));
    profile["lastName"] = json!("Schmidt-Braun");
    profile["phone"] = json!("+49 30 901820");
    assert_eq!(world.put_as(&path, &admin, None, &profile).await.problem(428), "if_match_required");
    let saved = world.put_as(&path, &admin, Some(&etag), &profile).await.expect(200);
    assert_eq!((&saved["lastName"], &saved["version"]), (&json!("Schmidt-Braun"), &json!(2)));
    // Public, and in new bookings.
    assert_eq!(world.get("/v1/consultants/anna").await.expect(200)["lastName"], "Schmidt-Braun");
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["consultant"]["lastName"], "Schmidt-Braun");

    let stale = world.put_as(&path, &admin, Some(&etag), &profile).await;
    assert_eq!(stale.problem(412), "changed_meanwhile");
    assert_eq!(stale.json()["current"]["fields"], json!(["/lastName", "/phone"]));
    // The schedule has a version of its own.
    let (_, schedule) = world.schedule_of("anna").await;
    assert_eq!(schedule, "\"1\"");
    world.finish().await;
}

#[tokio::test]
async fn texts_are_for_managers_and_consultants() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let path = format!("{CONSULTANTS}/anna");
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    assert_eq!(world.get_as(&path, &ben).await.problem(403), "forbidden");
    for editor in [&anna, &manager] {
        let shown = world.get_as(&path, editor).await;
        let etag = shown.header("etag").to_owned();
        let mut profile = sent_back(&shown.expect(200));
        profile["biography"] = json!({"en": "Twenty years of it."});
        profile["expertise"] = json!([shown.json()["version"].to_string()]);
        let saved = world.put_as(&path, editor, Some(&etag), &profile).await;
        saved.expect(200);
        profile["email"] = json!("other@consultants.example");
        let refused = world.put_as(&path, editor, Some(saved.header("etag")), &profile).await;
        assert_eq!(refused.problem(403), "forbidden", "booking mail goes there");
        assert_eq!(world.put_as(&path, &viewer, Some(&etag), &profile).await.problem(403), "forbidden");
    }
    let listed = world.get_as(CONSULTANTS, &anna).await.expect(200);
    assert_eq!(listed["consultants"].as_array().unwrap().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn archived_consultant_is_hidden() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let admin = world.admin().await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let archived = world.post_as(&format!("{CONSULTANTS}/anna/archive"), &admin, &json!({})).await.expect(200);
    assert_eq!((&archived["archived"], &archived["bookingsCount"]), (&json!(true), &json!(1)));
    assert_eq!(archived["bookings"][0]["reference"], reference_of(&made));

    let public = world.get("/v1/consultants").await.expect(200);
    let ids: Vec<&Value> = public["consultants"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["ben"]);
    assert_eq!(world.get("/v1/consultants/anna").await.problem(404), "not_found");
    assert_eq!(world.get("/v1/availability?consultantId=anna").await.problem(404), "not_found");
    let refused = world.book("anna", "2026-11-24T15:00:00+01:00", 60, "b@clients.example").await;
    assert_eq!(refused.faults()[0].0, "/consultantId");
    // The client still moves to a colleague, and is still answered.
    let everything = world.everything_of(&reference_of(&made)).await;
    assert_eq!(everything["booking"]["consultant"]["firstName"], "Anna");
    let stay = world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await;
    assert_eq!(stay.problem(409), "slot_not_offered");
    world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00", "consultantId": "ben"})).await.expect(200);

    let listed = world.get_as(CONSULTANTS, &admin).await.expect(200);
    assert_eq!(listed["consultants"][0]["archived"], true);
    // The name stays taken.
    let again = json!({"firstName": "Anna", "lastName": "", "email": "a@b.example", "timezone": "Europe/Berlin"});
    assert_eq!(world.post_as(CONSULTANTS, &admin, &again).await.faults()[0].0, "/lastName");
    let back = world.post_as(&format!("{CONSULTANTS}/anna/unarchive"), &admin, &json!({})).await.expect(200);
    assert_eq!(back["archived"], false);
    world.book("anna", "2026-11-24T15:00:00+01:00", 60, "b@clients.example").await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn phone_is_shown_by_a_switch() {
    let world = World::with(&[consultant("anna", Value::Null, Value::Null)]).await;
    let admin = world.admin().await;
    let path = format!("{CONSULTANTS}/anna");
    let phone_meeting = |start: &str, email: &str| {
        let mut body = booking_body("anna", start, 60, email);
        body["meetingType"] = json!("phone");
        body["client"]["phone"] = json!("+49 30 1234567");
        body
    };
    let mut profile = sent_back(&world.get_as(&path, &admin).await.expect(200));
    profile["phone"] = json!("+49 30 901820");
    let saved = world.put_as(&path, &admin, Some("\"1\""), &profile).await.expect(200);
    let hidden = world.post("/v1/bookings", &phone_meeting("2026-11-24T11:00:00+01:00", ADA)).await.expect(201);
    assert_eq!(hidden["booking"]["consultantPhone"], Value::Null);
    profile["showPhone"] = json!(true);
    world.put_as(&path, &admin, Some(&saved["version"].to_string()), &profile).await.expect(200);
    let shown = world.post("/v1/bookings", &phone_meeting("2026-11-25T11:00:00+01:00", "b@clients.example")).await;
    assert_eq!(shown.expect(201)["booking"]["consultantPhone"], "+49 30 901820");
    let video = world.book("anna", "2026-11-26T11:00:00+01:00", 60, "c@clients.example").await.expect(201);
    assert_eq!(video["booking"]["consultantPhone"], Value::Null);
    assert!(!world.get("/v1/consultants").await.text.contains("901820"), "never public");
    world.finish().await;
}
