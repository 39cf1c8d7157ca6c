//! Absences of the whole team, and of some.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use emulator::{Answer, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, consultant, ordinary, reference_of};

const ABSENCES: &str = "/v1/admin/absences";

fn absence(consultants: Value) -> Value {
    json!({"consultantIds": consultants, "from": "2026-11-25", "to": "2026-11-26", "reason": "Works outing", "then": "nothing"})
}

async fn version_of(world: &World, consultant: &str) -> u64 {
    let path = format!("/v1/admin/consultants/{consultant}/schedule");
    world.get_as(&path, &world.admin().await).await.expect(200)["version"].as_u64().unwrap()
}

fn wednesday(consultant: &str) -> String {
    format!("consultantId={consultant}&from=2026-11-25&to=2026-11-25&duration=60")
}

/// S5. All of 42 consultants in one request, one new version each, removable in one.
#[tokio::test]
async fn team_closes_in_one_request() {
    let ids: Vec<String> = (1..=42).map(|number| format!("c{number:02}")).collect();
    let consultants: Vec<Value> = ids
        .iter()
        .map(|id| {
            // Each has a vacation of their own on one of the dates, which stays.
            let vacation = json!([{"from": "2026-11-26", "to": "2026-11-26", "reason": "own"}]);
            consultant(id, Value::Null, json!({ "blackouts": vacation }))
        })
        .collect();
    let world = World::with(&consultants).await;
    let admin = world.admin().await;
    let made = world.book("c07", "2026-11-25T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    let answer = world.post_as(ABSENCES, &admin, &absence(json!("all"))).await;
    let created = answer.expect(202);
    assert_eq!((&created["state"], created["consultants"].as_array().unwrap().len()), (&json!("done"), 42));
    for state in created["consultants"].as_array().unwrap() {
        assert_eq!((&state["state"], &state["version"]), (&json!("closed"), &json!(2)));
        let expected = if state["consultantId"] == "c07" { json!([reference_of(&made)]) } else { json!([]) };
        assert_eq!(state["bookings"], expected, "they stay, and are listed");
    }
    let any = "consultantId=any&from=2026-11-25&to=2026-11-26&duration=60";
    assert!(world.starts(any).await.is_empty());

    let path = answer.header("location").to_owned();
    assert_eq!(world.get_as(&path, &admin).await.expect(200)["reason"], "Works outing");
    for _ in 0..2 {
        let removed = world.post_as(&format!("{path}/remove"), &admin, &json!({})).await.expect(200);
        assert!(removed["removedAt"].is_string());
    }
    assert_eq!(world.starts(&wednesday("c01")).await.len(), 17);
    assert!(world.starts("consultantId=c01&from=2026-11-26&to=2026-11-26").await.is_empty(), "their own vacation");
    assert_eq!(version_of(&world, "c01").await, 3, "twice removed is once");
    world.finish().await;
}

#[tokio::test]
async fn absence_names_some_consultants() {
    let world = World::with(&["anna", "ben", "carl"].map(ordinary)).await;
    let admin = world.admin().await;
    world.post_as(ABSENCES, &admin, &absence(json!(["anna", "carl"]))).await.expect(202);
    assert!(world.starts(&wednesday("anna")).await.is_empty());
    assert_eq!(world.starts(&wednesday("ben")).await.len(), 17);
    let unknown = world.post_as(ABSENCES, &admin, &absence(json!(["anna", "nobody"]))).await;
    assert_eq!(unknown.faults(), [("/consultantIds/1".to_owned(), "unknown_consultant".to_owned())]);
    let listed = world.get_as(ABSENCES, &admin).await.expect(200);
    assert_eq!(listed["absences"].as_array().unwrap().len(), 1);
    let mut later = absence(json!("all"));
    later["then"] = json!("cancel");
    assert_eq!(world.post_as(ABSENCES, &admin, &later).await.faults()[0].0, "/clientReason", "clients read it");
    assert_eq!(world.get_as(&format!("{ABSENCES}/none"), &admin).await.problem(404), "not_found");
    world.finish().await;
}

#[tokio::test]
async fn consultants_close_only_their_own_time() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    for others in [json!("all"), json!(["anna", "ben"])] {
        assert_eq!(world.post_as(ABSENCES, &anna, &absence(others)).await.problem(403), "forbidden");
    }
    let own = world.post_as(ABSENCES, &anna, &absence(json!(["anna"]))).await;
    own.expect(202);
    let path = own.header("location").to_owned();
    assert_eq!(world.get_as(&path, &ben).await.problem(403), "forbidden");
    assert_eq!(world.get_as(ABSENCES, &ben).await.expect(200), json!({"absences": []}));
    // The reason is on no page of a colleague.
    for path in ["/v1/admin/consultants/anna/schedule", "/v1/admin/consultants/anna/schedule/versions"] {
        assert_eq!(world.get_as(path, &ben).await.problem(403), "forbidden");
    }
    let calendar = world.get_as("/v1/admin/calendar?from=2026-11-25&to=2026-11-26", &ben).await;
    assert!(calendar.status == 200 && !calendar.text.contains("Works outing"), "{}", calendar.text);
    assert_eq!(world.post_as(&format!("{path}/remove"), &ben, &json!({})).await.problem(403), "forbidden");
    world.post_as(&format!("{path}/remove"), &anna, &json!({})).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn viewers_see_no_absence() {
    let world = World::with(&[ordinary("anna")]).await;
    let path =
        world.post_as(ABSENCES, &world.admin().await, &absence(json!("all"))).await.header("location").to_owned();
    let viewer = world.log_in("viewer@magnetiq.example", &["viewer"]).await;
    for path in [ABSENCES, &path] {
        assert_eq!(world.get_as(path, &viewer).await.problem(403), "forbidden");
    }
    for path in [ABSENCES.to_owned(), format!("{ABSENCES}/preview"), format!("{path}/remove")] {
        assert_eq!(world.post_as(&path, &viewer, &absence(json!("all"))).await.problem(403), "forbidden");
    }
    world.finish().await;
}

/// An absence that is removed while its schedules are being closed stays removed, and closes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn removal_during_closing_is_kept() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let admin = world.admin().await;
    let (closing, closings) = (AtomicBool::new(false), AtomicUsize::new(0));
    let closing = Arc::new(closing);
    let seen = Arc::clone(&closing);
    world.local.faults().add(move |call| {
        let is_schedule =
            call.operation == "TransactWriteItems" && String::from_utf8_lossy(call.body).contains("SCHEDULE");
        // The two writes that close.
        (is_schedule && closings.fetch_add(1, Ordering::Relaxed) < 2).then(|| {
            seen.store(true, Ordering::Release);
            InjectedFault::Delay(Duration::from_secs(1))
        })
    });
    let mut ordered = absence(json!("all"));
    (ordered["then"], ordered["clientReason"]) = (json!("cancel"), json!("We are away."));
    let create = world.post_as(ABSENCES, &admin, &ordered);
    let remove = async {
        while !closing.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        let listed = world.get_as(ABSENCES, &admin).await.expect(200);
        let path = format!("{ABSENCES}/{}/remove", listed["absences"][0]["id"].as_str().unwrap());
        world.post_as(&path, &admin, &json!({})).await.expect(200);
        path
    };
    let (created, path) = tokio::join!(create, remove);
    created.expect(202);
    world.local.faults().clear();
    let kept = world.get_as(path.trim_end_matches("/remove"), &admin).await.expect(200);
    assert!(kept["removedAt"].is_string(), "{kept}");
    assert!(kept["consultants"].as_array().unwrap().iter().all(|it| it["state"] == "removed"), "{kept}");
    for consultant in ["anna", "ben"] {
        assert_eq!(world.starts(&wednesday(consultant)).await.len(), 17, "{consultant} is open");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_absence_has_ended() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let admin = world.admin().await;
    world.local.faults().add(|call| {
        let is_schedule =
            call.operation == "TransactWriteItems" && String::from_utf8_lossy(call.body).contains("SCHEDULE");
        is_schedule.then(|| InjectedFault::Answer(Answer::refusal("ThrottlingException", "injected")))
    });
    assert_eq!(world.post_as(ABSENCES, &admin, &absence(json!("all"))).await.problem(503), "busy");
    world.local.faults().clear();
    let listed = world.get_as(ABSENCES, &admin).await.expect(200);
    let shown = &listed["absences"][0];
    assert_eq!(shown["state"], "done", "not running for ever: {shown}");
    assert!(shown["consultants"].as_array().unwrap().iter().all(|it| it["state"] == "failed"), "{shown}");
    assert_eq!(world.starts(&wednesday("anna")).await.len(), 17);
    world.finish().await;
}
