//! Each action on many bookings, and the rights that it needs.

use serde_json::{Value, json};
use tests::World;

use super::{BULK, cancellation, history, mails, order, seen, status, stop, world_with};

async fn done(world: &World, token: &str, body: &Value) -> Value {
    world.post_as(BULK, token, body).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn meetings_move_by_whole_days() {
    let (world, references) = world_with(2).await;
    let admin = world.admin().await;
    let moved = done(&world, &admin, &order("reschedule", &references, json!({"shift": "P1W"}), 0)).await;
    assert_eq!(moved["ok"], 2, "{moved}");
    let booking = world.everything_of(&references[0]).await["booking"].clone();
    assert_eq!(booking["start"], "2026-12-02T07:00:00Z");
    world.settle().await;
    assert_eq!(mails(&world, 0, "booking_change").await, 1);
    // Beyond the horizon, unless that is waived.
    let far = done(&world, &admin, &order("reschedule", &references, json!({"shift": "P52W"}), 0)).await;
    assert_eq!(far["results"][0]["code"], "slot_not_offered");
    assert_eq!(far["results"][0]["reason"], "horizon");
    let waived = json!({"shift": "P52W", "waive": ["horizon"]});
    assert_eq!(done(&world, &admin, &order("reschedule", &references, waived, 0)).await["ok"], 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_take_over() {
    let (world, references) = world_with(3).await;
    let admin = world.admin().await;
    // Anna's at 8:00 and 8:30; Ben has a meeting at 8:00.
    let of_anna = [references[0].clone(), references[2].clone()];
    let taken = done(&world, &admin, &order("reassign", &of_anna, json!({"consultantId": "any"}), 0)).await;
    assert_eq!((&taken["ok"], &taken["byCode"]), (&json!(1), &json!({"slot_taken": 1})), "{taken}");
    let booking = world.everything_of(&references[2]).await["booking"].clone();
    assert_eq!(booking["consultantId"], "ben");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_out_once_more() {
    let (world, references) = world_with(2).await;
    let admin = world.admin().await;
    assert_eq!(done(&world, &admin, &order("send-reminder", &references, json!({}), 0)).await["ok"], 2);
    assert_eq!(done(&world, &admin, &order("resend", &references, json!({}), 0)).await["ok"], 2);
    world.settle().await;
    assert_eq!(mails(&world, 1, "reminder_24h").await, 1);
    assert_eq!(mails(&world, 1, "booking_confirmation").await, 2);
    world.advance("PT2M").await;
    let again = done(&world, &admin, &order("send-reminder", &references, json!({}), 0)).await;
    assert_eq!(again["byCode"], json!({"change_not_allowed": 2}), "within half an hour");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_are_recorded() {
    let (world, references) = world_with(4).await;
    let admin = world.admin().await;
    let early = done(&world, &admin, &order("complete", &references, json!({}), 0)).await;
    assert_eq!(early["byCode"], json!({"meeting_not_begun": 4}));
    world.set_clock("2026-11-25T09:00:00Z").await;
    let admin = world.admin().await;
    assert_eq!(done(&world, &admin, &order("complete", &references[..2], json!({}), 0)).await["ok"], 2);
    assert_eq!(done(&world, &admin, &order("no-show", &references[2..], json!({}), 0)).await["ok"], 2);
    assert_eq!(status(&world, &references[0]).await, "completed");
    assert_eq!(status(&world, &references[3]).await, "no_show");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consultants_change_only_their_own() {
    let (world, references) = world_with(2).await;
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    let accepted = world.post_as(BULK, &anna, &cancellation(&references, 10)).await;
    assert_eq!(accepted.expect(202)["byCode"], json!({"not_found": 1}));
    let path = accepted.header("location").to_owned();
    assert_eq!(world.get_as(&path, &ben).await.problem(403), "forbidden");
    assert_eq!(world.post_as(&format!("{path}/stop"), &ben, &json!({})).await.problem(403), "forbidden");
    world.get_as(&path, &world.admin().await).await.expect(200);
    world.advance("PT20S").await;
    assert_eq!(seen(&world, &accepted, &anna).await["results"][0], json!({"reference": references[0], "ok": true}));
    assert_eq!(history(&world, &references[1]).await, ["booking.confirmed"]);
    let viewer = world.log_in("viewer@magnetiq.example", &["viewer"]).await;
    assert_eq!(world.post_as(BULK, &viewer, &cancellation(&references, 0)).await.problem(403), "forbidden");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disabled_account_stops_its_order() {
    let (world, references) = world_with(2).await;
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let accepted = world.post_as(BULK, &desk, &cancellation(&references, 10)).await;
    let id = crate::accounts::id_of(&world, "desk@magnetiq.example", &["manager"]).await;
    crate::accounts::put(&world, &id, 0, &json!({"roles": ["manager"], "disabled": true})).await.expect(200);
    world.advance("PT20S").await;
    let admin = world.admin().await;
    let ended = seen(&world, &accepted, &admin).await;
    assert_eq!((&ended["state"], &ended["stoppedBecause"]), (&json!("stopped"), &json!("forbidden")));
    assert_eq!(history(&world, &references[0]).await, ["booking.confirmed"]);
    assert_eq!(stop(&world, &accepted, &admin).await["state"], "stopped");
    world.finish().await;
}
