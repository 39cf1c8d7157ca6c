//! Other times that staff offers to the client, who takes one, declines, or doesn't answer.

use std::collections::BTreeMap;

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, at, booking_body, carried, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const BOB: &str = "bob@clients.example";
const TUESDAY: &str = "2026-11-24T11:00:00+01:00";

struct Desk {
    world: World,
    made: Value,
    reference: String,
    admin: String,
}

/// A booking of Ada with Anna on Tuesday at 11, Berlin.
async fn desk() -> Desk {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    world.settle().await;
    let (reference, admin) = (reference_of(&made), world.admin().await);
    Desk { world, made, reference, admin }
}

impl Desk {
    async fn tag(&self) -> String {
        let path = format!("/v1/admin/bookings/{}", self.reference);
        self.world.get_as(&path, &self.world.admin().await).await.header("etag").to_owned()
    }

    /// Staff acts on the booking as it is.
    async fn act(&self, action: &str, body: &Value) -> Answer {
        let (path, tag) = (format!("/v1/admin/bookings/{}/{action}", self.reference), self.tag().await);
        // A log-in lasts an hour.
        let answer = self.world.change_as(Method::POST, &path, &self.world.admin().await, Some(&tag), body).await;
        self.world.settle().await;
        answer
    }

    async fn offer(&self, body: Value) -> Value {
        self.act("offer", &body).await.expect(200)["booking"]["offer"].clone()
    }

    /// The client's answer, by the token of their confirmation.
    async fn answer(&self, body: &Value) -> Answer {
        let (path, token) =
            (format!("/v1/bookings/{}/offer", self.reference), self.made["manageToken"].as_str().unwrap());
        let answer = self.world.post_as(&path, token, body).await;
        self.world.settle().await;
        answer
    }

    async fn templates(&self, address: &str) -> Vec<String> {
        self.world.settle().await;
        self.world.mails_to(address).await.into_iter().map(|mail| mail.template).collect()
    }

    /// The offers that the console shows, by their states.
    async fn states(&self) -> Vec<String> {
        let shown = self.world.everything_of(&self.reference).await;
        shown["offers"].as_array().unwrap().iter().map(|offer| offer["state"].as_str().unwrap().to_owned()).collect()
    }
}

fn start(start: &str, consultant: &str) -> Value {
    json!({"start": start, "consultantId": consultant})
}

fn taking(offer: &Value, place: usize) -> Value {
    let time = &offer["starts"][place];
    json!({"offerId": offer["id"], "start": time["start"], "consultantId": time["consultantId"]})
}

/// The mail's link leads to the page with the time chosen; the client takes it, and hears of the change once.
#[tokio::test(flavor = "multi_thread")]
async fn client_takes_an_offered_time() {
    let desk = desk().await;
    let starts = json!([start("2026-11-25T10:00:00Z", "anna"), start("2026-11-25T11:00:00Z", "ben")]);
    let offer = desk.offer(json!({"starts": starts, "reason": "The room is being painted."})).await;
    assert_eq!((&offer["isOff"], &offer["endsAt"]), (&json!(false), &json!("2026-11-24T10:00:00Z")));
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered"]);
    assert_eq!(desk.templates("anna@consultants.example").await, ["new_booking_consultant"], "nothing has changed yet");
    let mail = desk.world.email_to(ADA, "times_offered").await;
    assert!(mail.text.contains("The room is being painted."), "{}", mail.text);
    let links: BTreeMap<String, String> = carried(&mail.link("&start=2026-11-25T11:00:00Z"));
    assert_eq!((&*links["action"], &*links["consultant"], &*links["reference"]), ("offer", "ben", &*desk.reference));

    let listed =
        desk.world.get_as("/v1/admin/bookings?flag=offer_open&from=2026-11-23&to=2026-11-30", &desk.admin).await;
    assert_eq!(listed.expect(200)["items"][0]["reference"], json!(desk.reference));
    let shown = desk.world.everything_of(&desk.reference).await;
    assert_eq!((&shown["offers"][0]["state"], &shown["booking"]["offer"]), (&json!("open"), &offer));

    let body = json!({"offerId": offer["id"], "start": links["start"], "consultantId": links["consultant"]});
    for _ in 0..2 {
        let taken = desk.answer(&body).await.expect(200)["booking"].clone();
        assert_eq!((&taken["start"], &taken["consultantId"]), (&json!("2026-11-25T11:00:00Z"), &json!("ben")));
        assert!(taken.get("offer").is_none(), "{taken}");
    }
    assert_eq!(desk.states().await, ["taken"]);
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered", "booking_change"]);
    assert_eq!(desk.templates("ben@consultants.example").await, ["new_booking_consultant"]);
    let history = desk.world.everything_of(&desk.reference).await["history"].clone();
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|it| (&it["type"], &it["actor"])).collect();
    let expected = [("booking.confirmed", "client"), ("booking.offered", "admin"), ("booking.rescheduled", "client")];
    assert_eq!(json!(kinds), json!(expected));
    assert!(history[1]["accountId"].is_string());
    // It is no move of the client's own.
    assert_eq!(desk.answer(&taking(&offer, 0)).await.problem(409), "offer_closed");
    desk.world.finish().await;
}

/// Without any start, the nearest free ones are offered; the client reads them in their language.
#[tokio::test(flavor = "multi_thread")]
async fn nearest_times_are_offered_by_themselves() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let mut body = booking_body("anna", TUESDAY, 60, ADA);
    body["language"] = json!("de");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    let (reference, admin) = (reference_of(&made), world.admin().await);
    let desk = Desk { world, made, reference, admin };
    let offer = desk.offer(json!({"message": "as_discussed"})).await;
    let times = offer["starts"].as_array().unwrap();
    assert_eq!(times.len(), 5);
    let distance = |time: &Value| {
        let start: chrono::DateTime<chrono::Utc> = time["start"].as_str().unwrap().parse().unwrap();
        (start - "2026-11-24T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()).num_minutes().abs()
    };
    assert!(times.iter().map(distance).is_sorted(), "{times:?}");
    assert!(times.iter().any(|time| time["consultantId"] == "anna"), "{times:?}");
    let mail = desk.world.email_to(ADA, "times_offered").await;
    assert!(mail.text.contains("wie besprochen") && mail.text.contains("Dienstag"), "{}", mail.text);
    for time in times {
        let at = &time["start"].as_str().unwrap()[11..16];
        assert!(mail.text.contains(&format!("start=2026-11-24T{at}:00Z")), "{at}: {}", mail.text);
    }
    desk.world.finish().await;
}

/// A time that went meanwhile is refused with the others that are left.
#[tokio::test(flavor = "multi_thread")]
async fn lost_time_is_refused_with_the_others() {
    let desk = desk().await;
    let starts = json!([
        start("2026-11-25T10:00:00Z", "anna"),
        start("2026-11-25T12:00:00Z", "anna"),
        start("2026-11-26T10:00:00Z", "ben"),
    ]);
    let offer = desk.offer(json!({ "starts": starts })).await;
    desk.world.book("anna", "2026-11-25T11:30:00+01:00", 60, BOB).await.expect(201);
    let refused = desk.answer(&taking(&offer, 0)).await;
    assert_eq!(refused.problem(409), "slot_taken");
    let left: Vec<_> =
        refused.json()["alternatives"].as_array().unwrap().iter().map(|it| it["start"].clone()).collect();
    assert_eq!(json!(left), json!(["2026-11-25T12:00:00Z", "2026-11-26T10:00:00Z"]));
    assert_eq!(desk.states().await, ["open"]);
    desk.answer(&taking(&offer, 2)).await.expect(200);
    let other = json!({"offerId": offer["id"], "start": "2026-11-27T10:00:00Z", "consultantId": "anna"});
    assert_eq!(desk.answer(&other).await.problem(409), "offer_closed");
    desk.world.finish().await;
}

/// Two clients who were offered the same time: one gets it.
#[tokio::test(flavor = "multi_thread")]
async fn two_clients_want_the_same_time() {
    let first = desk().await;
    let made = first.world.book("ben", TUESDAY, 60, BOB).await.expect(201);
    first.world.settle().await;
    let second = reference_of(&made);
    let body = json!({"starts": [start("2026-11-25T10:00:00Z", "anna")]});
    let offer = first.offer(body.clone()).await;
    let path = format!("/v1/admin/bookings/{second}");
    let tag = first.world.get_as(&path, &first.admin).await.header("etag").to_owned();
    let path = format!("{path}/offer");
    let other = first.world.change_as(Method::POST, &path, &first.admin, Some(&tag), &body).await.expect(200);
    let (path, token) = (format!("/v1/bookings/{second}/offer"), made["manageToken"].as_str().unwrap());
    let (own, body) = (taking(&offer, 0), taking(&other["booking"]["offer"], 0));
    let (one, two) = (first.answer(&own), first.world.post_as(&path, token, &body));
    let (one, two) = futures::join!(one, two);
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let lost = if one.status == 409 { one } else { two };
    assert!(!lost.json()["alternatives"].as_array().unwrap().is_empty(), "{}", lost.text);
    first.world.finish().await;
}

/// The company chose the time: neither notice nor deadline nor the limits of clients' moves count.
#[tokio::test(flavor = "multi_thread")]
async fn taking_waives_what_the_company_decided() {
    let desk = desk().await;
    desk.world.set_clock("2026-11-24T08:45:00Z").await;
    let moved = desk.world.move_to(&desk.made, &json!({"start": "2026-11-24T13:00:00+01:00"})).await;
    assert_eq!(moved.problem(409), "change_deadline_passed");
    let soon = json!([start("2026-11-24T09:00:00Z", "anna")]);
    assert_eq!(desk.act("offer", &json!({ "starts": soon })).await.problem(409), "slot_not_offered");
    let offer = desk.offer(json!({"starts": soon, "waive": ["notice"]})).await;
    desk.answer(&taking(&offer, 0)).await.expect(200);
    let history = desk.world.everything_of(&desk.reference).await["history"].clone();
    assert_eq!(history[2]["waived"], json!(["notice"]), "{history}");
    desk.world.finish().await;
}

/// Declined or unanswered, a plain offer leaves the meeting where it is, with its reminders.
#[tokio::test(flavor = "multi_thread")]
async fn meeting_stays_without_a_yes() {
    let desk = desk().await;
    let offer = desk.offer(json!({})).await;
    let declined = desk.answer(&json!({"offerId": offer["id"], "decline": true})).await.expect(200);
    assert_eq!(declined["booking"]["status"], "confirmed");
    assert_eq!(desk.states().await, ["declined"]);
    assert_eq!(desk.answer(&taking(&offer, 0)).await.problem(409), "offer_closed");
    let starts = json!([start("2026-11-23T12:00:00Z", "anna")]);
    desk.offer(json!({ "starts": starts })).await;
    desk.world.set_clock("2026-11-24T09:30:00Z").await;
    assert_eq!(desk.states().await, ["declined", "passed"]);
    let mails = [
        at("booking_confirmation", "2026-11-23T08:00"),
        at("times_offered", "2026-11-23T08:00"),
        at("times_offered", "2026-11-23T08:00"),
        at("reminder_24h", "2026-11-23T10:00"),
        at("reminder_2h", "2026-11-24T08:00"),
    ];
    assert_eq!(desk.world.mail_history(ADA).await, mails);
    desk.world.finish().await;
}

/// A meeting that can't take place isn't announced, and without an answer it is cancelled in the company's name.
#[tokio::test(flavor = "multi_thread")]
async fn unanswered_offer_instead_of_a_meeting_cancels_it() {
    let desk = desk().await;
    let offer = desk.offer(json!({"message": "unavailable", "reason": "Anna is ill."})).await;
    assert_eq!((&offer["isOff"], &offer["endsAt"]), (&json!(true), &json!("2026-11-24T09:00:00Z")));
    desk.world.set_clock("2026-11-24T08:59:00Z").await;
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered"], "no reminders");
    desk.world.set_clock("2026-11-26T12:00:00Z").await;
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered", "booking_cancellation"]);
    let mail = desk.world.email_to(ADA, "booking_cancellation").await;
    assert!(mail.text.contains("we have to cancel") && mail.text.contains("Anna is ill."), "{}", mail.text);
    let shown = desk.world.everything_of(&desk.reference).await;
    assert_eq!(shown["booking"]["facts"]["cancelledBy"], "admin");
    assert_eq!((&shown["history"][2]["actor"], &shown["offers"][0]["state"]), (&json!("system"), &json!("passed")));
    let asked = desk.templates("anna@consultants.example").await;
    assert_eq!(asked, ["new_booking_consultant", "booking_cancellation_consultant"], "nobody asks who came");
    desk.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn declined_offer_instead_of_a_meeting_cancels_it() {
    let desk = desk().await;
    let offer = desk.offer(json!({"message": "unavailable"})).await;
    for expected in [200, 409] {
        let declined = desk.answer(&json!({"offerId": offer["id"], "decline": true})).await;
        assert_eq!(declined.status, expected, "{}", declined.text);
    }
    assert_eq!(desk.states().await, ["declined"]);
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered", "booking_cancellation"]);
    desk.world.finish().await;
}

/// A cancellation with times is one mail; its times lead to a new booking.
#[tokio::test(flavor = "multi_thread")]
async fn cancellation_offers_times_in_the_same_mail() {
    let desk = desk().await;
    let body = json!({"reason": "Anna is at a fair.", "offer": [start("2026-11-25T10:00:00Z", "ben")]});
    for _ in 0..2 {
        desk.act("cancel", &body).await.expect(200);
    }
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "booking_cancellation"]);
    let link = carried(&desk.world.email_to(ADA, "booking_cancellation").await.link("start=2026-11-25T10:00:00Z"));
    assert_eq!((&*link["consultant"], &*link["step"]), ("ben", "details"));
    let again = booking_body(&link["consultant"], &link["start"], 60, ADA);
    desk.world.post("/v1/bookings", &again).await.expect(201);
    assert_eq!(desk.states().await, ["with_cancellation"]);
    desk.world.finish().await;
}

/// A change of the booking ends the offer, and a new offer replaces it.
#[tokio::test(flavor = "multi_thread")]
async fn offers_lapse_when_the_booking_changes() {
    let desk = desk().await;
    let first = desk.offer(json!({})).await;
    let second = desk.offer(json!({})).await;
    assert_ne!(first["id"], second["id"]);
    assert_eq!(desk.answer(&taking(&first, 0)).await.problem(409), "offer_closed");
    desk.world.move_to(&desk.made, &json!({"start": "2026-11-27T11:00:00+01:00"})).await.expect(200);
    assert_eq!(desk.answer(&taking(&second, 0)).await.problem(409), "offer_closed");
    assert_eq!(desk.states().await, ["passed", "passed"]);
    desk.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_are_refused_without_reason() {
    let desk = desk().await;
    let fault = |pointer: &str, code: &str| [(pointer.to_owned(), code.to_owned())];
    let now = json!({"starts": [start("2026-11-24T10:00:00Z", "anna")]});
    assert_eq!(desk.act("offer", &now).await.faults(), fault("/starts", "out_of_range"));
    assert_eq!(desk.act("offer", &json!({"starts": []})).await.faults(), fault("/starts", "required"));
    assert_eq!(desk.act("offer", &json!({"starts": [{}]})).await.faults(), fault("/starts/0/start", "required"));
    let six: Vec<_> = (10..16).map(|hour| start(&format!("2026-11-25T{hour}:00:00Z"), "anna")).collect();
    assert_eq!(desk.act("offer", &json!({ "starts": six })).await.faults(), fault("/starts", "too_long"));
    let night = json!({"starts": [start("2026-11-25T02:00:00Z", "anna")]});
    assert_eq!(desk.act("offer", &night).await.problem(409), "slot_not_offered");
    let path = format!("/v1/admin/bookings/{}/offer", desk.reference);
    assert_eq!(desk.world.post_as(&path, &desk.admin, &json!({})).await.problem(428), "if_match_required");
    let offer = desk.offer(json!({})).await;
    let stale = desk.world.change_as(Method::POST, &path, &desk.admin, Some("\"1\""), &json!({})).await;
    assert_eq!(stale.problem(412), "changed_meanwhile");
    let foreign = json!({"offerId": offer["id"], "start": "2026-11-27T10:00:00Z", "consultantId": "anna"});
    assert_eq!(desk.answer(&foreign).await.faults(), fault("/start", "not_offered"));
    desk.world.cancel(&desk.made).await.expect(200);
    assert_eq!(desk.act("offer", &json!({})).await.problem(409), "booking_not_live");
    assert_eq!(desk.answer(&taking(&offer, 0)).await.problem(409), "booking_not_live");
    desk.world.finish().await;
}

/// One request with a key, sent ten times at once, offers once.
#[tokio::test(flavor = "multi_thread")]
async fn repeated_request_offers_once() {
    let desk = desk().await;
    let (path, tag) = (format!("/v1/admin/bookings/{}/offer", desk.reference), desk.tag().await);
    let send = || {
        let request = desk.world.request(Method::POST, &path).bearer_auth(&desk.admin);
        let request = request.header("if-match", &tag).header("idempotency-key", "offer-once-0123456789");
        desk.world.send(request.json(&json!({})))
    };
    for answer in join_all((0..10).map(|_| send())).await {
        answer.expect(200);
    }
    assert_eq!(desk.templates(ADA).await, ["booking_confirmation", "times_offered"]);
    assert_eq!(desk.states().await, ["open"]);
    desk.world.finish().await;
}
