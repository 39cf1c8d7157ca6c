//! A client corrects their own details, and confirms a new address by its code.

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

use super::{ADA, ANNA, templates, token};

const NEW: &str = "ada.byron@clients.example";

async fn book(world: &World) -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["client"]["company"] = json!("Engines");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    made
}

fn path(made: &Value, what: &str) -> String {
    format!("/v1/bookings/{}/{what}", reference_of(made))
}

/// The code in the newest mail to an address.
async fn code(world: &World, address: &str) -> String {
    let email = world.email_to(address, "email_code").await;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    email.text.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("{}", email.text)).to_owned()
}

/// A code that isn't this one.
fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
async fn client_corrects_own_details() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let body = json!({"client": {"company": null, "position": "CTO", "firstName": "Eve"}, "language": "de"});
    let shown = world.post_as(&path(&made, "contact"), token(&made), &body).await.expect(200);
    let client = &shown["booking"]["client"];
    assert_eq!((&client["position"], &client["firstName"]), (&json!("CTO"), &made["booking"]["client"]["firstName"]));
    assert_eq!((client.get("company"), &shown["booking"]["language"]), (None, &json!("de")));
    world.settle().await;
    assert_eq!(templates(&world, ADA).await.len(), 1, "nobody needs to hear of it");
    // Everybody who calls or writes to a number hears of a new one.
    let phone = json!({"client": {"phone": "+49 30 901821"}});
    world.post_as(&path(&made, "contact"), token(&made), &phone).await.expect(200);
    world.settle().await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_change_consultant"]);
    let history = world.everything_of(&reference_of(&made)).await["history"].clone();
    assert_eq!((&history[1]["type"], &history[1]["actor"]), (&json!("booking.contact_corrected"), &json!("client")));
    for (body, pointer) in [
        (json!({"client": {"phone": "12"}}), "/client/phone"),
        (json!({"client": {"company": 1}}), "/client/company"),
        (json!({"language": "xx"}), "/language"),
    ] {
        let faults = world.post_as(&path(&made, "contact"), token(&made), &body).await.faults();
        assert_eq!(faults[0].0, pointer, "{body}");
    }
    assert_eq!(world.post_as(&path(&made, "contact"), "nonsense", &phone).await.problem(401), "unauthorized");
    world.finish().await;
}

#[tokio::test]
async fn phone_meetings_keep_a_number() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["meetingType"] = json!("phone");
    body["client"]["phone"] = json!("+49 30 901820");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    let faults =
        world.post_as(&path(&made, "contact"), token(&made), &json!({"client": {"phone": null}})).await.faults();
    assert_eq!(faults[0].0, "/client/phone");
    world.finish().await;
}

#[tokio::test]
async fn new_address_waits_for_its_code() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let email = path(&made, "email");
    world.post_as(&email, token(&made), &json!({ "email": NEW })).await.expect(202);
    world.settle().await;
    let shown = world.get_as(&format!("/v1/bookings/{}", reference_of(&made)), token(&made)).await.expect(200);
    assert_eq!(shown["booking"]["client"]["email"], ADA, "not before the code");
    let right = code(&world, NEW).await;
    let wrong = world.post_as(&email, token(&made), &json!({ "code": another(&right) })).await;
    assert_eq!(wrong.faults(), [("/code".to_owned(), "unknown_value".to_owned())]);
    let changed = world.post_as(&email, token(&made), &json!({ "code": right })).await.expect(200);
    assert_eq!(changed["booking"]["client"]["email"], NEW);
    world.settle().await;
    // The invite goes to the new address; links that the old one has open nothing.
    let invite = world.email_to(NEW, "booking_confirmation").await.invite.unwrap();
    assert!(invite.contains(NEW) && !invite.contains(ADA), "{invite}");
    assert_eq!(templates(&world, ANNA).await.last().unwrap(), "booking_change_consultant");
    let booking = format!("/v1/bookings/{}", reference_of(&made));
    assert_eq!(world.get_as(&booking, token(&made)).await.problem(401), "unauthorized");
    world.get_as(&booking, changed["manageToken"].as_str().unwrap()).await.expect(200);
    let again = world.post_as(&email, changed["manageToken"].as_str().unwrap(), &json!({ "code": right })).await;
    assert_eq!(again.faults()[0].0, "/code", "it is used up");
    assert_eq!(world.kept(ADA).await, [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn code_ends_after_time_and_tries() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let email = path(&made, "email");
    let ask = async || {
        world.post_as(&email, token(&made), &json!({ "email": NEW })).await.expect(202);
        world.settle().await;
        code(&world, NEW).await
    };
    let first = ask().await;
    world.advance("PT31M").await;
    assert_eq!(world.post_as(&email, token(&made), &json!({ "code": first })).await.faults()[0].0, "/code");
    let second = ask().await;
    for _ in 0..5 {
        world.post_as(&email, token(&made), &json!({ "code": another(&second) })).await.expect(422);
    }
    assert_eq!(world.post_as(&email, token(&made), &json!({ "code": second })).await.faults()[0].0, "/code");
    let third = ask().await;
    world.post_as(&email, token(&made), &json!({ "code": third })).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn corrections_of_a_day_are_limited() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    for number in 0..5 {
        let body = json!({ "email": format!("victim{number}@clients.example") });
        world.post_as(&path(&made, "email"), token(&made), &body).await.expect(202);
    }
    let more = json!({"client": {"phone": "+49 30 901822"}});
    assert_eq!(world.post_as(&path(&made, "contact"), token(&made), &more).await.problem(429), "too_many_requests");
    // What changes nothing isn't counted.
    world.post_as(&path(&made, "contact"), token(&made), &json!({})).await.expect(200);
    let same = world.post_as(&path(&made, "email"), token(&made), &json!({ "email": "ADA@clients.example" })).await;
    assert_eq!(same.faults()[0].0, "/email");
    world.finish().await;
}

#[tokio::test]
async fn an_address_gets_three_codes_a_day() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let other = world.book("anna", "2026-11-26T11:00:00+01:00", 60, "bob@clients.example").await.expect(201);
    let ask = async |made: &Value| world.post_as(&path(made, "email"), token(made), &json!({ "email": NEW })).await;
    for made in [&made, &made, &other] {
        ask(made).await.expect(202);
    }
    assert_eq!(ask(&other).await.problem(429), "too_many_requests");
    world.settle().await;
    assert_eq!(templates(&world, NEW).await.len(), 3);
    world.finish().await;
}
