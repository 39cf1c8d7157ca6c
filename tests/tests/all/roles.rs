//! Roles at the console, and its view as a consultant.

use serde_json::Value;
use tests::{Answer, World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

async fn world() -> (World, String) {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    (world, reference_of(&made))
}

async fn viewed(world: &World, method: &str, path: &str, consultant: &str, token: &str) -> Answer {
    let request = world.request(method.parse().unwrap(), path).bearer_auth(token);
    world.send(request.header("x-view-as", consultant)).await
}

async fn records(world: &World) -> usize {
    world.table().await.keys().filter(|key| key.starts_with("AUDIT#")).count()
}

#[tokio::test]
async fn manager_changes_and_viewer_reads() {
    let (world, reference) = world().await;
    world.set_clock("2026-11-24T10:00:00Z").await;
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let path = format!("/v1/admin/bookings/{reference}");
    for token in [&manager, &viewer] {
        assert_eq!(world.get_as(&path, token).await.status, 200);
    }
    assert_eq!(world.act(&reference, "complete", &viewer, &Value::Null).await.problem(403), "forbidden");
    world.act(&reference, "complete", &manager, &Value::Null).await.expect(200);
    world.act(&reference, "no-show", &manager, &Value::Null).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn admin_reads_as_a_consultant() {
    let (world, reference) = world().await;
    let path = format!("/v1/admin/bookings/{reference}");
    let admin = world.admin().await;
    for _ in 0..2 {
        assert_eq!(viewed(&world, "GET", &path, "anna", &admin).await.status, 200);
    }
    assert_eq!(viewed(&world, "GET", &path, "ben", &admin).await.problem(404), "not_found");
    assert_eq!(viewed(&world, "GET", &path, "nobody", &admin).await.problem(404), "not_found");
    assert_eq!(viewed(&world, "GET", &path, "No One", &admin).await.problem(404), "not_found");
    for action in ["complete", "no-show", "resend"] {
        let refused = viewed(&world, "POST", &format!("{path}/{action}"), "anna", &admin).await;
        assert_eq!(refused.problem(403), "forbidden");
    }
    assert_eq!(records(&world).await, 2, "one for each consultant");
    world.advance("PT1H").await;
    let admin = world.admin().await;
    viewed(&world, "GET", &path, "anna", &admin).await;
    assert_eq!(records(&world).await, 3, "and each hour");
    let anna = world.log_in(ANNA, &["consultant"]).await;
    assert_eq!(viewed(&world, "GET", &path, "anna", &anna).await.problem(403), "forbidden");
    world.finish().await;
}
