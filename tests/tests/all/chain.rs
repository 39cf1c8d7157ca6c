//! All follow-ups of a booking, to the end: the meeting, its outcome, the client's rating, or the next try.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, at, booking_body, carried, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const KENJI: &str = "kenji@consultants.example";
const TEAM: &str = "team@magnetiq.example";

/// A consultant in Tokyo; the bookings come from Berlin.
async fn tokyo() -> World {
    let mut kenji = ordinary("kenji");
    kenji["timezone"] = json!("Asia/Tokyo");
    World::with(&[kenji]).await
}

/// A meeting three days ahead, on Thursday: 9:00 in Berlin, 17:00 in Tokyo, one hour.
async fn book(world: &World) -> Value {
    let made = world.book("kenji", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    made
}

/// The link for this answer, in the mail that asks for the meeting's outcome.
async fn asked(world: &World, outcome: &str) -> String {
    world.email_to(KENJI, "attendance_check").await.link(&format!("outcome={outcome}"))
}

/// Templates and minutes of the mails to an address after the reminders.
async fn after_the_meeting(world: &World) -> Vec<(String, String)> {
    world.mail_history(ADA).await.split_off(3)
}

#[tokio::test(flavor = "multi_thread")]
async fn booking_meeting_and_rating_in_order() {
    let world = tokyo().await;
    let made = book(&world).await;
    world.set_clock("2026-11-26T09:20:00Z").await;
    let before = [
        at("booking_confirmation", "2026-11-23T08:00"),
        at("reminder_24h", "2026-11-25T08:00"),
        at("reminder_2h", "2026-11-26T06:00"),
    ];
    assert_eq!(world.mail_history(ADA).await, before);
    let of_consultant = [
        at("new_booking_consultant", "2026-11-23T08:00"),
        at("consultant_prep_reminder", "2026-11-26T04:00"),
        at("attendance_check", "2026-11-26T09:15"),
    ];
    assert_eq!(world.mail_history(KENJI).await, of_consultant);
    assert_eq!(world.mail_history(TEAM).await, [at("new_booking_team", "2026-11-23T08:00")]);
    for (address, hours) in
        [(ADA, "09:00–10:00 (Europe/Berlin, UTC+01:00)"), (KENJI, "17:00–18:00 (Asia/Tokyo, UTC+09:00)")]
    {
        for mail in world.mails_to(address).await {
            let text = world.email(&mail).await.text;
            assert!(text.contains(&format!("Thursday, 26 November 2026, {hours}")), "{text}");
        }
    }

    let link = asked(&world, "completed").await;
    let shown = look_at(&world, &link).await;
    assert_eq!((&shown["status"], &shown["timezone"]), (&json!("confirmed"), &json!("Asia/Tokyo")));
    let marked = world.mark(&link, "completed").await.expect(200);
    assert_eq!(marked["status"], "completed");
    assert_eq!(world.mark(&link, "completed").await.expect(200), marked, "twice is once");
    assert_eq!(world.mark(&link, "no_show").await.problem(409), "booking_not_live");
    world.settle().await;
    assert_eq!(world.pending().await, [at("follow-up", "2026-11-27T09:00")], "nothing else is left to do");

    world.set_clock("2026-11-27T10:00:00Z").await;
    assert_eq!(after_the_meeting(&world).await, [at("post_meeting_followup", "2026-11-27T09:00")]);
    let feedback = world.email_to(ADA, "post_meeting_followup").await.link("action=feedback");
    look_at(&world, &feedback).await;
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 1]));
    let said = world.rate(&feedback, &json!({"rating": 4, "comment": "Clear and quick."})).await.expect(200);
    assert_eq!(said["booking"]["feedback"]["rating"], 4);
    assert_eq!(world.numbers_of("kenji").await, json!([4.0, 1, 1]));
    world.rate(&feedback, &json!({"rating": 5})).await.expect(200);
    assert_eq!(world.numbers_of("kenji").await, json!([5.0, 1, 1]), "corrected, not given twice");

    world.advance("P2D").await;
    assert_eq!(after_the_meeting(&world).await.len(), 1);
    assert_eq!(world.mail_history(KENJI).await.len(), 3);
    assert_eq!(world.pending().await, []);
    let path = format!("/v1/bookings/{}", reference_of(&made));
    let history = world.get_as(&path, made["manageToken"].as_str().unwrap()).await.expect(200)["history"].clone();
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|it| (&it["type"], &it["actor"])).collect();
    let expected = [
        ("booking.confirmed", "client"),
        ("booking.completed", "consultant"),
        ("booking.feedback_received", "client"),
        ("booking.feedback_received", "client"),
    ];
    assert_eq!(json!(kinds), json!(expected));
    world.finish().await;
}

/// Opens a link as a browser or a scanner would, and reads the booking that it names with its token; that changes
/// nothing. Returns the meeting.
async fn look_at(world: &World, link: &str) -> Value {
    // SES reports the delivery of the previous mail a moment later.
    world.advance("PT5S").await;
    let before = world.table().await;
    let carried = carried(link);
    let page = link.strip_prefix(world.local.url()).unwrap().split('#').next().unwrap().to_owned();
    let (reference, token) = (&carried["reference"], &carried["token"]);
    let of_client = carried.contains_key("action");
    let path = if of_client { format!("/v1/bookings/{reference}") } else { format!("/v1/attendance/{reference}") };
    let shown = world.get_as(&path, token).await.expect(200);
    for method in [Method::GET, Method::HEAD] {
        for path in [&page, &path] {
            world.send(world.request(method.clone(), path).bearer_auth(token)).await;
        }
    }
    world.settle().await;
    assert_eq!(world.table().await, before);
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn no_show_gets_three_bookable_times() {
    let world = tokyo().await;
    book(&world).await;
    world.set_clock("2026-11-26T09:20:00Z").await;
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    world.settle().await;
    assert_eq!(world.pending().await, [at("no-show-follow-up", "2026-11-26T10:20")]);
    world.set_clock("2026-11-26T10:30:00Z").await;
    assert_eq!(after_the_meeting(&world).await, [at("no_show_followup", "2026-11-26T10:20")]);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 0]));

    let links = world.email_to(ADA, "no_show_followup").await.links();
    let offers: Vec<BTreeMap<String, String>> = links
        .iter()
        .filter(|link| link.contains("/book-consultation?") && link.contains("start="))
        .map(|it| carried(it))
        .collect();
    assert_eq!(offers.len(), 3, "{links:?}");
    let starts: BTreeSet<&str> = offers.iter().map(|offer| offer["start"].as_str()).collect();
    let days: BTreeSet<&str> = starts.iter().map(|start| &start[..10]).collect();
    assert_eq!(days.len(), 3, "{starts:?}");
    assert!(starts.contains("2026-11-27T08:00:00Z"), "the same hour of the next day is free: {starts:?}");
    for offer in &offers {
        assert_eq!((&*offer["consultant"], &*offer["step"]), ("kenji", "details"));
        let mut body = booking_body("kenji", &offer["start"], offer["duration"].parse().unwrap(), ADA);
        body["meetingType"] = json!(offer["type"]);
        world.post("/v1/bookings", &body).await.expect(201);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_time_names_its_other_consultant() {
    // The missed hour is the only one of the week.
    let thursday = json!({"thursday": {"windows": [{"start": "17:00", "end": "18:00"}]}});
    let mut kenji = consultant("kenji", Value::Null, json!({"weekly": thursday}));
    kenji["timezone"] = json!("Asia/Tokyo");
    let mut ben = ordinary("ben");
    for (it, first_name, last_name) in [(&mut kenji, "Kenji", "Sato"), (&mut ben, "Ben", "Tanaka")] {
        it["firstName"] = json!(first_name);
        it["lastName"] = json!(last_name);
    }
    let world = World::with(&[kenji, ben]).await;
    book(&world).await;
    world.set_clock("2026-11-26T09:20:00Z").await;
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    world.set_clock("2026-11-26T10:30:00Z").await;
    let text = world.email_to(ADA, "no_show_followup").await.text;
    let lines: Vec<&str> = text.lines().collect();
    let offers: Vec<(&str, String)> = lines
        .windows(2)
        .filter(|pair| pair[1].contains("/book-consultation?") && pair[1].contains("start="))
        .map(|pair| (pair[0], carried(pair[1])["consultant"].clone()))
        .collect();
    assert_eq!(offers.len(), 3, "{text}");
    for (label, id) in &offers {
        let name = if id == "kenji" { "Kenji Sato" } else { "Ben Tanaka" };
        assert!(label.ends_with(&format!(" · {name}:")), "{label}");
    }
    assert!(["kenji", "ben"].iter().all(|id| offers.iter().any(|(_, it)| it == id)), "{offers:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebooked_client_gets_no_invitation() {
    let world = tokyo().await;
    book(&world).await;
    world.set_clock("2026-11-26T09:20:00Z").await;
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    world.advance("PT20M").await;
    // In other letters it is the same address.
    let again = world.book("kenji", "2026-11-30T09:00:00+01:00", 60, "Ada@Clients.example").await.expect(201);
    world.advance("PT2H").await;
    let mails = world.mails().await;
    assert!(mails.iter().all(|mail| mail.template != "no_show_followup"), "{mails:?}");
    assert_eq!(world.communication(&reference_of(&again), "mail", "client").await["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn correction_sends_matching_follow_up() {
    let world = tokyo().await;
    let reference = reference_of(&book(&world).await);
    world.set_clock("2026-11-26T09:20:00Z").await;
    let admin = world.admin().await;
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    world.advance("PT30M").await;
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    world.settle().await;
    assert_eq!(world.pending().await, [at("follow-up", "2026-11-27T09:00")]);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 1]));
    // A correction: they didn't come after all.
    world.act(&reference, "no-show", &admin, &Value::Null).await.expect(200);
    world.settle().await;
    assert_eq!(world.pending().await, [at("no-show-follow-up", "2026-11-26T10:50")]);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 0]));
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    world.set_clock("2026-11-27T10:00:00Z").await;
    assert_eq!(after_the_meeting(&world).await, [at("post_meeting_followup", "2026-11-27T09:00")]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unanswered_outcome_becomes_completed() {
    let world = tokyo().await;
    let reference = reference_of(&book(&world).await);
    world.set_clock("2026-11-28T12:00:00Z").await;
    let asked = world.mail_history(KENJI).await.split_off(2);
    // The next morning in Tokyo.
    assert_eq!(asked, [at("attendance_check", "2026-11-26T09:15"), at("attendance_check", "2026-11-27T00:00")]);
    assert_eq!(after_the_meeting(&world).await, [at("post_meeting_followup", "2026-11-28T09:00")]);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 0]), "no person said so");
    let everything = world.everything_of(&reference).await;
    let last = everything["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["type"], &last["actor"]), (&json!("booking.completed"), &json!("system")));
    // A participant confirms it, and it counts.
    let admin = world.admin().await;
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 1]));
    assert_eq!(world.pending().await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_completed_meetings_can_be_rated() {
    let world = tokyo().await;
    let made = book(&world).await;
    let manage = made["links"]["manage"].as_str().unwrap();
    let rating = json!({"rating": 3});
    assert_eq!(world.rate(manage, &rating).await.problem(409), "meeting_not_over");
    world.set_clock("2026-11-26T09:20:00Z").await;
    for bad in [json!({}), json!({"rating": 0}), json!({"rating": 6}), json!({"rating": 4.5}), json!({"rating": "5"})] {
        assert_eq!(world.rate(manage, &bad).await.faults()[0].0, "/rating", "{bad}");
    }
    // No outcome is recorded yet: the client's rating does it.
    world.rate(manage, &rating).await.expect(200);
    assert_eq!(world.rate(&manage.replace("token=", "token=x"), &rating).await.problem(401), "unauthorized");
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    assert_eq!(world.rate(manage, &json!({"rating": 1})).await.problem(409), "booking_not_live");
    let world = world.restart_at("2026-12-27T09:20:00Z").await;
    assert_eq!(world.rate(manage, &rating).await.problem(410), "token_expired");
    let other = world.book("kenji", "2026-12-29T09:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&other).await.expect(200);
    world.set_clock("2026-12-29T10:00:00Z").await;
    let manage = other["links"]["manage"].as_str().unwrap();
    assert_eq!(world.rate(manage, &rating).await.problem(409), "booking_not_live");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_no_show_drops_its_rating() {
    let world = tokyo().await;
    let made = book(&world).await;
    world.set_clock("2026-11-26T09:20:00Z").await;
    let rate = format!("/v1/bookings/{}/feedback", reference_of(&made));
    let token = made["manageToken"].as_str().unwrap();
    world.post_as(&rate, token, &json!({"rating": 1})).await.expect(200);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 0]), "no person said that it took place");
    world.mark(&asked(&world, "no_show").await, "no_show").await.expect(200);
    assert_eq!(world.numbers_of("kenji").await, json!([null, 0, 0]));
    // They did come: then it counts.
    let admin = world.admin().await;
    world.act(&reference_of(&made), "complete", &admin, &Value::Null).await.expect(200);
    assert_eq!(world.numbers_of("kenji").await, json!([1.0, 1, 1]));
    world.finish().await;
}
