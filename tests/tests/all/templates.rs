//! The console edits the sentences of mails: check, preview, test to oneself, use by the next mail, reset.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, ordinary};

use crate::accounts;

const CANCELLATION: &str = "booking_cancellation/en";
const ADA: &str = "ada@clients.example";

async fn act(world: &World, token: &str, (method, path): (Method, &str), version: &str, body: &Value) -> Answer {
    let request = world.request(method, &format!("/v1/admin/templates/{path}")).bearer_auth(token).json(body);
    let request = if version.is_empty() { request } else { request.header("If-Match", version) };
    world.send(request).await
}

async fn put(world: &World, token: &str, template: &str, version: &str, body: &Value) -> Answer {
    act(world, token, (Method::PUT, template), version, body).await
}

async fn post(world: &World, token: &str, path: &str, body: &Value) -> Answer {
    act(world, token, (Method::POST, &format!("{CANCELLATION}/{path}")), "", body).await
}

/// Books and cancels in a language, and returns subject and text of the cancellation mail.
async fn cancellation(world: &World, start: &str, language: &str) -> (String, String) {
    let email = format!("{}@clients.example", start.to_lowercase().replace([':', '+'], "-"));
    let mut body = tests::booking_body("anna", start, 60, &email);
    body["language"] = json!(language);
    let made = world.post("/v1/bookings", &body).await.expect(201);
    // A cancellation that meets its confirmation on the way comes seconds later.
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    let mails = world.mails_to(&email).await;
    let mail = mails.iter().find(|mail| mail.template == "booking_cancellation").unwrap();
    (mail.subject.clone(), world.email(mail).await.text)
}

#[tokio::test]
async fn list_names_mails_and_variables() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let listed = world.get_as("/v1/admin/templates", &admin).await.expect(200);
    let all = listed.as_array().unwrap();
    let mail = all.iter().find(|mail| mail["name"] == "booking_cancellation").unwrap();
    assert_eq!((&mail["audience"], &mail["channel"]), (&json!("client"), &json!("mail")));
    assert_eq!(mail["languages"]["de"], json!({"changed": false, "version": 0}));
    let variables = mail["variables"].as_array().unwrap();
    let of = |name: &str| variables.iter().find(|variable| variable["name"] == name);
    for name in ["consultant", "visit", "meeting_type", "source", "company", "refundPolicy"] {
        assert!(of(name).is_some_and(|variable| !variable["means"].as_str().unwrap().is_empty()), "{name}");
    }
    assert_eq!(of("meeting_type").unwrap()["sample"], "video");
    assert!(of("client").is_none(), "a client's mail has the client's name alone");
    world.finish().await;
}

/// T2.
#[tokio::test]
async fn next_mail_uses_edited_sentences() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let text = world.get_as(&format!("/v1/admin/templates/{CANCELLATION}"), &admin).await;
    assert_eq!(text.header("etag"), "\"0\"");
    let mut draft = text.expect(200);
    assert_eq!(draft["headline"], "Consultation cancelled");
    draft["subject"] = json!("Not taking place: {{ consultant }}");
    draft["sentences"]["lead"] = json!(["What a pity.{% if refundPolicy %} {{ refundPolicy }}{% endif %}"]);
    world.save_site(|site| site["refundPolicy"] = json!({"en": "We refund everything."})).await;
    let saved = put(&world, &admin, CANCELLATION, "\"0\"", &draft).await;
    assert_eq!(saved.header("etag"), "\"1\"");
    assert_eq!(saved.expect(200)["changed"], true);
    let (subject, text) = cancellation(&world, "2026-11-24T11:00:00+01:00", "en").await;
    assert_eq!(subject, "Not taking place: Anna Schmidt");
    assert!(text.contains("What a pity. We refund everything."), "{text}");
    let (subject, _) = cancellation(&world, "2026-11-25T11:00:00+01:00", "de").await;
    assert!(subject.starts_with("Abgesagt: Anna Schmidt"), "in that language only: {subject}");
    let reset = act(&world, &admin, (Method::POST, &format!("{CANCELLATION}/reset")), "\"1\"", &json!({})).await;
    assert_eq!((reset.header("etag"), &reset.expect(200)["changed"]), ("\"2\"", &json!(false)));
    let (subject, _) = cancellation(&world, "2026-11-26T11:00:00+01:00", "en").await;
    assert!(subject.starts_with("Cancelled: Anna Schmidt"), "{subject}");
    let (path, first) = (format!("{CANCELLATION}/restore"), json!({"version": 1}));
    let restored = act(&world, &admin, (Method::POST, &path), "\"2\"", &first).await;
    assert_eq!(restored.expect(200)["subject"], "Not taking place: {{ consultant }}");
    let versions = world.get_as(&format!("/v1/admin/templates/{CANCELLATION}/versions"), &admin).await.expect(200);
    let resets: Vec<&Value> = versions["items"].as_array().unwrap().iter().map(|item| &item["isReset"]).collect();
    assert_eq!(resets, [false, true, false]);
    world.finish().await;
}

/// T1, over HTTP; `shared/mail` has thirty drafts.
#[tokio::test]
async fn broken_drafts_change_nothing() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    put(&world, &admin, CANCELLATION, "\"0\"", &json!({"subject": "Off"})).await.expect(200);
    for (body, pointer, line, column, code) in [
        (json!({"subject": "{{ nobody }}"}), "/subject", 1, 4, "unknown_variable"),
        (
            json!({"subject": "x", "sentences": {"lead": ["ok", "a\nb {% if x %}"]}}),
            "/sentences/lead/1",
            2,
            3,
            "invalid_template",
        ),
        (
            json!({"subject": "x", "sentences": {"lead": ["http://evil.example"]}}),
            "/sentences/lead/0",
            1,
            1,
            "foreign_link",
        ),
        (json!({"subject": "{{ phone }}"}), "/subject", 1, 4, "no_value"),
    ] {
        let problem = put(&world, &admin, CANCELLATION, "\"1\"", &body).await.expect(422);
        let fault = &problem["errors"][0];
        assert_eq!((&fault["pointer"], &fault["code"]), (&json!(pointer), &json!(code)), "{problem}");
        assert_eq!((&fault["line"], &fault["column"]), (&json!(line), &json!(column)), "{problem}");
    }
    let kept = world.get_as(&format!("/v1/admin/templates/{CANCELLATION}"), &admin).await;
    assert_eq!((kept.header("etag"), &kept.expect(200)["subject"]), ("\"1\"", &json!("Off")));
    assert_eq!(put(&world, &admin, CANCELLATION, "", &json!({"subject": "x"})).await.problem(428), "if_match_required");
    let stale = put(&world, &admin, CANCELLATION, "\"0\"", &json!({"subject": "y"})).await.expect(412);
    assert_eq!(stale["current"]["fields"], json!(["/subject"]));
    for unknown in ["booking_party/en", "booking_cancellation/fr"] {
        assert_eq!(put(&world, &admin, unknown, "\"0\"", &json!({"subject": "x"})).await.problem(404), "not_found");
    }
    world.finish().await;
}

#[tokio::test]
async fn preview_is_a_page_for_minutes() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let draft = json!({"subject": "Off, {{ name }}", "sample": "right_to_left"});
    let preview = post(&world, &admin, "preview", &draft).await.expect(200);
    assert!(preview["subject"].as_str().unwrap().starts_with("Off, \u{5d3}"), "{preview}");
    assert_eq!(preview["faults"], json!([]));
    let url = preview["previewUrl"].as_str().unwrap();
    let path = &url[url.find("/v1/").unwrap()..];
    let page = world.get(path).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(page.header("content-security-policy").contains("sandbox"));
    assert!(page.text.contains("style=") && page.text.contains("\u{5d3}"), "{}", page.text);
    assert_eq!(world.get(&format!("{}A", &path[..path.len() - 1])).await.problem(404), "not_found");
    world.advance("PT5M").await;
    assert_eq!(world.get(path).await.problem(404), "not_found");
    let faulty = post(&world, &admin, "preview", &json!({"subject": "{{ x }}"})).await.expect(200);
    assert_eq!(faulty["faults"][0]["column"], 4);
    assert_eq!(faulty.get("previewUrl"), None);
    assert_eq!(post(&world, &admin, "preview", &json!({"sample": "x"})).await.faults()[0].0, "/sample");
    world.finish().await;
}

#[tokio::test]
async fn test_goes_to_own_address_only() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let draft = json!({"subject": "Off", "to": ADA, "email": ADA});
    // The only known address of the account is the one in its token.
    assert_eq!(post(&world, &admin, "test", &draft).await.problem(409), "no_own_address");
    let chief = accounts::id_of(&world, "chief@magnetiq.example", &["admin"]).await;
    accounts::put(&world, &chief, 0, &json!({"roles": ["admin"]})).await.expect(200);
    for _ in 0..5 {
        let sent = post(&world, &admin, "test", &draft).await.expect(202);
        assert_eq!(sent["to"], "chief@magnetiq.example");
    }
    let refused = post(&world, &admin, "test", &draft).await;
    assert_eq!(refused.problem(429), "too_many_requests");
    world.settle().await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 5);
    assert!(mails.iter().all(|mail| mail.to == ["chief@magnetiq.example"] && mail.subject == "TEST: Off"), "{mails:?}");
    let manager = world.log_in("front@magnetiq.example", &["manager"]).await;
    assert_eq!(post(&world, &manager, "test", &draft).await.problem(403), "forbidden");
    assert_eq!(put(&world, &manager, CANCELLATION, "\"0\"", &draft).await.problem(403), "forbidden");
    let records = world.items_of("AUDIT#").await;
    let tests = records.iter().filter(|record| record["entry"]["kind"] == "template.tested");
    assert_eq!(tests.count(), 5);
    world.finish().await;
}
