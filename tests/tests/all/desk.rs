//! The front desk: staff changes bookings and books for clients, by the same path as the clients themselves.

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const BEN: &str = "ben@consultants.example";
const TUESDAY: &str = "2026-11-24T11:00:00+01:00";

async fn world() -> (World, Value, String) {
    let world = World::with(&["anna", "ben", "carla"].map(ordinary)).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    world.settle().await;
    let admin = world.admin().await;
    (world, made, admin)
}

/// The tag of the booking as it is.
async fn tag(world: &World, reference: &str, token: &str) -> String {
    world.get_as(&format!("/v1/admin/bookings/{reference}"), token).await.header("etag").to_owned()
}

async fn act_on(world: &World, reference: &str, action: &str, token: &str, tag: &str, body: &Value) -> Answer {
    let path = format!("/v1/admin/bookings/{reference}/{action}");
    world.send(world.request(Method::POST, &path).bearer_auth(token).header("if-match", tag).json(body)).await
}

/// Acts on the booking as it is.
async fn act(world: &World, reference: &str, action: &str, token: &str, body: &Value) -> Answer {
    let tag = tag(world, reference, token).await;
    act_on(world, reference, action, token, &tag, body).await
}

async fn create(world: &World, token: &str, body: &Value) -> Answer {
    world.send(world.request(Method::POST, "/v1/admin/bookings").bearer_auth(token).json(body)).await
}

/// Staff's request for a client.
fn for_client(consultant: &str, start: &str) -> Value {
    let mut body = booking_body(consultant, start, 60, ADA);
    body["consent"] = json!({"given": "by_phone"});
    body
}

/// The templates of the mails to an address, in order.
async fn templates(world: &World, address: &str) -> Vec<String> {
    world.settle().await;
    world.mails_to(address).await.into_iter().map(|mail| mail.template).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_moves_a_booking_once_for_all() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let tag = tag(&world, &reference, &admin).await;
    let later = json!({"start": "2026-11-25T11:00:00+01:00", "reason": "Anna is at a fair."});
    let moved = act_on(&world, &reference, "reschedule", &admin, &tag, &later).await;
    assert_ne!(moved.header("etag"), tag);
    assert_eq!(moved.expect(200)["booking"]["start"], "2026-11-25T10:00:00Z");
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_change"]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_change_consultant"]);
    let mail = world.email_to(ADA, "booking_change").await;
    assert!(mail.text.contains("We had to change") && mail.text.contains("Anna is at a fair."), "{}", mail.text);
    let history = world.everything_of(&reference).await["history"].clone();
    assert_eq!(history[1]["actor"], "admin");
    assert!(history[1]["accountId"].is_string(), "{history}");
    // The client's own move doesn't say so.
    world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let mails = world.mails_to(ADA).await;
    let mail = world.email(mails.last().unwrap()).await;
    assert!(!mail.text.contains("We had to change") && !mail.text.contains("fair"), "{}", mail.text);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_change_learns_what_happened() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let old = tag(&world, &reference, &admin).await;
    let path = format!("/v1/admin/bookings/{reference}/cancel");
    let missing = world.post_as(&path, &admin, &json!({"reason": "ill"})).await;
    assert_eq!(missing.problem(428), "if_match_required");
    let any = act_on(&world, &reference, "cancel", &admin, "*", &json!({"reason": "ill"})).await;
    assert_eq!(any.problem(428), "if_match_required");
    world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    let stale = act_on(&world, &reference, "cancel", &admin, &old, &json!({"reason": "ill"})).await;
    assert_eq!(stale.problem(412), "changed_meanwhile");
    let current = stale.json()["current"].clone();
    assert_eq!((&current["changedBy"], &current["fields"]), (&json!("client"), &json!(["/start", "/end"])));
    // Notes and feedback don't count.
    let now = current["etag"].as_str().unwrap().to_owned();
    let noted = world.act(&reference, "notes", &admin, &json!({"text": "Calls back."})).await.expect(200);
    assert_eq!(noted["notes"][0]["text"], "Calls back.");
    act_on(&world, &reference, "cancel", &admin, &format!("W/{now}"), &json!({"reason": "ill"})).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancellation_tells_its_reason() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    for body in [json!({}), json!({"reason": " "})] {
        let refused = act(&world, &reference, "cancel", &admin, &body).await;
        assert_eq!(refused.faults(), [("/reason".to_owned(), "required".to_owned())]);
    }
    let cancelled = act(&world, &reference, "cancel", &admin, &json!({"reason": "Anna is ill."})).await;
    let cancelled = cancelled.expect(200);
    assert_eq!(cancelled["booking"]["status"], "cancelled");
    assert_eq!(cancelled["allowed"], json!(["notes", "resend", "contact", "erase"]));
    assert_eq!(cancelled["whyNot"]["cancel"], "not_live");
    let again = act(&world, &reference, "cancel", &admin, &json!({"reason": "Anna is ill."})).await.expect(200);
    assert_eq!(again["booking"], cancelled["booking"]);
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_cancellation"]);
    let mail = world.email_to(ADA, "booking_cancellation").await;
    assert!(mail.text.contains("We are sorry") && mail.text.contains("Anna is ill."), "{}", mail.text);
    assert!(world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-24").await.len() > 10);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_waived_and_recorded() {
    let world = World::with(&[consultant("anna", json!({"dailyLimit": 1}), Value::Null)]).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    let (reference, admin) = (reference_of(&made), world.admin().await);
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, "bob@clients.example").await.expect(201);
    // Saturday evening, on a full day, in an hour.
    for (start, reason, waivable) in [
        ("2026-11-28T20:00:00+01:00", "outside_hours", json!(["hours"])),
        ("2026-11-25T14:00:00+01:00", "limit", json!(["limit"])),
        ("2026-11-23T09:30:00+01:00", "notice", json!(["notice"])),
        ("2027-11-23T09:30:00+01:00", "horizon", json!(["horizon"])),
        ("2027-11-27T20:00:00+01:00", "outside_hours", json!(["horizon", "hours"])),
        ("2026-11-25T11:30:00+01:00", "limit", json!([])),
    ] {
        let refused = act(&world, &reference, "reschedule", &admin, &json!({"start": start})).await.expect(409);
        let expected = (json!("slot_not_offered"), json!(reason), waivable.clone());
        assert_eq!(
            (refused["code"].clone(), refused["reason"].clone(), refused["waivable"].clone()),
            expected,
            "{start}"
        );
        if waivable != json!([]) {
            let waiving = json!({"start": start, "waive": waivable});
            act(&world, &reference, "reschedule", &admin, &waiving).await.expect(200);
            let history = world.everything_of(&reference).await["history"].clone();
            assert_eq!(history.as_array().unwrap().last().unwrap()["waived"], waivable);
        }
    }
    // Nothing waives another booking.
    let all = json!(["notice", "horizon", "hours", "limit", "deadline", "clientLimit"]);
    let over = json!({"start": "2026-11-25T11:30:00+01:00", "waive": all});
    let refused = act(&world, &reference, "reschedule", &admin, &over).await.expect(409);
    assert_eq!((&refused["code"], &refused["waivable"]), (&json!("slot_taken"), &json!([])));
    let unknown = json!({"start": TUESDAY, "waive": ["overlap"]});
    let refused = act(&world, &reference, "reschedule", &admin, &unknown).await;
    assert_eq!(refused.faults(), [("/waive/0".to_owned(), "unknown_value".to_owned())]);
    let anna = world.log_in(ANNA, &["consultant"]).await;
    let waiving = json!({"start": "2026-11-28T20:00:00+01:00", "waive": ["hours"]});
    assert_eq!(act(&world, &reference, "reschedule", &anna, &waiving).await.problem(403), "forbidden");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_move_waives_the_deadline() {
    let (world, made, _) = world().await;
    let reference = reference_of(&made);
    world.set_clock("2026-11-24T09:30:00Z").await;
    let admin = world.admin().await;
    let later = json!({"start": "2026-11-24T15:00:00+01:00"});
    let refused = act(&world, &reference, "reschedule", &admin, &later).await.expect(409);
    assert_eq!((&refused["code"], &refused["waivable"]), (&json!("change_deadline_passed"), &json!(["deadline"])));
    let waiving = json!({"start": "2026-11-24T15:00:00+01:00", "waive": ["deadline"]});
    act(&world, &reference, "reschedule", &admin, &waiving).await.expect(200);
    let history = world.everything_of(&reference).await["history"].clone();
    assert_eq!(history[1]["waived"], json!(["deadline"]));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colleague_takes_over_at_the_same_time() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    world.book("ben", TUESDAY, 60, "bob@clients.example").await.expect(201);
    let busy = act(&world, &reference, "reassign", &admin, &json!({"consultantId": "ben"})).await;
    assert_eq!(busy.problem(409), "slot_taken");
    let taken = act(&world, &reference, "reassign", &admin, &json!({"consultantId": "any"})).await.expect(200);
    assert_eq!((&taken["booking"]["consultantId"], &taken["free"]), (&json!("carla"), &json!(["carla"])));
    assert_eq!(taken["booking"]["start"], made["booking"]["start"]);
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_change"]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_cancellation_consultant"]);
    assert_eq!(templates(&world, "carla@consultants.example").await, ["new_booking_consultant"]);
    let nobody = act(&world, &reference, "reassign", &admin, &json!({"consultantId": "any"})).await.expect(200);
    assert_eq!(nobody["booking"]["consultantId"], "anna", "she is free again");
    // A consultant hands over their own, and nobody else's.
    let carla = world.log_in("carla@consultants.example", &["consultant"]).await;
    let path = format!("/v1/admin/bookings/{reference}/reassign");
    let request = world.request(Method::POST, &path).bearer_auth(&carla).header("if-match", "\"9\"");
    assert_eq!(world.send(request.json(&json!({"consultantId": "carla"}))).await.problem(404), "not_found");
    let anna = world.log_in(ANNA, &["consultant"]).await;
    act(&world, &reference, "reassign", &anna, &json!({"consultantId": "carla"})).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_hand_over_is_answered() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let (anna, ben) = (world.log_in(ANNA, &["consultant"]).await, world.log_in(BEN, &["consultant"]).await);
    let tag = tag(&world, &reference, &anna).await;
    let path = format!("/v1/admin/bookings/{reference}/reassign");
    let hand_over = async |token: &str, key: &str, to: &str| {
        let request = world.request(Method::POST, &path).bearer_auth(token).header("if-match", &tag);
        world.send(request.header("idempotency-key", key).json(&json!({ "consultantId": to }))).await
    };
    let first = hand_over(&anna, "one", "carla").await.expect(200);
    assert_eq!(first["booking"]["consultantId"], "carla");
    // The answer was lost.
    let again = hand_over(&anna, "one", "carla").await.expect(200);
    assert_eq!(again["booking"], first["booking"]);
    // Carla's time is moved meanwhile: the request is still the same.
    act(&world, &reference, "reschedule", &admin, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    hand_over(&anna, "one", "carla").await.expect(200);
    for (token, key, to) in
        [(&anna, "two", "carla"), (&anna, "one", "ben"), (&ben, "one", "carla"), (&anna, "one", "A B")]
    {
        assert_eq!(hand_over(token, key, to).await.problem(404), "not_found", "{key} {to}");
    }
    let without = world.request(Method::POST, &path).bearer_auth(&anna).header("if-match", &tag);
    assert_eq!(world.send(without.json(&json!({"consultantId": "carla"}))).await.problem(404), "not_found");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_books_for_a_caller() {
    let world = World::limited(&["anna", "ben"].map(ordinary)).await;
    let admin = world.admin().await;
    let made = create(&world, &admin, &for_client("anna", TUESDAY)).await;
    assert!(made.header("location").starts_with("/v1/admin/bookings/VLT-"));
    assert!(!made.header("etag").is_empty());
    let booking = made.expect(201)["booking"].clone();
    assert!(made.json().get("manageToken").is_none(), "the link is the client's");
    assert_eq!((&booking["consent"]["given"], &booking["source"]), (&json!("by_phone"), &json!("direct")));
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    let reference = booking["reference"].as_str().unwrap();
    assert_eq!(world.everything_of(reference).await["history"][0]["actor"], "admin");
    // The client's limit refuses nothing, and is recorded.
    let same = create(&world, &admin, &for_client("ben", TUESDAY)).await.expect(201);
    let history = world.everything_of(same["booking"]["reference"].as_str().unwrap()).await["history"].clone();
    assert_eq!(history[0]["waived"], json!(["clientLimit"]));
    let refused = create(&world, &admin, &for_client("anna", TUESDAY)).await.expect(409);
    assert_eq!((&refused["code"], &refused["waivable"]), (&json!("slot_taken"), &json!([])));
    let mut quiet = for_client("anna", "2026-11-23T09:30:00+01:00");
    quiet["waive"] = json!(["notice"]);
    quiet["notify"] = json!(false);
    quiet["client"]["email"] = json!("walk-in@clients.example");
    create(&world, &admin, &quiet).await.expect(201);
    assert_eq!(templates(&world, "walk-in@clients.example").await, [""; 0]);
    let without = booking_body("anna", "2026-11-25T11:00:00+01:00", 60, ADA);
    assert_eq!(create(&world, &admin, &without).await.faults()[0].0, "/consent/given");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consultant_books_for_own_clients() {
    let (world, _, _) = world().await;
    let anna = world.log_in(ANNA, &["consultant"]).await;
    create(&world, &anna, &for_client("anna", "2026-11-25T11:00:00+01:00")).await.expect(201);
    let mut bodies =
        vec![for_client("ben", "2026-11-25T11:00:00+01:00"), for_client("any", "2026-11-26T11:00:00+01:00")];
    for (name, value) in [("notify", json!(false)), ("waive", json!(["notice"]))] {
        let mut body = for_client("anna", "2026-11-26T11:00:00+01:00");
        body[name] = value;
        bodies.push(body);
    }
    for body in bodies {
        assert_eq!(create(&world, &anna, &body).await.problem(403), "forbidden");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_their_account() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let book = async |token: &str| {
        let request =
            world.request(Method::POST, "/v1/admin/bookings").bearer_auth(token).header("idempotency-key", "k");
        world.send(request.json(&for_client("any", "2026-11-26T11:00:00+01:00"))).await.expect(201)["booking"].clone()
    };
    let first = book(&admin).await;
    assert_eq!(book(&admin).await, first);
    assert_ne!(book(&desk).await["reference"], first["reference"], "another account's key is another");
    let tag = tag(&world, &reference, &admin).await;
    let cancel = async |reason: &str| {
        let path = format!("/v1/admin/bookings/{reference}/cancel");
        let request = world.request(Method::POST, &path).bearer_auth(&admin).header("if-match", &tag);
        world.send(request.header("idempotency-key", "c").json(&json!({"reason": reason}))).await
    };
    let cancelled = cancel("ill").await.expect(200);
    assert_eq!(cancel("ill").await.expect(200)["booking"], cancelled["booking"], "although the tag is old");
    assert_eq!(cancel("away").await.problem(422), "idempotency_key_reused");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stay_at_the_console() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let path = format!("/v1/admin/bookings/{reference}");
    for number in 0..50 {
        world.act(&reference, "notes", &admin, &json!({"text": format!("Note {number}")})).await.expect(200);
    }
    let full = world.act(&reference, "notes", &admin, &json!({"text": "One more"})).await;
    assert_eq!(full.problem(409), "change_not_allowed");
    let long = world.act(&reference, "notes", &admin, &json!({"text": "x".repeat(4_001)})).await;
    assert_eq!(long.faults(), [("/text".to_owned(), "too_long".to_owned())]);
    let shown = world.get_as(&path, &admin).await.expect(200);
    let notes = shown["notes"].as_array().unwrap();
    assert_eq!((notes.len(), &notes[0]["text"], &notes[49]["text"]), (50, &json!("Note 0"), &json!("Note 49")));
    let delete = json!({"noteId": notes[0]["id"], "delete": true});
    assert_eq!(
        world.act(&reference, "notes", &admin, &delete).await.expect(200)["notes"].as_array().unwrap().len(),
        49
    );
    assert_eq!(world.act(&reference, "notes", &admin, &delete).await.faults()[0].0, "/noteId");
    for client in ["", "/invite.ics"] {
        let seen =
            world.get_as(&format!("/v1/bookings/{reference}{client}"), made["manageToken"].as_str().unwrap()).await;
        assert!(!seen.text.contains("Note "), "{}", seen.text);
    }
    act(&world, &reference, "cancel", &admin, &json!({"reason": "ill"})).await.expect(200);
    // The cancellation goes out before the data are erased.
    world.settle().await;
    world.act(&reference, "erase", &admin, &json!({"confirm": reference})).await.expect(200);
    assert_eq!(world.kept("Note 1").await, [""; 0], "they go with the client's data");
    let late = world.act(&reference, "notes", &admin, &json!({"text": "Ada called."})).await;
    assert_eq!(late.problem(409), "change_not_allowed");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_names_the_booking_again() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let erase = json!({"confirm": reference});
    assert_eq!(world.act(&reference, "erase", &admin, &erase).await.problem(409), "booking_live");
    act(&world, &reference, "cancel", &admin, &json!({"reason": "ill"})).await.expect(200);
    let wrong = world.act(&reference, "erase", &admin, &json!({"confirm": "VLT-20261123-AAAAAA"})).await;
    assert_eq!(wrong.faults()[0].0, "/confirm");
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    assert_eq!(world.act(&reference, "erase", &desk, &erase).await.problem(403), "forbidden");
    let erased = world.act(&reference, "erase", &admin, &erase).await.expect(200);
    assert_eq!(erased["booking"]["client"]["email"], "erased@erased.invalid");
    world.act(&reference, "erase", &admin, &erase).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_address_gets_the_confirmation() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let right = "ada.lovelace@clients.example";
    let body = json!({"client": {"email": right, "company": "Analytical Engines"}});
    let corrected = act(&world, &reference, "contact", &admin, &body).await.expect(200);
    assert_eq!(corrected["booking"]["client"]["email"], right);
    assert_eq!(corrected["booking"]["client"]["firstName"], "Ada");
    assert_eq!(templates(&world, right).await, ["booking_confirmation"]);
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_change_consultant"]);
    // The link that went astray opens nothing any more; the new one does.
    let old = world.get_as(&format!("/v1/bookings/{reference}"), made["manageToken"].as_str().unwrap()).await;
    assert_eq!(old.problem(401), "unauthorized");
    let token = world.email_to(right, "booking_confirmation").await.carried_by("/manage#reference")["token"].clone();
    world.get_as(&format!("/v1/bookings/{reference}"), &token).await.expect(200);
    // A name alone is no news.
    act(&world, &reference, "contact", &admin, &json!({"client": {"lastName": "King"}})).await.expect(200);
    assert_eq!(templates(&world, right).await.len(), 1);
    let wrong =
        act(&world, &reference, "contact", &admin, &json!({"client": {"email": "ada@", "firstName": null}})).await;
    let faults = [("/client/firstName", "required"), ("/client/email", "invalid_format")];
    assert_eq!(wrong.faults(), faults.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_and_client_never_both_win() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let admin = world.admin().await;
    for round in 0..200_u32 {
        let client = format!("client{round}@clients.example");
        let made = world.book("anna", TUESDAY, 60, &client).await.expect(201);
        let reference = reference_of(&made);
        let tag = tag(&world, &reference, &admin).await;
        let to = json!({"start": "2026-11-25T14:00:00+01:00"});
        let (by_desk, by_client) = if round % 2 == 0 {
            let cancel = json!({"reason": "ill"});
            let desk = act_on(&world, &reference, "cancel", &admin, &tag, &cancel);
            futures::join!(desk, world.move_to(&made, &to))
        } else {
            let desk = act_on(&world, &reference, "reschedule", &admin, &tag, &to);
            futures::join!(desk, world.cancel(&made))
        };
        let (desk, client) = (by_desk.status.as_u16(), by_client.status.as_u16());
        match (desk, client) {
            (412, 200) | (200, 409) => {}
            // One after the other: the client changed the desk's change.
            (200, 200) => assert_eq!(by_client.json()["booking"]["status"], "cancelled"),
            other => panic!("{other:?}: {} {}", by_desk.text, by_client.text),
        }
        let now = self::tag(&world, &reference, &admin).await;
        act_on(&world, &reference, "cancel", &admin, &now, &json!({"reason": "next"})).await.expect(200);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_follow_the_rights() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let path = format!("/v1/admin/bookings/{reference}");
    let seen = world.get_as(&path, &admin).await.expect(200);
    assert_eq!(
        seen["allowed"],
        json!(["reschedule", "reassign", "cancel", "offer", "notes", "send-reminder", "resend", "contact"])
    );
    assert_eq!(seen["whyNot"], json!({"complete": "not_begun", "no-show": "not_begun", "erase": "live"}));
    let anna = world.log_in(ANNA, &["consultant"]).await;
    let seen = world.get_as(&path, &anna).await.expect(200);
    assert_eq!(seen["whyNot"]["erase"], "forbidden");
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let seen = world.get_as(&path, &viewer).await.expect(200);
    assert_eq!(seen["allowed"], json!([]));
    let ben = world.log_in(BEN, &["consultant"]).await;
    for action in ["cancel", "reschedule", "notes", "contact"] {
        assert_eq!(act_on(&world, &reference, action, &ben, "\"0\"", &json!({})).await.problem(404), "not_found");
    }
    let unknown = act_on(&world, &reference, "explode", &admin, "\"0\"", &json!({})).await;
    assert_eq!(unknown.problem(404), "not_found");
    let all = join_all((0..3).map(|_| act_on(&world, &reference, "cancel", &viewer, "\"0\"", &Value::Null))).await;
    assert!(all.iter().all(|answer| answer.status == 403));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_reminds_once_in_half_an_hour() {
    let (world, made, admin) = world().await;
    let reference = reference_of(&made);
    let remind = async |body: Value| world.act(&reference, "send-reminder", &admin, &body).await;
    assert_eq!(remind(Value::Null).await.expect(202), json!({"reference": reference}));
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "reminder_24h"]);
    assert_eq!(remind(json!({"channel": "mail"})).await.problem(409), "change_not_allowed");
    for (channel, code) in [("sms", "unknown_value"), ("chat", "unknown_value")] {
        let refused = remind(json!({"channel": channel})).await;
        assert_eq!(refused.faults(), [("/channel".to_owned(), code.to_owned())], "she gave no number");
    }
    world.advance("PT31M").await;
    let admin = world.admin().await;
    world.act(&reference, "send-reminder", &admin, &Value::Null).await.expect(202);
    assert_eq!(templates(&world, ADA).await.len(), 3);
    act(&world, &reference, "cancel", &admin, &json!({"reason": "ill"})).await.expect(200);
    let off = world.act(&reference, "send-reminder", &admin, &Value::Null).await;
    assert_eq!(off.problem(409), "booking_not_live");
    world.finish().await;
}
