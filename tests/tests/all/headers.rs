//! Headers for caches, browsers and support requests.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, ordinary};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";
const SHARED: [(&str, &str); 5] = [
    ("/v1/availability?consultantId=anna", "no-cache"),
    ("/v1/availability/check?consultantId=anna&start=2026-11-24T10:00:00Z", "no-cache"),
    ("/v1/consultants", "public, max-age=60"),
    ("/v1/consultants/anna", "public, max-age=60"),
    ("/v1/openapi.json", "public, max-age=60"),
];

async fn get_if_none_match(world: &World, path: &str, etag: &str) -> Answer {
    world.send(world.request(Method::GET, path).header("if-none-match", etag)).await
}

#[tokio::test]
async fn public_answers_are_revalidated_by_etag() {
    let world = World::with(&[ordinary("anna")]).await;
    for (path, cache_control) in SHARED {
        let first = world.get(path).await;
        assert_eq!((first.status.as_u16(), first.header("cache-control")), (200, cache_control), "{path}");
        let etag = first.header("etag");
        for known in [etag.to_owned(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let again = get_if_none_match(&world, path, &known).await;
            assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{path} {known}");
            assert_eq!((again.header("etag"), again.header("cache-control")), (etag, cache_control));
        }
        let other = get_if_none_match(&world, path, "\"other\"").await;
        assert_eq!((other.status.as_u16(), &other.text), (200, &first.text));
    }
    world.finish().await;
}

#[tokio::test]
async fn booking_changes_affected_etags() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut before = Vec::new();
    for (path, _) in SHARED {
        before.push(world.get(path).await.header("etag").to_owned());
    }
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    for ((path, cache_control), etag) in SHARED.iter().zip(&before) {
        let expected = if *cache_control == "no-cache" { 200 } else { 304 };
        assert_eq!(get_if_none_match(&world, path, etag).await.status, expected, "{path}");
    }
    world.cancel(&made).await.expect(200);
    for ((path, _), etag) in SHARED.iter().zip(&before) {
        assert_eq!(get_if_none_match(&world, path, etag).await.status, 304, "{path}");
    }
    world.finish().await;
}

#[tokio::test]
async fn personal_answers_are_not_cacheable() {
    let world = World::with(&[ordinary("anna")]).await;
    let created = world.book("anna", START, 60, ADA).await;
    let made = created.json();
    let path = format!("/v1/bookings/{}", made["booking"]["reference"].as_str().unwrap());
    let token = made["manageToken"].as_str().unwrap();
    let lookup = json!({"reference": made["booking"]["reference"], "email": ADA});
    let answers = [
        world.get_as(&path, token).await,
        world.get_as(&format!("{path}/invite.ics"), token).await,
        world.post("/v1/bookings/lookup", &lookup).await,
        world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await,
        world.cancel(&made).await,
        created,
        world.get(&path).await,
        world.book("anna", "2026-11-24T03:00:00+01:00", 60, ADA).await,
        world.post("/v1/bookings", &json!({})).await,
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), "no-store", "{} {}", answer.status, answer.text);
        assert_eq!(answer.header("etag"), "");
    }
    world.finish().await;
}

#[tokio::test]
async fn other_origins_may_read_answers() {
    let world = World::with(&[ordinary("anna")]).await;
    let ask = |method: &str, headers: &str| {
        let request = world.request(Method::OPTIONS, "/v1/bookings").header("origin", "https://shop.example");
        let request = request.header("access-control-request-method", method.to_owned());
        world.send(request.header("access-control-request-headers", headers.to_owned()))
    };
    let wanted = ["content-type", "authorization", "idempotency-key", "if-match", "accept-language"];
    let answer = ask("POST", &wanted.join(",")).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let list =
        |name: &str| -> Vec<String> { answer.header(name).split(',').map(|one| one.trim().to_lowercase()).collect() };
    assert!(wanted.iter().all(|name| list("access-control-allow-headers").contains(&(*name).to_owned())));
    assert!(["get", "post"].iter().all(|name| list("access-control-allow-methods").contains(&(*name).to_owned())));

    let origin = |request: reqwest::RequestBuilder| world.send(request.header("origin", "https://shop.example"));
    let body = tests::booking_body("anna", START, 60, ADA);
    for answer in [
        origin(world.request(Method::POST, "/v1/bookings").json(&body)).await,
        origin(world.request(Method::POST, "/v1/bookings").json(&body)).await,
        origin(world.request(Method::GET, "/v1/availability")).await,
        origin(world.request(Method::GET, "/v1/bookings/VLT-20261123-AAAA")).await,
        origin(world.request(Method::GET, "/v1/nothing")).await,
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{}", answer.status);
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        assert!(
            ["etag", "location", "retry-after", "x-request-id"].iter().all(|name| exposed.contains(name)),
            "{exposed}"
        );
    }
    world.finish().await;
}

#[tokio::test]
async fn request_id_is_in_answer_and_event() {
    let world = World::with(&[ordinary("anna")]).await;
    let created = world.book("anna", START, 60, ADA).await;
    let made = created.json();
    let moved = world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await;
    let cancelled = world.cancel(&made).await;
    world.settle().await;
    let events = world.get("/_local/events").await.expect(200);
    let ids: Vec<&Value> = events.as_array().unwrap().iter().map(|event| &event["detail"]["requestId"]).collect();
    assert_eq!(ids, [&created, &moved, &cancelled].map(|answer| answer.header("x-request-id")));
    let mut all = std::collections::BTreeSet::new();
    for path in [
        "/v1/health",
        "/v1/health",
        "/v1/consultants",
        "/v1/nothing",
        "/v1/bookings/VLT-20261123-AAAA",
        "/v1/availability?from=x",
    ] {
        all.insert(world.get(path).await.header("x-request-id").to_owned());
    }
    assert_eq!(all.len(), 6, "each its own");
    world.finish().await;
}

/// The local system's own pages sign any log-in: a page of another site reaches none of them, whatever its name leads to.
#[tokio::test]
async fn foreign_sites_reach_no_local_page() {
    let world = World::with(&[ordinary("anna")]).await;
    let log_in = json!({"email": "chief@magnetiq.example", "groups": ["admin"]});
    let headers = [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")];
    for (name, value) in headers {
        let post = world.request(Method::POST, "/_local/login").header(name, value).json(&log_in);
        let refused = world.send(post).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["code"].as_str()),
            (403, Some("foreign_caller")),
            "{value}"
        );
        for path in ["/_local/mail.json", "/_local/clock", "/oauth2/authorize"] {
            let refused = world.send(world.request(Method::GET, path).header(name, value)).await;
            assert_eq!(refused.status, 403, "{path} by {value}");
        }
    }
    world.get("/_local/mail.json").await.expect(200);
    let post = world.request(Method::POST, "/_local/login").header("origin", world.local.url()).json(&log_in);
    assert_eq!(world.send(post).await.status, 200);
    world.finish().await;
}
