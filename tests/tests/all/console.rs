//! Console users, their views, and the outcomes that they may record.

use serde_json::{Value, json};
use tests::{Answer, World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const BEN: &str = "ben@consultants.example";

/// Every operation of the console on a booking.
const OPERATIONS: [(&str, &str); 4] = [("GET", ""), ("POST", "/complete"), ("POST", "/no-show"), ("POST", "/resend")];

async fn world() -> (World, String) {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    (world, reference_of(&made))
}

async fn call(world: &World, (method, action): (&str, &str), reference: &str, token: Option<&str>) -> Answer {
    let path = format!("/v1/admin/bookings/{reference}{action}");
    let request = world.request(method.parse().unwrap(), &path);
    world.send(token.into_iter().fold(request, |request, token| request.bearer_auth(token))).await
}

#[tokio::test]
async fn console_needs_a_valid_token() {
    let (world, reference) = world().await;
    // SES reports the delivery of the previous mail a moment later.
    world.advance("PT5S").await;
    let before = world.table().await;
    let admin = world.admin().await;
    let (signed, signature) = admin.rsplit_once('.').unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    // A changed letter in the signature, one in the claims, and no signature at all.
    let flipped = |text: &str| {
        let (first, rest) = text.split_at(1);
        format!("{}{rest}", if first == "A" { "B" } else { "A" })
    };
    let bad = [
        format!("{signed}.{}", flipped(signature)),
        format!("{head}.{}.{signature}", flipped(claims)),
        format!("{signed}."),
        signed.to_owned(),
        "x".to_owned(),
    ];
    for operation in OPERATIONS {
        assert_eq!(call(&world, operation, &reference, None).await.status, 401);
        for token in &bad {
            assert_eq!(call(&world, operation, &reference, Some(token)).await.status, 401, "{token}");
        }
    }
    // The client's own link is no log-in either.
    let manage = world.email_to(ADA, "booking_confirmation").await.carried_by("/manage#reference")["token"].clone();
    assert_eq!(call(&world, OPERATIONS[0], &reference, Some(&manage)).await.status, 401);
    assert_eq!(world.table().await, before);
    world.finish().await;
}

#[tokio::test]
async fn login_lasts_one_hour() {
    let (world, reference) = world().await;
    let admin = world.admin().await;
    world.advance("PT59M").await;
    assert_eq!(call(&world, OPERATIONS[0], &reference, Some(&admin)).await.status, 200);
    world.advance("PT2M").await;
    assert_eq!(call(&world, OPERATIONS[0], &reference, Some(&admin)).await.status, 401);
    world.finish().await;
}

#[tokio::test]
async fn console_shows_own_bookings_only() {
    let (world, reference) = world().await;
    // SES reports the delivery of the previous mail a moment later.
    world.advance("PT5S").await;
    let before = world.table().await;
    let nobody = world.log_in("somebody@magnetiq.example", &[]).await;
    // In the group, but with an unknown consultant.
    let stranger = world.log_in("somebody@magnetiq.example", &["consultant"]).await;
    // A consultant, but not in the group.
    let groupless = world.log_in(ANNA, &[]).await;
    let ben = world.log_in(BEN, &["consultant"]).await;
    for operation in OPERATIONS {
        for token in [&nobody, &stranger, &groupless] {
            assert_eq!(call(&world, operation, &reference, Some(token)).await.problem(403), "forbidden");
        }
        let of_another = call(&world, operation, &reference, Some(&ben)).await;
        let unknown = call(&world, operation, "VLT-20261123-AAAA", Some(&ben)).await;
        let nonsense = call(&world, operation, "nonsense", Some(&ben)).await;
        for answer in [&of_another, &unknown, &nonsense] {
            assert_eq!(answer.problem(404), "not_found");
            assert_eq!(answer.json()["detail"], unknown.json()["detail"], "the answer hides which of them it is");
        }
    }
    assert_eq!(world.table().await, before);
    let anna = world.log_in(ANNA, &["consultant"]).await;
    assert_eq!(call(&world, OPERATIONS[0], &reference, Some(&anna)).await.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn console_shows_the_whole_booking() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    world.advance("PT1M").await;
    let answer = call(&world, OPERATIONS[0], &reference_of(&made), Some(&world.admin().await)).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let everything = answer.expect(200);
    assert_eq!(everything["booking"]["client"]["email"], ADA);
    let history: Vec<&str> =
        everything["history"].as_array().unwrap().iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert_eq!(history, ["booking.confirmed", "booking.rescheduled"]);
    let entries = everything["communications"].as_array().unwrap();
    let state = |kind: &str, recipient: &str, sequence: u32| {
        let found =
            entries.iter().find(|it| it["kind"] == kind && it["recipient"] == recipient && it["sequence"] == sequence);
        found.unwrap_or_else(|| panic!("no {kind} {recipient} {sequence} in {entries:?}"))["state"].clone()
    };
    for sequence in [0, 1] {
        for recipient in ["client", "consultant.anna", "team"] {
            assert_eq!(state("mail", recipient, sequence), "done");
        }
        assert_eq!(state("chat", "room.slack", sequence), "done");
    }
    assert_eq!(state("client-24h", "client", 1), "planned");
    assert!(!entries.iter().any(|it| it["kind"] == "client-24h" && it["sequence"] == 0), "it was never sent");
    let subjects = |recipient: &str| {
        let mails = entries.iter().filter(|it| it["kind"] == "mail" && it["recipient"] == recipient);
        mails.map(|it| it["subject"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let to_client = subjects("client");
    assert!(
        to_client[0].starts_with("Confirmed: Anna Schmidt") && to_client[1].starts_with("Changed: "),
        "{to_client:?}"
    );
    assert_eq!(subjects("team"), ["", ""], "theirs name the client, whom an erasure must not miss");
    let booking = &everything["booking"];
    let confirmed = booking["confirmationSentAt"].as_str().unwrap();
    assert!(confirmed.starts_with("2026-11-23T08:00:0"), "{confirmed}");
    assert_eq!((&booking["reminderSent"], &booking["reminderSentAt"]), (&json!(false), &Value::Null));
    assert!(!answer.text.contains(made["manageToken"].as_str().unwrap()), "the client's link is the client's");
    world.finish().await;
}

#[tokio::test]
async fn outcomes_are_corrected_by_right() {
    let (world, reference) = world().await;
    let admin = world.admin().await;
    let anna = world.log_in(ANNA, &["consultant"]).await;
    for token in [&admin, &anna] {
        for action in ["complete", "no-show"] {
            assert_eq!(world.act(&reference, action, token, &Value::Null).await.problem(409), "meeting_not_begun");
        }
    }
    // It begins at 10:00 UTC; its outcome may be recorded before the end.
    world.set_clock("2026-11-24T10:00:00Z").await;
    let anna = world.log_in(ANNA, &["consultant"]).await;
    let admin = world.admin().await;
    let marked = world.act(&reference, "no-show", &anna, &Value::Null).await.expect(200);
    assert_eq!(marked["booking"]["status"], "no_show");
    assert!(marked["booking"]["markedAt"].as_str().unwrap().starts_with("2026-11-24T10:00"));
    assert_eq!(world.act(&reference, "no-show", &anna, &Value::Null).await.expect(200), marked, "twice is once");
    // A slip of their own: for a quarter of an hour.
    world.act(&reference, "complete", &anna, &Value::Null).await.expect(200);
    world.act(&reference, "no-show", &anna, &Value::Null).await.expect(200);
    world.advance("PT16M").await;
    assert_eq!(world.act(&reference, "complete", &anna, &Value::Null).await.problem(409), "booking_not_live");
    let corrected = world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    assert_eq!(corrected["booking"]["status"], "completed");
    assert_eq!(world.act(&reference, "no-show", &anna, &Value::Null).await.problem(409), "booking_not_live");
    world.act(&reference, "no-show", &admin, &Value::Null).await.expect(200);
    let everything = world.everything_of(&reference).await;
    let history: Vec<_> =
        everything["history"].as_array().unwrap().iter().map(|it| (it["type"].clone(), it["actor"].clone())).collect();
    let expected = [
        ("booking.confirmed", "client"),
        ("booking.no_show", "consultant"),
        ("booking.completed", "consultant"),
        ("booking.no_show", "consultant"),
        ("booking.completed", "admin"),
        ("booking.no_show", "admin"),
    ];
    assert_eq!(json!(history), json!(expected));
    world.finish().await;
}

#[tokio::test]
async fn client_cannot_change_ended_booking() {
    let (world, reference) = world().await;
    let carried = world.email_to(ADA, "booking_confirmation").await.carried_by("/manage#reference");
    let off = world.book("ben", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&off).await.expect(200);
    world.set_clock("2026-11-24T10:00:00Z").await;
    let admin = world.admin().await;
    for action in ["complete", "no-show"] {
        let refused = world.act(&reference_of(&off), action, &admin, &Value::Null).await;
        assert_eq!(refused.problem(409), "booking_not_live");
    }
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    for (action, body) in [("cancel", json!({})), ("reschedule", json!({"start": "2026-11-26T11:00:00+01:00"}))] {
        let path = format!("/v1/bookings/{reference}/{action}");
        assert_eq!(world.post_as(&path, &carried["token"], &body).await.problem(409), "booking_not_live");
    }
    // The hour stays taken, as a past meeting.
    let taken =
        world.get("/v1/availability/check?consultantId=anna&start=2026-11-24T10:30:00Z&duration=30").await.expect(200);
    assert_eq!(taken["isAvailable"], false);
    world.finish().await;
}

#[tokio::test]
async fn attendance_link_opens_one_operation() {
    let (world, reference) = world().await;
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=no_show");
    let token = tests::carried(&link)["token"].clone();
    let manage = world.email_to(ADA, "booking_confirmation").await.carried_by("/manage#reference")["token"].clone();
    let path = format!("/v1/attendance/{reference}");
    for bad in [manage.as_str(), &format!("x{token}"), &token[..token.len() - 1], "", "x"] {
        assert_eq!(world.get_as(&path, bad).await.problem(401), "unauthorized");
        assert_eq!(world.post_as(&path, bad, &json!({"outcome": "no_show"})).await.problem(401), "unauthorized");
    }
    // Nor does it open the booking.
    assert_eq!(world.get_as(&format!("/v1/bookings/{reference}"), &token).await.problem(401), "unauthorized");
    let shown = world.get_as(&path, &token).await;
    assert!(!shown.text.contains(ADA), "no address is needed to record the outcome: {}", shown.text);
    for bad in [json!({}), json!({"outcome": "cancelled"}), json!({"outcome": 1})] {
        assert_eq!(world.post_as(&path, &token, &bad).await.faults()[0].0, "/outcome");
    }
    let world = world.restart_at("2026-12-25T11:00:00Z").await;
    assert_eq!(world.get_as(&path, &token).await.problem(410), "token_expired");
    assert_eq!(world.post_as(&path, &token, &json!({"outcome": "no_show"})).await.problem(410), "token_expired");
    world.finish().await;
}
