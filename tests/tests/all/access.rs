//! Access to a booking, and the answers without the right to it.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";
const OPERATIONS: [(Method, &str); 4] =
    [(Method::GET, ""), (Method::GET, "/invite.ics"), (Method::POST, "/reschedule"), (Method::POST, "/cancel")];

fn reference(made: &Value) -> &str {
    made["booking"]["reference"].as_str().unwrap()
}

fn token(made: &Value) -> &str {
    made["manageToken"].as_str().unwrap()
}

/// Calls every operation of a booking, with this `Authorization` or none.
async fn ask_all(world: &World, reference: &str, authorization: Option<&str>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (method, rest) in OPERATIONS {
        let mut request = world.request(method.clone(), &format!("/v1/bookings/{reference}{rest}"));
        if method == Method::POST {
            request = request.json(&json!({"start": "2026-11-25T11:00:00+01:00"}));
        }
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        answers.push(world.send(request).await);
    }
    answers
}

/// An answer without its request id.
fn of_substance(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status.as_u16(), headers.collect(), answer.text.clone())
}

#[tokio::test]
async fn missing_token_reveals_nothing() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let other = world.book("anna", "2026-11-24T14:00:00+01:00", 60, ADA).await.expect(201);
    let (ours, theirs) = (format!("Bearer {}", token(&made)), format!("Bearer {}", token(&other)));
    let (key, signature) = token(&made).split_once('.').unwrap();
    let tampered = [
        format!("Bearer {key}.{}", signature.to_lowercase()),
        format!("Bearer {key}."),
        format!("Bearer nokey.{signature}"),
        format!("Bearer {}x", token(&made)),
        format!("Basic {}", token(&made)),
        "Bearer".to_owned(),
        "Bearer .".to_owned(),
        format!("Bearer {}", "a.".repeat(2_000)),
    ];
    let unknown = "VLT-20261123-AAAAAA";
    let mut wrong: Vec<(&str, Option<&str>)> = vec![(reference(&made), None), (reference(&made), Some(&theirs))];
    wrong.extend(tampered.iter().map(|header| (reference(&made), Some(header.as_str()))));
    wrong.extend([
        (unknown, Some(ours.as_str())),
        (unknown, None),
        ("nonsense", Some(&ours)),
        ("%00%0d%0a", Some(&ours)),
    ]);
    let expected = of_substance(&ask_all(&world, reference(&made), None).await[0]);
    assert_eq!(expected.0, 401);
    assert!(expected.1.contains(&("www-authenticate".to_owned(), "Bearer".to_owned())), "{:?}", expected.1);
    for (reference, authorization) in wrong {
        for answer in ask_all(&world, reference, authorization).await {
            assert_eq!(of_substance(&answer), expected, "{reference} {authorization:?}");
        }
    }
    let shown = world.get_as(&format!("/v1/bookings/{}", reference(&made)), token(&made)).await.expect(200);
    assert_eq!(shown["booking"], made["booking"], "nothing came of all that");
    world.finish().await;
}

#[tokio::test]
async fn authorization_header_forms_are_accepted() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let path = format!("/v1/bookings/{}", reference(&made));
    for header in ["Bearer", "bearer", "BEARER "] {
        let request = world.request(Method::GET, &path).header("authorization", format!("{header} {}", token(&made)));
        assert_eq!(world.send(request).await.expect(200)["booking"]["reference"], made["booking"]["reference"]);
    }
    world.get_as(&path.to_lowercase().replace("/v1/bookings/vlt", "/v1/bookings/Vlt"), token(&made)).await.expect(200);
    // In the query only for the invite, which calendars fetch by themselves.
    let in_query = format!("?token={}", token(&made));
    assert_eq!(world.get(&format!("{path}{in_query}")).await.problem(401), "unauthorized");
    let invite = world.get(&format!("{path}/invite.ics{in_query}")).await;
    assert_eq!(invite.status, 200);
    let disposition = format!("attachment; filename=\"{}.ics\"", reference(&made));
    assert_eq!(invite.header("content-disposition"), disposition);
    assert_eq!(world.get(&format!("{path}/invite.ics?token=x")).await.problem(401), "unauthorized");
    // It opens a cancelled booking, too, so that a calendar removes it.
    world.cancel(&made).await.expect(200);
    let invite = world.get(&format!("{path}/invite.ics{in_query}")).await;
    assert_eq!(invite.header("content-type"), "text/calendar; charset=utf-8; method=CANCEL");
    world.finish().await;
}

#[tokio::test]
async fn stranger_costs_one_read() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    let path = format!("/v1/bookings/{}", reference(&made));
    // The smallest of three: the settings are read again every few seconds, and work in the background reads as well.
    let reads = async |path: &str, token: &str| {
        let mut smallest = (0, u64::MAX, u64::MAX);
        for _ in 0..3 {
            world.local.meter().reset();
            let status = world.get_as(path, token).await.status.as_u16();
            let usage = world.local.meter().usage();
            let calls = |operation: &str| usage.get(operation).map_or(0, |usage| usage.calls);
            smallest = (status, calls("GetItem").min(smallest.1), calls("Query").min(smallest.2));
        }
        smallest
    };
    let wrong = token(&made).replace('.', ".x");
    assert_eq!(reads(&path, &wrong).await, (401, 1, 0));
    assert_eq!(reads("/v1/bookings/VLT-20261123-AAAA", &wrong).await, (401, 1, 0), "as for an unknown one");
    assert_eq!(reads("/v1/privacy/export", &wrong).await, (401, 1, 0));
    assert_eq!(reads(&path, token(&made)).await, (200, 1, 1));
    world.finish().await;
}

#[tokio::test]
async fn long_history_is_readable() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    // 11 MB: more than ten pages of a query.
    let mut item = world.item(&format!("BOOKING#{}", reference(&made)), "EVENT#000001").await;
    item["padding"] = json!("x".repeat(100_000));
    // The copies have nothing to do.
    item.as_object_mut().unwrap().retain(|name, _| !["effects", "pendingShard", "pendingDue"].contains(&name.as_str()));
    let mut booking = world.item(&format!("BOOKING#{}", reference(&made)), "BOOKING").await;
    booking["version"] = json!(110);
    world.put_item(&booking).await;
    let at = item["trailAt"].as_str().unwrap().split('#').next().unwrap().to_owned();
    for version in 2..=110 {
        item["sk"] = json!(format!("EVENT#{version:06}"));
        item["entry"]["version"] = json!(version);
        item["trailAt"] = json!(format!("{at}#{}#{version}", reference(&made)));
        world.put_item(&item).await;
    }
    let path = format!("/v1/bookings/{}", reference(&made));
    let shown = world.get_as(&path, token(&made)).await.expect(200);
    assert_eq!(shown["history"].as_array().unwrap().len(), 110);
    world.get_as("/v1/privacy/export", token(&made)).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn link_expires_thirty_days_later() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let path = format!("/v1/bookings/{}", reference(&made));
    let lookup = json!({"reference": reference(&made), "email": ADA});
    let set = |now| json!({ "set": now });
    world.post("/_local/clock", &set("2026-12-24T10:59:30Z")).await.expect(200);
    world.get_as(&path, token(&made)).await.expect(200);
    world.post("/v1/bookings/lookup", &lookup).await.expect(200);
    world.post("/_local/clock", &set("2026-12-24T11:00:01Z")).await.expect(200);
    for answer in ask_all(&world, reference(&made), Some(&format!("Bearer {}", token(&made)))).await {
        assert_eq!(answer.problem(410), "token_expired");
    }
    assert_eq!(world.get(&path).await.problem(401), "unauthorized", "expiry is reported to the token's holder");
    let gone = world.post("/v1/bookings/lookup", &lookup).await;
    let never = world.post("/v1/bookings/lookup", &json!({"reference": "VLT-20261123-AAAA", "email": ADA})).await;
    assert_eq!(gone.problem(404), "not_found");
    assert_eq!(of_substance(&gone), of_substance(&never));
    world.finish().await;
}

#[tokio::test]
async fn lookup_hides_the_wrong_field() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, "Ada@Clients.Example").await.expect(201);
    let reference = reference(&made);
    let ask = async |reference: &str, email: &str| {
        world.post("/v1/bookings/lookup", &json!({"reference": reference, "email": email})).await
    };
    for (reference, email) in [
        (reference.to_owned(), ADA),
        (reference.to_lowercase(), "ADA@CLIENTS.EXAMPLE"),
        (format!("  {reference} "), " ada@clients.example "),
    ] {
        let found = ask(&reference, email).await;
        assert_eq!(found.header("cache-control"), "no-store");
        let found = found.expect(200);
        assert_eq!(
            (&found["booking"], &found["manageToken"], &found["links"]),
            (&made["booking"], &made["manageToken"], &made["links"])
        );
    }
    assert_eq!(made["booking"]["client"]["email"], "Ada@Clients.Example", "kept as it was typed");
    let wrong =
        [(reference, "bob@clients.example"), ("VLT-20261123-AAAA", ADA), ("VLT-20261123-AAAA", "bob@clients.example")];
    let mut answers = Vec::new();
    for (reference, email) in wrong {
        answers.push(of_substance(&ask(reference, email).await));
    }
    assert_eq!(answers[0].0, 404);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    world.finish().await;
}

#[tokio::test]
async fn looking_never_changes_anything() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    for method in [Method::GET, Method::HEAD] {
        for rest in
            ["", "/reschedule", "/cancel", "/invite.ics", "/invite.ics?token=TOKEN", "/cancel?token=TOKEN&reason=x"]
        {
            let path = format!("/v1/bookings/{}{}", reference(&made), rest.replace("TOKEN", token(&made)));
            let answer = world.send(world.request(method.clone(), &path).bearer_auth(token(&made))).await;
            assert!([200, 404].contains(&answer.status.as_u16()), "{path} {}", answer.status);
        }
        for link in ["manage", "reschedule", "cancel"] {
            let path = made["links"][link].as_str().unwrap().strip_prefix(world.local.url()).unwrap();
            assert_eq!(world.send(world.request(method.clone(), path)).await.status, 200);
        }
        let lookup = format!("/v1/bookings/lookup?reference={}&email={ADA}", reference(&made));
        assert_ne!(world.send(world.request(method, &lookup)).await.status, 200);
    }
    world.settle().await;
    let shown = world.get_as(&format!("/v1/bookings/{}", reference(&made)), token(&made)).await.expect(200);
    assert_eq!(shown["booking"], made["booking"]);
    assert_eq!(shown["history"].as_array().unwrap().len(), 1);
    assert_eq!(world.mails().await.len(), 3);
    world.finish().await;
}

#[tokio::test]
async fn missing_link_names_its_mail() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference(&made);
    for (method, path, whose) in [
        (Method::GET, format!("/v1/bookings/{reference}"), "confirmation mail"),
        (Method::GET, format!("/v1/attendance/{reference}"), "asked who came"),
        (Method::POST, format!("/v1/attendance/{reference}"), "asked who came"),
        (Method::GET, "/v1/attendance/nonsense".to_owned(), "asked who came"),
        (Method::POST, format!("/v1/unsubscribe?reference={reference}&token=x"), "not wanted any more"),
        (Method::POST, "/v1/unsubscribe".to_owned(), "not wanted any more"),
    ] {
        let answer = world.send(world.request(method, &path)).await;
        assert_eq!(answer.problem(401), "unauthorized");
        assert!(answer.json()["detail"].as_str().unwrap().contains(whose), "{path}: {}", answer.text);
    }
    world.finish().await;
}

#[tokio::test]
async fn newer_hash_counts_as_the_same() {
    let world = World::with(&[ordinary("anna")]).await;
    let body = booking_body("anna", START, 60, ADA);
    let made = world.post_with_key("/v1/bookings", "one", &body).await.expect(201);
    let mut item = world.items_of("IDEMPOTENCY#").await.remove(0);
    assert_eq!(item["bodyVersion"], 1);
    // A release that hashes another form of the request.
    item["bodyVersion"] = json!(2);
    item["bodyHash"] = json!("of another form");
    world.put_item(&item).await;
    assert_eq!(world.post_with_key("/v1/bookings", "one", &body).await.expect(201)["booking"], made["booking"]);
    item["bodyVersion"] = json!(1);
    world.put_item(&item).await;
    assert_eq!(world.post_with_key("/v1/bookings", "one", &body).await.problem(422), "idempotency_key_reused");
    world.finish().await;
}

#[tokio::test]
async fn idempotency_keys_are_per_client() {
    let world = World::with(&[ordinary("anna")]).await;
    let body = |hour: u32, email: &str| booking_body("anna", &format!("2026-11-24T{hour:02}:00:00+01:00"), 60, email);
    let made = world.post_with_key("/v1/bookings", "one", &body(9, ADA)).await;
    let again = world.post_with_key("/v1/bookings", "one", &body(9, "ADA@clients.example")).await;
    assert_eq!((again.status, again.json()), (made.status, made.json()), "another spelling of the same address");
    let again = world.post_with_key("/v1/bookings", "one", &body(9, ADA)).await;
    assert_eq!(
        (again.status, again.json(), again.header("location")),
        (made.status, made.json(), made.header("location"))
    );
    assert_eq!(world.post_with_key("/v1/bookings", "one", &body(10, ADA)).await.problem(422), "idempotency_key_reused");
    let others = world.post_with_key("/v1/bookings", "one", &body(10, "bob@clients.example")).await.expect(201);
    assert_ne!(others["manageToken"], made.json()["manageToken"]);
    // The same key for another operation counts as another key, and a key is valid for 24 hours.
    let path = format!("/v1/bookings/{}/cancel", reference(&others));
    let cancel = world.request(Method::POST, &path).bearer_auth(token(&others)).header("idempotency-key", "one");
    world.send(cancel).await.expect(200);
    world.advance("PT25H").await;
    let body = booking_body("anna", "2026-11-26T09:00:00+01:00", 60, ADA);
    let new = world.post_with_key("/v1/bookings", "one", &body).await.expect(201);
    assert_ne!(reference(&new), reference(&made.json()));
    world.finish().await;
}
