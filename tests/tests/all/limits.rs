//! Limits of a client's requests, bookings, look-ups and moves, and of the messages to an address or number.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::{Answer, World, at, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";

/// A request from a network, as the distribution reports it.
fn from(world: &World, network: u8, path: &str) -> RequestBuilder {
    let request = world.request(Method::POST, path).header("x-origin-secret", world.secret("OriginSecret", "key"));
    request.header("x-client-address", format!("203.0.113.{network}"))
}

/// Looks a booking up from a network.
async fn look_up(world: &World, network: u8, reference: &str, email: &str) -> Answer {
    let request = from(world, network, "/v1/bookings/lookup");
    world.send(request.json(&json!({"reference": reference, "email": email}))).await
}

/// Books the number-th half hour of Tuesday and later from a network, for a client of one's own.
async fn book_from(world: &World, network: u8, number: u32, phone: Value) -> Answer {
    let start = format!("2026-11-{}T{:02}:{:02}:00+01:00", 24 + number / 18, 9 + number % 18 / 2, number % 2 * 30);
    let mut body = booking_body("anna", &start, 30, &format!("client{number}@clients.example"));
    body["client"]["phone"] = phone;
    world.send(from(world, network, "/v1/bookings").json(&body)).await
}

#[tokio::test]
async fn references_have_six_characters() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    assert_eq!(reference_of(&made).len(), "VLT-20261123-XXXXXX".len());
    world.finish().await;
}

#[tokio::test]
async fn guesses_end_with_their_network() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    for number in 0..10 {
        // However the address is written.
        let email = if number % 2 == 0 { ADA } else { "ADA@Clients.Example" };
        assert_eq!(look_up(&world, 1, "VLT-20261123-AAAAAA", email).await.problem(404), "not_found");
    }
    let limited = look_up(&world, 1, &reference, ADA).await;
    assert_eq!(limited.problem(429), "too_many_requests");
    let seconds: u32 = limited.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    // Another address isn't held back, and the client isn't locked out.
    look_up(&world, 1, "VLT-20261123-AAAAAA", "carl@clients.example").await.expect(404);
    for _ in 0..12 {
        look_up(&world, 2, &reference, ADA).await.expect(200);
    }
    world.advance("PT1H").await;
    look_up(&world, 1, &reference, ADA).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn many_guesses_send_the_link_instead() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    world.settle().await;
    let mails = world.mails().await.len();
    for number in 0..30 {
        look_up(&world, number / 8, "VLT-20261123-AAAAAA", ADA).await.expect(404);
    }
    look_up(&world, 9, "VLT-20261123-AAAAAA", ADA).await.expect(404);
    // A right guess gets nothing; its owner gets the link.
    for _ in 0..4 {
        let found = look_up(&world, 10, &reference, ADA).await.expect(202);
        assert_eq!(found, json!({"reference": reference}));
        world.settle().await;
    }
    let sent = world.mails().await.split_off(mails);
    assert_eq!(sent.len(), 3, "three mails a day");
    assert!(sent.iter().all(|mail| mail.to == [ADA]));
    let token = world.email(&sent[0]).await.carried_by("/manage")["token"].clone();
    world.get_as(&format!("/v1/bookings/{reference}"), &token).await.expect(200);
    world.advance("PT16H").await;
    look_up(&world, 10, &reference, ADA).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn refused_network_uses_up_nothing_else() {
    let world = World::limited_to(&[ordinary("anna")], &[("LOOKUPS_PER_ADDRESS", "LookupsPerAddress", 3)]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    for network in 0..12 {
        for _ in 0..3 {
            look_up(&world, network, "VLT-20261123-AAAAAA", &format!("guess{network}@clients.example"))
                .await
                .expect(404);
        }
        for _ in 0..4 {
            assert_eq!(look_up(&world, network, &reference, ADA).await.problem(429), "too_many_requests");
        }
    }
    look_up(&world, 99, &reference, ADA).await.expect(200);
    world.finish().await;
}

/// The wait of a refusal, in seconds.
#[track_caller]
fn wait(refused: &Answer) -> u32 {
    assert_eq!(refused.problem(429), "too_many_requests");
    refused.header("retry-after").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_per_network_are_limited() {
    let world = World::limited_to(&[ordinary("anna")], &[("BOOKINGS_PER_NETWORK", "BookingsPerNetwork", 3)]).await;
    let made = book_from(&world, 1, 0, Value::Null).await.expect(201);
    // Requests that sell nothing don't count: a taken time, a repetition.
    for _ in 0..4 {
        book_from(&world, 1, 0, json!("+49 30 901820")).await.expect(409);
        assert_eq!(book_from(&world, 1, 0, Value::Null).await.expect(201)["booking"], made["booking"]);
    }
    for number in 1..3 {
        book_from(&world, 1, number, Value::Null).await.expect(201);
    }
    assert!((1..=3_600).contains(&wait(&book_from(&world, 1, 3, Value::Null).await)));
    // A repetition is no booking, and other networks aren't held back.
    book_from(&world, 1, 0, Value::Null).await.expect(201);
    book_from(&world, 2, 3, Value::Null).await.expect(201);
    world.cancel(&made).await.expect(200);
    world.advance("PT1H").await;
    book_from(&world, 1, 4, Value::Null).await.expect(201);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_per_phone_are_limited() {
    let world = World::limited(&[ordinary("anna")]).await;
    for number in 0..5 {
        let phone = if number % 2 == 0 { "+49 30 901820" } else { "+4930901820" };
        book_from(&world, 1, number, json!(phone)).await.expect(201);
    }
    let refused = book_from(&world, 2, 5, json!("+49 30 901820")).await;
    assert!((57_000..=57_600).contains(&wait(&refused)), "until midnight UTC");
    book_from(&world, 2, 5, json!("+49 30 901821")).await.expect(201);
    world.set_clock("2026-11-24T00:00:01Z").await;
    book_from(&world, 2, 6, json!("+49 30 901820")).await.expect(201);
    assert!(world.items_of("RATE#").await.iter().all(|item| !item.to_string().contains("901820")), "keyed hashes");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_races_lock_no_phone() {
    let world =
        World::limited_to(&[ordinary("anna")], &[("PRESSURE_PER_CONSULTANT", "PressurePerConsultant", 0)]).await;
    let phone = json!("+49 30 901820");
    let race = (0..20).map(|number| {
        let mut body = booking_body("anna", "2026-11-24T09:00:00+01:00", 30, &format!("racer{number}@clients.example"));
        body["client"]["phone"] = phone.clone();
        let world = &world;
        async move { world.post("/v1/bookings", &body).await.status.as_u16() }
    });
    let race = futures::future::join_all(race).await;
    assert_eq!(race.iter().filter(|status| **status == 201).count(), 1);
    for number in 1..5 {
        book_from(&world, 1, number, phone.clone()).await.expect(201);
    }
    wait(&book_from(&world, 1, 5, phone).await);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trusted_backend_names_its_clients_networks() {
    let world = World::limited_to(&[ordinary("anna")], &[("BOOKINGS_PER_NETWORK", "BookingsPerNetwork", 1)]).await;
    let secret = world.secret("TrustedCallers", "website");
    let book = async |number: u32, network: &str, caller: &str| {
        let start = format!("2026-11-24T{:02}:00:00+01:00", 9 + number);
        let body = booking_body("anna", &start, 30, &format!("client{number}@clients.example"));
        let request = world.request(Method::POST, "/v1/bookings").header("x-client-network", network);
        world.send(request.header("x-trusted-caller", caller).json(&body)).await
    };
    let website = format!("website {secret}");
    for (number, network) in ["203.0.113.1", "203.0.113.2", "2001:db8::1"].iter().enumerate() {
        book(u32::try_from(number).unwrap(), network, &website).await.expect(201);
    }
    wait(&book(3, "2001:db8::2", &website).await);
    // Without its secret a backend is one network.
    for (number, caller) in ["website guessed", "shop x", secret.as_str()].iter().enumerate() {
        let answer = book(4 + u32::try_from(number).unwrap(), &format!("198.51.100.{number}"), caller).await;
        assert_eq!(answer.status.as_u16(), if number == 0 { 201 } else { 429 });
    }
    world.finish().await;
}

/// Moves a booking to and fro.
async fn move_on(world: &World, made: &Value, number: u32) -> Answer {
    let hour = if number.is_multiple_of(2) { 14 } else { 15 };
    world.move_to(made, &json!({"start": format!("2026-11-30T{hour}:00:00+01:00")})).await
}

#[tokio::test]
async fn moves_per_day_are_limited() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    for number in 0..6 {
        move_on(&world, &made, number).await.expect(200);
    }
    let refused = move_on(&world, &made, 6).await;
    assert_eq!(refused.problem(429), "too_many_requests");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((57_000..=57_600).contains(&seconds), "until midnight UTC, from eight o'clock: {seconds}");
    // To where it is already: no move.
    move_on(&world, &made, 5).await.expect(200);
    world.set_clock("2026-11-24T00:00:01Z").await;
    move_on(&world, &made, 6).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn moves_in_life_are_limited() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    for day in 0..5 {
        for number in 0..6 {
            move_on(&world, &made, number).await.expect(200);
        }
        world.set_clock(&format!("2026-11-{}T08:00:00Z", 24 + day)).await;
    }
    assert_eq!(move_on(&world, &made, 0).await.problem(409), "change_limit_reached");
    // Nor are times shown that it could move to.
    let path = format!("/v1/bookings/{}/availability", reference_of(&made));
    let shown = world.get_as(&path, made["manageToken"].as_str().unwrap()).await;
    assert_eq!(shown.problem(409), "change_limit_reached");
    world.cancel(&made).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn further_change_waits_a_minute() {
    let world = World::limited(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    world.settle().await;
    world.advance("PT10S").await;
    for hour in [12, 13, 14] {
        world.move_to(&made, &json!({"start": format!("2026-11-24T{hour}:00:00+01:00")})).await.expect(200);
        world.settle().await;
        world.advance("PT5S").await;
    }
    let changes = async || {
        let mails = world.mails_to(ADA).await.into_iter().filter(|mail| mail.template == "booking_change");
        mails.map(|mail| (mail.subject, mail.sent_at)).collect::<Vec<_>>()
    };
    let first = changes().await;
    assert!(first.len() == 1 && first[0].0.contains("12:00"), "at once: {first:?}");
    let to_anna = world.mail_history("anna@consultants.example").await.len();
    assert_eq!(to_anna, 4, "staff don't wait");
    world.advance("PT1M").await;
    let all = changes().await;
    assert!(all.len() == 2 && all[1].0.contains("14:00"), "the newest state alone: {all:?}");
    let sent = all.iter().map(|(_, at)| at.parse::<chrono::DateTime<chrono::Utc>>().unwrap()).collect::<Vec<_>>();
    assert!((60..=62).contains(&(sent[1] - sent[0]).num_seconds()), "{sent:?}");
    // A cancellation never waits.
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    assert_eq!(world.mail_history(ADA).await.last().unwrap().0, "booking_cancellation");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_over_the_limit_wait() {
    let limits = [
        ("MAILS_PER_DAY", "MailsPerDay", 3),
        ("TEXTS_PER_DAY", "TextsPerDay", 1),
        ("CHANGE_PAUSE_SECONDS", "ChangePauseSeconds", 0),
    ];
    let world = World::limited_to(&[ordinary("anna")], &limits).await;
    let mut body = booking_body("anna", "2026-11-26T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    for hour in [12, 13, 14, 15] {
        world.move_to(&made, &json!({"start": format!("2026-11-26T{hour}:00:00+01:00")})).await.expect(200);
        world.settle().await;
    }
    let templates = async || {
        let mails = world.mail_history(ADA).await;
        mails.into_iter().map(|(template, _)| template).collect::<Vec<_>>()
    };
    assert_eq!(templates().await, ["booking_confirmation", "booking_change", "booking_change"]);
    assert_eq!(world.texts().await.len(), 1);
    world.advance("PT2H").await;
    assert!(world.repairs().await.is_empty(), "waiting is no fault");
    // Another client, or the same one with confirmation and cancellation, is not held back.
    world.book("anna", "2026-11-27T11:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    let other = world.book("anna", "2026-11-27T13:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.cancel(&other).await.expect(200);
    world.settle().await;
    assert_eq!(templates().await[3..], ["booking_confirmation", "booking_cancellation"]);
    assert_eq!(world.mail_history("eve@clients.example").await.len(), 1);
    // The next day the newest state comes, once, by both channels.
    world.set_clock("2026-11-24T01:00:00Z").await;
    assert_eq!(templates().await[5..], ["booking_change"]);
    let last = world.email_to(ADA, "booking_change").await;
    assert!(last.text.contains("15:00"), "{}", last.text);
    assert_eq!(world.texts().await.len(), 2);
    // None was dropped, the reminders neither.
    world.set_clock("2026-11-26T13:00:00Z").await;
    assert_eq!(world.mail_history(ADA).await.last(), Some(&at("reminder_2h", "2026-11-26T12:00")));
    let keys: Vec<String> = world.items_of("RATE#").await.iter().map(|item| item["pk"].to_string()).collect();
    assert!(keys.iter().any(|key| key.contains("client-mails")) && !keys.join("").contains("901820"), "{keys:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_restarts_patience() {
    let limits = [("MAILS_PER_DAY", "MailsPerDay", 1), ("CHANGE_PAUSE_SECONDS", "ChangePauseSeconds", 0)];
    let world = World::limited_to(&[ordinary("anna")], &limits).await;
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-30T12:00:00+01:00"})).await.expect(200);
    world.settle().await;
    assert_eq!(world.mail_history(ADA).await.len(), 1, "the change waits for the next day");
    // The provider is down when the wait ends, and until more than a day after the change.
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    world.set_clock("2026-11-24T09:00:00Z").await;
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["state"], "planned");
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!(world.mail_history(ADA).await.last().unwrap().0, "booking_change");
    world.finish().await;
}
