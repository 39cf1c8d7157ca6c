//! Pages, API, mails and rules obey the company's settings: each switch, and the parts that it removes.

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const TUESDAY: &str = "2026-11-24T11:00:00+01:00";
const WEDNESDAY: &str = "2026-11-25T11:00:00+01:00";

async fn world() -> World {
    World::with(&[ordinary("anna")]).await
}

/// A consultant with everything that a card can show.
fn shown() -> Value {
    let mut anna = ordinary("anna");
    anna["photo"] = json!("https://www.example.com/anna.jpg");
    anna["biography"] = json!({"en": "Ten years of archives."});
    anna
}

fn card(listed: &Value) -> &Value {
    &listed["consultants"][0]
}

#[tokio::test]
async fn hidden_parts_of_cards_stay_hidden() {
    let world = World::with(&[shown()]).await;
    let (all, one) = ("/v1/consultants", "/v1/consultants/anna");
    let before = world.get(all).await.expect(200);
    for name in ["photo", "nextAvailableSlot", "availabilityIndicator"] {
        assert!(card(&before).get(name).is_some(), "{name}: {before}");
    }
    assert!(world.get(one).await.expect(200).get("biography").is_some(), "it comes with the profile");
    world
        .save_site(|site| {
            let display = &mut site["display"];
            for name in ["showPhotos", "showBios", "showRatings", "showAvailability"] {
                display[name] = json!(false);
            }
            display["valueProposition"] = json!([{"en": "Free of charge"}]);
            display["filters"] = json!(["language"]);
            display["cardLayout"] = json!("compact");
        })
        .await;
    for shown in [card(&world.get(all).await.expect(200)), &world.get(one).await.expect(200)] {
        for name in ["photo", "biography", "nextAvailableSlot", "availabilityIndicator"] {
            assert_eq!(shown.get(name), None, "{name}");
        }
        assert_eq!((&shown["rating"], &shown["reviewCount"]), (&Value::Null, &json!(0)));
    }
    let site = world.get("/v1/site").await.expect(200);
    assert_eq!(site["display"]["valueProposition"], json!([{"en": "Free of charge"}]));
    assert_eq!(
        (&site["display"]["filters"], &site["display"]["cardLayout"]),
        (&json!(["language"]), &json!("compact"))
    );
    assert!(site["testimonials"].as_array().unwrap().iter().all(|quote| quote.get("rating").is_none()));
    world.finish().await;
}

#[tokio::test]
async fn moves_and_cancellations_can_be_forbidden() {
    let world = world().await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    world.save_site(|site| site["changes"] = json!({"allowRescheduling": false, "allowCancellation": true})).await;
    assert_eq!(world.move_to(&made, &json!({"start": WEDNESDAY})).await.problem(409), "change_not_allowed");
    let times = format!("/v1/bookings/{}/availability", reference_of(&made));
    let token = made["manageToken"].as_str().unwrap();
    assert_eq!(world.get_as(&times, token).await.problem(409), "change_not_allowed");
    world.save_site(|site| site["changes"] = json!({"allowRescheduling": true, "allowCancellation": false})).await;
    assert_eq!(world.cancel(&made).await.problem(409), "change_not_allowed");
    world.move_to(&made, &json!({"start": WEDNESDAY})).await.expect(200);
    assert_eq!(world.get("/v1/site").await.expect(200)["changes"]["allowCancellation"], false);
    world.finish().await;
}

#[tokio::test]
async fn mails_offer_only_possible_changes() {
    let world = world().await;
    for (allowed, is_offered) in [(true, true), (false, false)] {
        world
            .save_site(|site| site["changes"] = json!({"allowRescheduling": allowed, "allowCancellation": allowed}))
            .await;
        let email = format!("ada-{allowed}@clients.example");
        let start = if allowed { TUESDAY } else { WEDNESDAY };
        world.book("anna", start, 60, &email).await.expect(201);
        world.settle().await;
        let mails = world.mails_to(&email).await;
        let text = world.email(&mails[0]).await.text;
        assert_eq!(text.contains("action=reschedule"), is_offered, "{text}");
        assert_eq!(text.contains("action=cancel"), is_offered, "{text}");
    }
    let faq = world.get("/v1/site").await.expect(200)["faq"].to_string();
    assert!(!faq.contains("Can I move or cancel it?"), "{faq}");
    world.finish().await;
}

#[tokio::test]
async fn deadline_of_settings_wins_over_parameter() {
    let world = world().await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["changeableUntil"], "2026-11-24T08:00:00Z");
    world.save_site(|site| site["changes"]["deadlineHours"] = json!(20)).await;
    let token = made["manageToken"].as_str().unwrap();
    let read = world.get_as(&format!("/v1/bookings/{}", reference_of(&made)), token).await.expect(200);
    assert_eq!(read["booking"]["changeableUntil"], "2026-11-23T14:00:00Z");
    assert_eq!(world.get("/v1/site").await.expect(200)["changeDeadlineHours"], 20);
    world.finish().await;
}

#[tokio::test]
async fn phone_number_can_be_required() {
    let world = world().await;
    let mut body = booking_body("anna", TUESDAY, 60, ADA);
    body["client"].as_object_mut().unwrap().remove("phone");
    world.save_site(|site| site["phone"] = json!("required")).await;
    body["duration"] = json!("long");
    let faults = world.post("/v1/bookings", &body).await.faults();
    assert_eq!(
        faults,
        [("/duration", "wrong_type"), ("/client/phone", "required")].map(|(at, code)| (at.to_owned(), code.to_owned()))
    );
    assert_eq!(world.get("/v1/site").await.expect(200)["phone"], "required");
    world.save_site(|site| site["phone"] = json!("optional")).await;
    body["duration"] = json!(60);
    world.post("/v1/bookings", &body).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn recording_is_asked_for_by_setting() {
    let world = world().await;
    let mut body = booking_body("anna", TUESDAY, 60, ADA);
    body["consent"]["recording"] = json!(true);
    let made = world.post("/v1/bookings", &body).await.expect(201);
    assert_eq!(made["booking"]["consent"]["recording"], true);
    world.save_site(|site| site["recording"] = json!("never")).await;
    assert_eq!(world.get("/v1/site").await.expect(200)["consents"].get("recording"), None);
    body["start"] = json!(WEDNESDAY);
    body["client"]["email"] = json!("ben@clients.example");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    assert_eq!(made["booking"]["consent"]["recording"], false, "an answer without its question is none");
    world.finish().await;
}

#[tokio::test]
async fn name_and_colour_have_one_source() {
    let world = world().await;
    world
        .save_site(|site| {
            site["company"] =
                json!({"name": "Northwind", "timezone": "Asia/Tokyo", "staffLanguage": "de", "imprint": "Pier 7, Kiel"});
            site["branding"] = json!({"color": "#102030"});
            site["support"]["email"] = json!("hello@northwind.example");
        })
        .await;
    let site = world.get("/v1/site").await.expect(200);
    assert_eq!((&site["company"], &site["timezone"]), (&json!("Northwind"), &json!("Asia/Tokyo")));
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    assert!(made["links"]["google"].as_str().unwrap().contains("Northwind"), "{made}");
    world.settle().await;
    let mails = world.mails_to(ADA).await;
    let mail = world.email(&mails[0]).await;
    for part in ["Northwind", "Pier 7, Kiel", "hello@northwind.example"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    assert!(mail.html.contains("#102030") && !mail.text.contains("VoltAIc"), "{}", mail.text);
    let staff = world.mails_to("team@magnetiq.example").await;
    assert!(staff[0].subject.starts_with("Neue Buchung"), "{}", staff[0].subject);
    world.finish().await;
}

#[tokio::test]
async fn video_link_is_promised_only_if_given() {
    let world = world().await;
    let promise = "How does a video meeting work?";
    assert!(world.get("/v1/site").await.expect(200)["faq"].to_string().contains(promise));
    world.save_site(|site| site["meetings"] = json!({"url": "https://meet.northwind.example/{room}"})).await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    let url = made["booking"]["meetingUrl"].as_str().unwrap();
    assert!(url.starts_with("https://meet.northwind.example/"), "{url}");
    world.finish().await;
    let world = World::changed(&[ordinary("anna")], "MEETING_URL: !Ref MeetingUrl", "MEETING_URL: \"\"").await;
    assert!(!world.get("/v1/site").await.expect(200)["faq"].to_string().contains(promise));
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    assert_eq!(made["booking"].get("meetingUrl"), None);
    world.settle().await;
    let mails = world.mails_to(ADA).await;
    let text = world.email(&mails[0]).await.text;
    assert!(!text.contains("link above"), "{text}");
    world.finish().await;
}

#[tokio::test]
async fn reminder_times_follow_the_settings() {
    let world = world().await;
    world.save_site(|site| site["reminders"] = json!({"clientHours": 6, "consultantHours": 1})).await;
    world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    world.settle().await;
    let planned: Vec<(String, String)> = world.jobs().await.into_iter().map(|job| (job.kind, job.at)).collect();
    for (job, at) in [("client-6h", "2026-11-24T04:00:00Z"), ("consultant-1h", "2026-11-24T09:00:00Z")] {
        assert!(planned.contains(&(job.to_owned(), at.to_owned())), "{job} in {planned:?}");
    }
    world.finish().await;
}

#[tokio::test]
async fn retention_follows_the_settings() {
    let world = world().await;
    world.book("anna", "2026-11-23T13:00:00+01:00", 60, ADA).await.expect(201);
    world.save_site(|site| site["retention"] = json!({"days": 30})).await;
    let world = world.restart_at("2026-12-24T08:00:00Z").await;
    world.advance("P2D").await;
    assert_eq!(world.kept(ADA).await, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test]
async fn nothing_is_offered_without_policies() {
    let world = world().await;
    let made = world.book("anna", TUESDAY, 60, ADA).await.expect(201);
    world
        .save_site(|site| {
            site["policies"] = json!({});
            site["consents"]["terms"].as_object_mut().unwrap().remove("url");
            site["consents"]["version"] = json!("no-links");
        })
        .await;
    assert_eq!(world.get("/v1/health").await.expect(200)["status"], "not_configured");
    let refused = world.book("anna", WEDNESDAY, 60, "ben@clients.example").await;
    assert_eq!(refused.problem(503), "not_configured");
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(world.starts("consultantId=anna").await, Vec::<String>::new());
    assert_eq!(world.starts("consultantId=any").await, Vec::<String>::new());
    let query = "consultantId=anna&include=unavailable&from=2026-11-25&to=2026-11-25";
    let days = world.get(&format!("/v1/availability?{query}")).await.expect(200);
    let slots = days["days"][0]["slots"].as_array().unwrap();
    assert!(!slots.is_empty() && slots.iter().all(|slot| slot["conflictReason"] == "not_accepting"), "{days}");
    assert_eq!(card(&world.get("/v1/consultants").await.expect(200))["acceptingBookings"], false);
    let moved = world.move_to(&made, &json!({"start": WEDNESDAY})).await;
    assert_eq!(moved.expect(409)["reason"], "not_accepting");
    world.cancel(&made).await.expect(200);
    world.finish().await;
}
