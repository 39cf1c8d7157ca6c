//! The audit trail at the console.

use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const AUDIT: &str = "/v1/admin/audit";

/// The items of all pages.
async fn trail(world: &World, token: &str, query: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let more = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let page = world.get_as(&format!("{AUDIT}?{query}{more}"), token).await.expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return items,
        }
    }
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn trail_answers_by_booking_account_and_time() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let other = world.book("ben", "2026-11-24T11:00:00+01:00", 60, "bob@clients.example").await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    world.set_clock("2026-11-24T13:30:00Z").await;
    let admin = world.admin().await;
    let reference = reference_of(&made);
    world.act(&reference, "complete", &admin, &json!({})).await.expect(200);
    let of_booking = trail(&world, &admin, &format!("reference={reference}")).await;
    assert_eq!(kinds(&of_booking), ["booking.completed", "booking.rescheduled", "booking.confirmed"]);
    let account = of_booking[0]["actorId"].as_str().unwrap();
    assert_eq!((&of_booking[0]["actor"], &of_booking[2]["actor"]), (&json!("admin"), &json!("client")));
    assert_eq!(of_booking[1]["change"]["oldStart"], "2026-11-24T10:00:00Z");
    let by_account = trail(&world, &admin, &format!("actorId={account}")).await;
    assert_eq!(by_account, of_booking[..1]);
    let all = trail(&world, &admin, "").await;
    assert_eq!(all.len(), 4);
    let times: Vec<&str> = all.iter().map(|item| item["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|later, earlier| later >= earlier), "{times:?}");
    let made_then = trail(&world, &admin, "kind=booking.confirmed&to=2026-11-23").await;
    assert_eq!(made_then.len(), 2);
    assert!(trail(&world, &admin, "from=2026-11-25").await.is_empty());
    // A consultant sees their own bookings' part.
    let anna = world.log_in(ANNA, &["consultant"]).await;
    assert_eq!(trail(&world, &anna, "").await.len(), 3);
    let foreign = format!("{AUDIT}?reference={}", reference_of(&other));
    assert_eq!(world.get_as(&foreign, &anna).await.problem(404), "not_found");
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    assert_eq!(world.get_as(AUDIT, &viewer).await.problem(403), "forbidden");
    world.finish().await;
}

#[tokio::test]
async fn trail_shows_recorded_acts() {
    let world = World::with(&["anna"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let admin = world.admin().await;
    let path = format!("/v1/admin/bookings/{}", reference_of(&made));
    let view = world.request("GET".parse().unwrap(), &path).bearer_auth(&admin).header("x-view-as", "anna");
    world.send(view).await.expect(200);
    let acts = trail(&world, &admin, "subject=consultant:anna").await;
    assert_eq!(kinds(&acts), ["view_as.begun"]);
    assert_eq!(trail(&world, &admin, "kind=view_as.begun").await, acts);
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    assert_eq!(kinds(&trail(&world, &manager, "").await), ["booking.confirmed"], "bookings alone");
    world.finish().await;
}

#[tokio::test]
async fn long_trail_is_paged() {
    let world = World::with(&["anna"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    for step in 0..70 {
        let minute = if step % 2 == 0 { "30" } else { "00" };
        world.move_to(&made, &json!({"start": format!("2026-11-24T12:{minute}:00+01:00")})).await.expect(200);
    }
    let admin = world.admin().await;
    for query in [String::new(), format!("reference={}", reference_of(&made))] {
        let items = trail(&world, &admin, &query).await;
        let versions: Vec<u64> = items.iter().map(|item| item["version"].as_u64().unwrap()).collect();
        assert_eq!(versions, (1..=71).rev().collect::<Vec<_>>(), "{query}");
    }
    let first = world.get_as(AUDIT, &admin).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    world.get_as(&format!("{AUDIT}?kind=booking.confirmed&cursor={cursor}"), &admin).await.expect(422);
    world.finish().await;
}
