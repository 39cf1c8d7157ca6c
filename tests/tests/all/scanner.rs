//! Mail scanners open every link before its reader does.

use std::collections::BTreeSet;

use reqwest::{Method, Url};
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// Every link to this system in every mail: unchanged, and as a curious scanner would vary it.
async fn addresses(world: &World) -> BTreeSet<String> {
    let mut addresses = BTreeSet::new();
    for mail in world.mails().await {
        let links = world.email(&mail).await.links();
        assert!(!links.is_empty() || mail.template.ends_with("_team"), "{} has no link", mail.template);
        for link in links.iter().filter(|link| link.starts_with(world.local.url())) {
            let url = Url::parse(link).unwrap();
            let path = |tail: &str| link[world.local.url().len()..].split('#').next().unwrap().to_owned() + tail;
            addresses.insert(path(""));
            // As if the fragment were a query.
            if let Some(fragment) = url.fragment() {
                addresses.insert(path(&format!("?{fragment}")));
                let carried = tests::carried(link);
                let (reference, token) = (&carried["reference"], &carried["token"]);
                for api in ["bookings", "attendance"] {
                    addresses.insert(format!("/v1/{api}/{reference}?token={token}"));
                }
            }
        }
    }
    addresses
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_mail_links_changes_nothing() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let mut body = booking_body("anna", "2026-11-25T11:00:00+01:00", 60, ADA);
    body["preparationMaterials"] = json!([format!("{}/v1/health", world.local.url())]);
    let came = world.post("/v1/bookings", &body).await.expect(201);
    let missed = world.book("ben", "2026-11-24T11:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    world.move_to(&missed, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    let off = world.book("anna", "2026-11-26T11:00:00+01:00", 60, "off@clients.example").await.expect(201);
    world.settle().await;
    world.cancel(&off).await.expect(200);
    world.set_clock("2026-11-25T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    // Every link that a scanner finds while it still matters.
    scan(&world).await;
    world.mark(&link, "completed").await.expect(200);
    let admin = world.admin().await;
    world.act(&reference_of(&missed), "no-show", &admin, &Value::Null).await.expect(200);
    world.set_clock("2026-11-26T11:30:00Z").await;
    let templates: BTreeSet<String> = world.mails().await.into_iter().map(|mail| mail.template).collect();
    let expected = [
        "attendance_check",
        "booking_cancellation",
        "booking_cancellation_consultant",
        "booking_cancellation_team",
        "booking_change",
        "booking_change_consultant",
        "booking_change_team",
        "booking_confirmation",
        "consultant_prep_reminder",
        "new_booking_consultant",
        "new_booking_team",
        "no_show_followup",
        "post_meeting_followup",
        "reminder_24h",
        "reminder_2h",
    ];
    assert_eq!(templates.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    scan(&world).await;
    let shown = world.everything_of(&reference_of(&came)).await;
    assert_eq!(shown["booking"]["status"], "completed");
    world.finish().await;
}

/// Opens everything, and asserts that nothing changes.
async fn scan(world: &World) {
    let addresses = addresses(world).await;
    for (part, why) in
        [("/manage", "the client's page"), ("/attendance", "the consultant's"), ("invite.ics", "the invite")]
    {
        assert!(addresses.iter().any(|it| it.contains(part)), "{why} is missing in {addresses:?}");
    }
    // SES reports the delivery of the previous mail a moment later.
    world.advance("PT5S").await;
    let (before, mails, jobs) = (world.table().await, world.mails().await.len(), world.pending().await);
    for address in &addresses {
        for method in [Method::GET, Method::HEAD] {
            let answer = world.send(world.request(method.clone(), address)).await;
            assert!(!answer.status.is_server_error(), "{method} {address}: {}", answer.text);
        }
    }
    world.settle().await;
    assert_eq!(world.table().await, before);
    assert_eq!((world.mails().await.len(), world.pending().await), (mails, jobs));
}
