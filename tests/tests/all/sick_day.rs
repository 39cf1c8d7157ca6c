//! A consultant is ill: what happens to the meetings of the day, end to end.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, carried, ordinary, reference_of};

pub(super) const ABSENCES: &str = "/v1/admin/absences";
const CLIENTS: usize = 10;

pub(super) fn client(number: usize) -> String {
    format!("client{number}@clients.example")
}

/// Half-hour meetings of Anna on Tuesday from 11:30 on, Berlin, one for each client.
pub(super) async fn booked(world: &World, count: usize) -> Vec<Value> {
    let mut made = Vec::new();
    for number in 0..count {
        let minutes = 11 * 60 + 30 + number * 30;
        let start = format!("2026-11-24T{:02}:{:02}:00+01:00", minutes / 60, minutes % 60);
        made.push(world.book("anna", &start, 30, &client(number)).await.expect(201));
    }
    world.settle().await;
    made
}

pub(super) fn ill(then: &str) -> Value {
    json!({"consultantIds": ["anna"], "from": "2026-11-24", "to": "2026-11-24", "reason": "Migraine",
        "clientReason": "Anna is ill.", "then": then})
}

/// Declares the absence twice with one key, and has its bookings acted on. Returns the absence and its first order.
async fn fall_ill(world: &World, then: &str) -> (Value, Value) {
    let admin = world.admin().await;
    let mut paths = Vec::new();
    for _ in 0..2 {
        let request =
            world.request(Method::POST, ABSENCES).bearer_auth(&admin).header("idempotency-key", "ill-0123456789abcdef");
        let answer = world.send(request.json(&ill(then))).await;
        assert_eq!(answer.expect(202)["state"], "running");
        paths.push(answer.header("location").to_owned());
    }
    assert_eq!(paths[0], paths[1], "one request is one absence");
    assert!(
        world
            .mails()
            .await
            .iter()
            .all(|mail| mail.template.contains("new_booking") || mail.template == "booking_confirmation")
    );
    // Until then a stale request could still book what is given back.
    world.advance("PT30S").await;
    let absence = world.get_as(&paths[0], &admin).await.expect(200);
    assert_eq!((&absence["state"], &absence["orders"][0]["state"]), (&json!("done"), &json!("done")), "{absence}");
    let order = absence["orders"][0]["id"].as_str().unwrap();
    let order = world.get_as(&format!("/v1/admin/bulk/{order}"), &admin).await.expect(200);
    (absence, order)
}

/// The team's own reason of an absence is in no mail and no answer to clients.
async fn clients_read_no_internal_reason(world: &World, made: &[Value]) {
    for mail in world.mails().await.into_iter().filter(|mail| mail.to.iter().any(|to| to.ends_with("@clients.example")))
    {
        let read = format!("{mail:?} {:?}", world.email(&mail).await);
        assert!(!read.contains("Migraine"), "{read}");
    }
    for made in made {
        let path = format!("/v1/bookings/{}", reference_of(made));
        let shown = world.get_as(&path, made["manageToken"].as_str().unwrap()).await;
        assert!(!shown.text.contains("Migraine"), "{}", shown.text);
    }
    let query = "consultantId=anna&from=2026-11-24&to=2026-11-24&duration=30";
    let shown = world.get(&format!("/v1/availability?{query}")).await;
    assert!(!shown.text.contains("Migraine"), "{}", shown.text);
}

/// How many mails of each template an address got.
pub(super) async fn counted(world: &World, address: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for mail in world.mails_to(address).await {
        *counted.entry(mail.template).or_default() += 1;
    }
    counted
}

async fn answer(world: &World, made: &Value, body: &Value) -> tests::Answer {
    let path = format!("/v1/bookings/{}/offer", reference_of(made));
    let answer = world.post_as(&path, made["manageToken"].as_str().unwrap(), body).await;
    world.settle().await;
    answer
}

async fn offer_of(world: &World, made: &Value) -> Value {
    let path = format!("/v1/bookings/{}", reference_of(made));
    world.get_as(&path, made["manageToken"].as_str().unwrap()).await.expect(200)["booking"]["offer"].clone()
}

fn taking(offer: &Value, time: &Value) -> Value {
    json!({"offerId": offer["id"], "start": time["start"], "consultantId": time["consultantId"]})
}

/// Ten meetings: six clients take a time (two of them want the same), two decline, two don't answer. Each hears of it once.
#[tokio::test(flavor = "multi_thread")]
async fn sick_day_with_offers() {
    let world = World::with(&["anna", "ben", "carla"].map(ordinary)).await;
    let made = booked(&world, CLIENTS).await;
    // The mails' delivery is recorded a second after they were sent.
    world.advance("PT1M").await;
    let (admin, path) = (world.admin().await, format!("{ABSENCES}/preview"));
    let preview = world.post_as(&path, &admin, &ill("offer")).await.expect(200);
    assert_eq!((&preview["total"], &preview["mails"]), (&json!(CLIENTS), &json!(CLIENTS)));
    let before = world.table().await;
    world.post_as(&path, &admin, &ill("cancel")).await.expect(200);
    assert_eq!(world.table().await, before, "a preview writes nothing");
    let (_, order) = fall_ill(&world, "offer").await;
    assert_eq!((&order["ok"], &order["failed"]), (&json!(CLIENTS), &json!(0)), "{order}");
    for number in 0..CLIENTS {
        let expected = BTreeMap::from([("booking_confirmation".to_owned(), 1), ("times_offered".to_owned(), 1)]);
        assert_eq!(counted(&world, &client(number)).await, expected);
    }
    let mail = world.email_to(&client(0), "times_offered").await;
    assert!(mail.text.contains("can't take place") && mail.text.contains("Anna is ill."), "{}", mail.text);
    clients_read_no_internal_reason(&world, &made).await;

    // The first two follow the same link of their mails.
    let wanted = carried(&mail.link("&consultant=anna"));
    let time = json!({"start": wanted["start"], "consultantId": wanted["consultant"]});
    let first = offer_of(&world, &made[0]).await;
    answer(&world, &made[0], &taking(&first, &time)).await.expect(200);
    for (number, made) in made.iter().enumerate().take(6).skip(1) {
        let offer = offer_of(&world, made).await;
        let mut tried = if number == 1 { time.clone() } else { offer["starts"][0].clone() };
        // Those who come too late choose among the ones that are left.
        for _ in 0..CLIENTS {
            let is_offered = offer["starts"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["start"] == tried["start"] && it["consultantId"] == tried["consultantId"]);
            assert!(is_offered, "client {number} finds no time of {offer}");
            let answer = answer(&world, made, &taking(&offer, &tried)).await;
            if answer.status == 200 {
                break;
            }
            assert_eq!(answer.problem(409), "slot_taken");
            tried = answer.json()["alternatives"][0].clone();
        }
    }
    for made in &made[6..8] {
        let offer = offer_of(&world, made).await;
        answer(&world, made, &json!({"offerId": offer["id"], "decline": true})).await.expect(200);
    }
    world.set_clock("2026-11-24T20:00:00Z").await;

    let admin = world.admin().await;
    let mut states: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (number, made) in made.iter().enumerate() {
        let shown = world.get_as(&format!("/v1/admin/bookings/{}", reference_of(made)), &admin).await.expect(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        *states.entry((text(&shown["offers"][0]["state"]), text(&shown["booking"]["status"]))).or_default() += 1;
        let mails = counted(&world, &client(number)).await;
        let count = |template: &str| mails.get(template).copied().unwrap_or(0);
        let (changes, cancellations) = if number < 6 { (1, 0) } else { (0, 1) };
        let found = (count("times_offered"), count("booking_change"), count("booking_cancellation"));
        assert_eq!(found, (1, changes, cancellations), "client {number}: {mails:?}");
    }
    let expected = [("declined", "cancelled", 2), ("passed", "cancelled", 2), ("taken", "rescheduled", 6)];
    let expected = expected.map(|(offer, status, count)| ((offer.to_owned(), status.to_owned()), count));
    assert_eq!(states, BTreeMap::from(expected));
    world.finish().await;
}

/// Colleagues take over what they can; the rest is reported and stays.
#[tokio::test(flavor = "multi_thread")]
async fn sick_day_with_colleagues() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 3).await;
    world.book("ben", "2026-11-24T12:00:00+01:00", 30, "other@clients.example").await.expect(201);
    world.settle().await;
    let (_, order) = fall_ill(&world, "reassign").await;
    assert_eq!((&order["ok"], &order["failed"]), (&json!(2), &json!(1)), "{order}");
    let results = order["results"].as_array().unwrap();
    let failed = results.iter().find(|result| result["ok"] == json!(false)).unwrap();
    assert_eq!((&failed["reference"], &failed["code"]), (&json!(reference_of(&made[1])), &json!("slot_taken")));
    for (number, consultant) in ["ben", "anna", "ben"].iter().enumerate() {
        let shown = world.everything_of(&reference_of(&made[number])).await;
        assert_eq!(shown["booking"]["consultantId"], *consultant);
        let mails = counted(&world, &client(number)).await;
        assert_eq!(mails.get("booking_change").copied().unwrap_or(0), usize::from(number != 1), "{mails:?}");
    }
    world.finish().await;
}

/// All are cancelled, each with other times in the same mail.
#[tokio::test(flavor = "multi_thread")]
async fn sick_day_with_cancellations() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 3).await;
    let (_, order) = fall_ill(&world, "cancel").await;
    clients_read_no_internal_reason(&world, &made).await;
    assert_eq!(order["ok"], json!(3), "{order}");
    for number in 0..3 {
        let expected = BTreeMap::from([("booking_cancellation".to_owned(), 1), ("booking_confirmation".to_owned(), 1)]);
        assert_eq!(counted(&world, &client(number)).await, expected);
        let mail = world.email_to(&client(number), "booking_cancellation").await;
        assert!(mail.text.contains("Anna is ill.") && mail.text.contains("step=details&start="), "{}", mail.text);
    }
    world.finish().await;
}

/// An absence that is taken back in time changes no booking.
#[tokio::test(flavor = "multi_thread")]
async fn removed_absence_acts_on_nothing() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    booked(&world, 2).await;
    let admin = world.admin().await;
    let path = world.post_as(ABSENCES, &admin, &ill("cancel")).await.header("location").to_owned();
    world.post_as(&format!("{path}/remove"), &admin, &json!({})).await.expect(200);
    world.advance("PT1H").await;
    let absence = world.get_as(&path, &world.admin().await).await.expect(200);
    assert_eq!((&absence["state"], &absence["orders"]), (&json!("done"), &json!([])), "{absence}");
    assert_eq!(counted(&world, &client(0)).await.len(), 1);
    world.finish().await;
}
