//! Refusals in the language of the reader.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary};

const START: &str = "2026-11-24T11:00:00+01:00";

struct LanguageCase {
    method: Method,
    path: String,
    token: Option<String>,
    body: Option<Value>,
}

fn get(path: &str) -> LanguageCase {
    LanguageCase { method: Method::GET, path: path.to_owned(), token: None, body: None }
}

fn post(path: &str, body: Value) -> LanguageCase {
    LanguageCase { method: Method::POST, path: path.to_owned(), token: None, body: Some(body) }
}

async fn ask(world: &World, asked: &LanguageCase, language: &str) -> Answer {
    let mut request = world.request(asked.method.clone(), &asked.path).header("accept-language", language);
    if let Some(token) = &asked.token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = &asked.body {
        request = request.json(body);
    }
    world.send(request).await
}

/// Every text of a problem that a person reads, with its place.
fn texts(problem: &Value) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = ["title", "detail"]
        .iter()
        .map(|name| ((*name).to_owned(), problem[name].as_str().unwrap().to_owned()))
        .collect();
    for fault in problem["errors"].as_array().into_iter().flatten() {
        let place = fault["pointer"].as_str().unwrap().to_owned();
        found.push((place, fault["message"].as_str().unwrap().to_owned()));
    }
    found
}

/// Sends a request in all three languages: the same refusal, with every text translated.
async fn in_all(world: &World, asked: &LanguageCase) {
    let english = ask(world, asked, "en").await;
    let problem_in_english = english.json();
    assert!(english.status.as_u16() >= 400, "{}", english.text);
    for (language, preferred) in [("de", "fr, de-AT;q=0.8, en;q=0.5"), ("ru", "ru-RU")] {
        let answer = ask(world, asked, preferred).await;
        assert_eq!((answer.status, answer.header("content-language")), (english.status, language));
        let vary: Vec<&str> = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.contains(&"Accept-Language"), "{vary:?}");
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["reason"]),
            (&problem_in_english["code"], &problem_in_english["reason"])
        );
        for ((place, text), (_, english)) in texts(&problem).iter().zip(texts(&problem_in_english)) {
            assert_ne!(*text, english, "{language} {} {place}", asked.path);
            let is_cyrillic =
                text.chars().any(|character| ('а'..='я').contains(&character.to_lowercase().next().unwrap_or(' ')));
            assert_eq!(is_cyrillic, language == "ru", "{place}: {text}");
        }
    }
}

#[tokio::test]
async fn booking_faults_are_translated() {
    let world = World::with(&[ordinary("anna")]).await;
    let bad = json!({
        "consultantId": "A B", "start": "soon", "duration": 4, "timezone": "Berlin", "meetingType": "fax",
        "client": {"firstName": "see evil.com", "lastName": "a\u{0}b", "email": "ada", "phone": "030", "website": "https://",
                   "company": "x".repeat(101), "companySize": "huge", "position": 5},
        "preparationMaterials": [1, "nothing"], "language": "fr", "source": "tv", "message": ["x"],
        "reminders": {"email": "yes", "timing": [0, 1.5]}, "consent": {"terms": false, "privacy": false, "marketing": 1},
        "utm": 7
    });
    let empty = json!({"client": {}, "consent": {}, "reminders": {"timing": 3, "sms": true}});
    let many = json!({"client": 1, "consent": 2, "preparationMaterials": vec!["https://example.com"; 11], "duration": 1.5,
        "start": "1899-01-01T00:00:00Z"});
    let mut by_phone = booking_body("anna", START, 60, "ada@clients.example");
    by_phone["meetingType"] = json!("phone");
    let mut by_sms = booking_body("anna", START, 60, "ada@clients.example");
    by_sms["reminders"] = json!({"sms": true});
    for body in [
        bad,
        empty,
        many,
        by_phone,
        by_sms,
        booking_body("nobody", START, 60, "a@b.example"),
        booking_body("anna", START, 45, "a@b.example"),
    ] {
        in_all(&world, &post("/v1/bookings", body)).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn query_faults_are_translated() {
    let world = World::with(&[ordinary("anna")]).await;
    for path in [
        "/v1/availability?consultantId=A&from=x&to=2026-13-01&duration=x&timezone=Berlin&meetingType=fax&include=all",
        "/v1/availability?from=2026-12-02&to=2026-12-01&duration=4",
        "/v1/availability?to=2020-01-01",
        "/v1/availability?from=2026-12-01&to=2027-12-01",
        "/v1/availability?consultantId=,",
        "/v1/availability?consultantId=nobody",
        "/v1/availability?duration=45",
        "/v1/availability/check?start=soon",
        "/v1/availability/check",
        "/v1/availability/next?earliest=soon&timePreference=night",
        "/v1/availability/suggestions?limit=0&start=1800-01-01T00:00:00Z",
        "/v1/consultants?language=german&minRating=x&experience=old&timeframe=soon&preferredTime=night",
        "/v1/consultants/nobody",
        "/v1/nothing",
        "/v1/bookings/VLT-20261123-AAAA",
        "/v1/privacy/export",
        "/v1/attendance/VLT-20261123-AAAA",
    ] {
        in_all(&world, &get(path)).await;
    }
    let twenty_one = (0..21).map(|number| format!("c{number}")).collect::<Vec<_>>().join(",");
    in_all(&world, &get(&format!("/v1/availability?consultantId={twenty_one}"))).await;
    for (path, body) in [
        ("/v1/bookings/lookup", json!({"reference": "x", "email": "x"})),
        ("/v1/bookings/lookup", json!({"reference": "VLT-20261123-AAAA", "email": "a@b.example"})),
        ("/v1/bookings", json!([])),
        ("/v1/bookings", json!("x".repeat(65 * 1024))),
        ("/v1/funnel", json!({"step": "left", "device": "fridge"})),
        ("/v1/funnel", json!({"session": "x", "step": "landing", "consultantId": "nobody"})),
        ("/v1/unsubscribe", json!({})),
    ] {
        in_all(&world, &post(path, body)).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn unavailability_reasons_are_translated() {
    let rules = json!({"dailyLimit": 1, "maximumAdvanceDays": 30});
    let schedule = json!({
        "weekly": {"monday": {"windows": [{"start": "09:00", "end": "18:00"}]}, "tuesday": {"windows": [{"start": "09:00", "end": "18:00"}]}},
        "holidays": {"own": [{"month": 12, "day": 1, "name": "Founders' day"}]},
        "blackouts": [{"from": "2026-12-07", "to": "2026-12-08"}]
    });
    let closed = tests::consultant("ben", json!({"acceptingBookings": false}), Value::Null);
    let world = World::with(&[tests::consultant("anna", rules, schedule), closed, ordinary("clara")]).await;
    world.book("anna", START, 60, "ada@clients.example").await.expect(201);
    world.book("clara", START, 60, "ada@clients.example").await.expect(201);
    for (who, start, reason) in [
        ("ben", START, "not_accepting"),
        ("anna", "2026-12-01T11:00:00+01:00", "holiday"),
        ("anna", "2026-12-07T11:00:00+01:00", "blocked"),
        ("anna", "2026-11-25T11:00:00+01:00", "outside_hours"),
        ("anna", "2026-11-30T11:10:00+01:00", "off_grid"),
        ("anna", "2027-01-04T11:00:00+01:00", "horizon"),
        ("anna", "2026-11-23T09:30:00+01:00", "notice"),
        ("anna", "2026-11-24T15:00:00+01:00", "limit"),
        ("clara", START, "booked"),
    ] {
        let asked = post("/v1/bookings", booking_body(who, start, 60, "ben@clients.example"));
        assert_eq!(ask(&world, &asked, "en").await.json()["reason"], reason);
        in_all(&world, &asked).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn change_refusals_are_translated() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, "ada@clients.example").await.expect(201);
    let reference = made["booking"]["reference"].as_str().unwrap();
    let with_token = |path: &str, body: Value| {
        let asked = post(&path.replace("{}", reference), body);
        LanguageCase { token: made["manageToken"].as_str().map(str::to_owned), ..asked }
    };
    in_all(&world, &with_token("/v1/privacy/erase", json!({"confirm": true}))).await;
    in_all(&world, &with_token("/v1/bookings/{}/feedback", json!({"rating": 5}))).await;
    in_all(&world, &with_token("/v1/bookings/{}/feedback", json!({}))).await;
    let resend = with_token("/v1/admin/bookings/{}/resend", json!({"channel": "sms"}));
    in_all(&world, &LanguageCase { token: Some(world.admin().await), ..resend }).await;
    let resend = with_token("/v1/admin/bookings/{}/resend", json!({"channel": "fax", "recipient": "nobody"}));
    in_all(&world, &LanguageCase { token: Some(world.admin().await), ..resend }).await;
    world.set_clock("2026-11-24T09:00:00Z").await;
    in_all(&world, &with_token("/v1/bookings/{}/cancel", json!({}))).await;
    world.set_clock("2026-11-24T11:30:00Z").await;
    in_all(&world, &with_token("/v1/privacy/erase", json!({"confirm": false}))).await;
    world.set_clock("2026-12-25T12:00:00Z").await;
    in_all(&world, &with_token("/v1/bookings/{}/cancel", json!({}))).await;
    for _ in 0..40 {
        world.post("/v1/bookings/lookup", &json!({"reference": reference, "email": "x@y.example"})).await;
    }
    in_all(&world, &post("/v1/bookings/lookup", json!({"reference": reference, "email": "x@y.example"}))).await;
    world.finish().await;
}

#[tokio::test]
async fn other_languages_get_english() {
    let world = World::with(&[ordinary("anna")]).await;
    let plain = world.get("/v1/consultants/nobody").await;
    assert_eq!(plain.header("content-language"), "en");
    assert_eq!(plain.json()["detail"], "There is no such consultant.");
    for language in ["fr", "*", "", "de;q=0", "nonsense;;q="] {
        assert_eq!(ask(&world, &get("/v1/consultants/nobody"), language).await.text, plain.text, "{language}");
    }
    world.finish().await;
}
