//! A booking in full at the console.

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";

async fn etag(world: &World, reference: &str, token: &str) -> String {
    world.get_as(&format!("/v1/admin/bookings/{reference}"), token).await.header("etag").to_owned()
}

#[tokio::test]
async fn detail_shows_the_clients_other_bookings() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["visit"] = json!({"device": "tablet", "secondsToBook": 48, "steps": ["landing", "form_start"]});
    body["utm"] = json!({"source": "news"});
    let made = world.post("/v1/bookings", &body).await.expect(201);
    let off = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&off).await.expect(200);
    let later = world.book("ben", "2026-11-26T11:00:00+01:00", 60, ADA).await.expect(201);
    world.book("anna", "2026-11-27T11:00:00+01:00", 60, "bob@clients.example").await.expect(201);
    world.settle().await;
    let shown = world.everything_of(&reference_of(&made)).await;
    let references = |rows: &Value| {
        let rows = rows.as_array().unwrap();
        rows.iter().map(|row| row["reference"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(references(&shown["client"]["upcoming"]), [reference_of(&later)]);
    assert_eq!(references(&shown["client"]["earlier"]), [reference_of(&off)]);
    assert_eq!(shown["client"]["counts"], json!({"completed": 0, "noShow": 0, "cancelled": 1}));
    assert_eq!(
        shown["path"],
        json!({"source": "website", "utm": {"source": "news"}, "device": "tablet", "secondsToBook": 48,
            "steps": ["landing", "form_start"]})
    );
    assert_eq!(shown["booking"]["clientId"], world.everything_of(&reference_of(&later)).await["booking"]["clientId"]);
    let jobs = shown["jobs"].as_array().unwrap();
    assert!(jobs.iter().any(|job| job["kind"] == "client-2h") && jobs.iter().all(|job| job["state"] == "planned"));
    // A consultant sees nothing of a colleague's.
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let path = format!("/v1/admin/bookings/{}", reference_of(&made));
    let seen = world.get_as(&path, &anna).await.expect(200);
    assert_eq!(references(&seen["client"]["upcoming"]), [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn viewer_sees_no_contact_data() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["message"] = json!("Gobbledygook");
    body["client"]["company"] = json!("Engines");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let answer = world.get_as(&format!("/v1/admin/bookings/{}", reference_of(&made)), &viewer).await;
    for word in ["Lovelace", ADA, "Gobbledygook", "recipient", "meetingUrl"] {
        assert!(!answer.text.contains(word), "{word}");
    }
    assert_eq!(answer.expect(200)["booking"]["client"], json!({"initials": "AL", "company": "Engines"}));
    world.finish().await;
}

#[tokio::test]
async fn etag_names_what_staff_change() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    let admin = world.admin().await;
    assert_eq!(etag(&world, &reference, &admin).await, "\"1\"");
    world.move_to(&made, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    assert_eq!(etag(&world, &reference, &admin).await, "\"2\"");
    world.set_clock("2026-11-24T14:10:00Z").await;
    let admin = world.admin().await;
    world.rate(made["links"]["manage"].as_str().unwrap(), &json!({"rating": 5})).await.expect(200);
    assert_eq!(etag(&world, &reference, &admin).await, "\"2\"", "a rating is no change by staff");
    world.finish().await;
}
