//! One-time schedules through the SDK, and periodic functions.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_scheduler::{
    Client,
    error::ProvideErrorMetadata,
    operation::create_schedule::builders::CreateScheduleFluentBuilder,
    types::{ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target},
};
use emulator::{Answer, Service, instruments::InjectedFault};
use serde_json::{Value, json};

use crate::world::World;

const ROLE: &str = "arn:aws:iam::000000000000:role/SchedulerRole";

fn queue(name: &str) -> String {
    format!("arn:aws:sqs:eu-central-1:000000000000:{name}")
}

fn target(queue: &str, role: &str, id: &str) -> Target {
    let input = json!({ "job": "greet", "reference": id, "sequence": 0, "detail": { "id": id } });
    Target::builder().arn(queue).role_arn(role).input(input.to_string()).build().unwrap()
}

/// A schedule that greets `name` at that time of 2026-11-23.
fn at(client: &Client, name: &str, time: &str) -> CreateScheduleFluentBuilder {
    let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build().unwrap();
    client
        .create_schedule()
        .name(name)
        .group_name("Jobs")
        .schedule_expression(format!("at(2026-11-23T{time})"))
        .flexible_time_window(window)
        .action_after_completion(ActionAfterCompletion::Delete)
        .target(target(&queue("Queue"), ROLE, name))
}

fn client(world: &World) -> Client {
    Client::new(&world.local().sdk_config())
}

async fn greeted(world: &World) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let seconds = |value: &Value| text(value)[11..19].to_owned();
    world.mail().await.iter().map(|it| (text(&it["reference"]), seconds(&it["sentAt"]))).collect()
}

fn pair(name: &str, time: &str) -> (String, String) {
    (name.to_owned(), time.to_owned())
}

/// The instants of the periodic function's runs.
async fn ticks(world: &World) -> Vec<String> {
    let events = world.get("/_local/events").await;
    let ticks = events.as_array().unwrap().iter().filter(|it| it["detail-type"] == "tick");
    ticks.map(|it| it["detail"]["at"].as_str().unwrap()[11..16].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schedules_fire_in_order() {
    let world = World::start().await;
    let scheduler = client(&world);
    at(&scheduler, "third", "10:00:00").send().await.unwrap();
    at(&scheduler, "first", "08:01:00").send().await.unwrap();
    at(&scheduler, "second", "09:30:00").schedule_expression_timezone("UTC").send().await.unwrap();
    assert_eq!(
        world.get("/_local/jobs").await,
        json!([
            {"name": "first", "at": "2026-11-23T08:01:00Z", "job": "greet", "reference": "first"},
            {"name": "second", "at": "2026-11-23T09:30:00Z", "job": "greet", "reference": "second"},
            {"name": "third", "at": "2026-11-23T10:00:00Z", "job": "greet", "reference": "third"},
        ])
    );
    world.advance("PT1H45M").await;
    assert_eq!(greeted(&world).await, [pair("first", "08:01:00"), pair("second", "09:30:00")]);
    world.advance("PT1H").await;
    assert_eq!(greeted(&world).await[2..], [pair("third", "10:00:00")]);
    assert_eq!(world.get("/_local/jobs").await, json!([]));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schedule_can_be_read_until_fired() {
    let world = World::start().await;
    let scheduler = client(&world);
    let arn = at(&scheduler, "a", "09:00:00").description("to greet").send().await.unwrap().schedule_arn;
    assert_eq!(arn, "arn:aws:scheduler:eu-central-1:000000000000:schedule/Jobs/a");

    let taken = at(&scheduler, "a", "10:00:00").send().await.unwrap_err().into_service_error();
    assert!(taken.is_conflict_exception(), "{taken:?}");

    let found = scheduler.get_schedule().name("a").group_name("Jobs").send().await.unwrap();
    assert_eq!(found.schedule_expression.as_deref(), Some("at(2026-11-23T09:00:00)"));
    assert_eq!(found.description.as_deref(), Some("to greet"));
    assert_eq!(found.target, Some(target(&queue("Queue"), ROLE, "a")));

    let elsewhere = scheduler.get_schedule().name("a").send().await.unwrap_err().into_service_error();
    assert!(elsewhere.is_resource_not_found_exception(), "{elsewhere:?}");
    scheduler.delete_schedule().name("a").group_name("Jobs").send().await.unwrap();
    let gone = scheduler.delete_schedule().name("a").group_name("Jobs").send().await;
    assert!(gone.unwrap_err().into_service_error().is_resource_not_found_exception());
    world.advance("PT2H").await;
    assert_eq!(greeted(&world).await, []);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unfireable_schedule_is_refused() {
    let world = World::start().await;
    let scheduler = client(&world);
    let code = |request: CreateScheduleFluentBuilder| async move {
        let error = request.send().await.unwrap_err();
        format!("{}: {}", error.code().unwrap_or_default(), error.message().unwrap_or_default())
    };
    let to = |queue: &str, role: &str| at(&scheduler, "a", "09:00:00").target(target(queue, role, "a"));
    assert_eq!(
        code(at(&scheduler, "a", "09:00:00").group_name("None")).await,
        "ResourceNotFoundException: Schedule group None does not exist."
    );
    assert_eq!(
        code(at(&scheduler, "a", "07:59:59")).await,
        "ValidationException: ScheduleExpression: the time is past"
    );
    let queue_of_none = code(to(&queue("None"), ROLE)).await;
    assert!(queue_of_none.ends_with(":None is not a queue of the template"), "{queue_of_none}");
    // The role may fill the queue and not its dead letters.
    let no_right = code(to(&queue("Dead"), ROLE)).await;
    assert!(no_right.contains("scheduler.amazonaws.com may not sqs:SendMessage to Dead"), "{no_right}");
    let no_role = code(to(&queue("Queue"), "arn:aws:iam::000000000000:role/None")).await;
    assert!(no_role.contains("as arn:aws:iam::000000000000:role/None"), "{no_role}");
    let name = code(at(&scheduler, "a b", "09:00:00")).await;
    assert!(name.starts_with("ValidationException: Name:"), "{name}");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retried_request_creates_one_schedule() {
    let world = World::start().await;
    let lost = AtomicU32::new(0);
    world.local().faults().add(move |call| {
        let is_first = call.operation == "CreateSchedule" && lost.fetch_add(1, Ordering::SeqCst) == 0;
        is_first.then_some(InjectedFault::AnswerLost)
    });
    at(&client(&world), "a", "09:00:00").send().await.unwrap();
    assert_eq!(world.get("/_local/jobs").await.as_array().unwrap().len(), 1);
    world.advance("PT2H").await;
    assert_eq!(greeted(&world).await, [pair("a", "09:00:00")]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missed_schedule_fires_after_restart() {
    let mut world = World::start().await;
    let scheduler = client(&world);
    at(&scheduler, "soon", "08:10:00").send().await.unwrap();
    at(&scheduler, "later", "09:00:00").send().await.unwrap();
    drop(scheduler);
    world.crash_and_restart_at(Some("2026-11-23T08:30:00Z")).await;
    world.settle().await;
    assert_eq!(greeted(&world).await, [pair("soon", "08:30:00")]);
    world.crash_and_restart().await;
    world.advance("PT1H").await;
    assert_eq!(greeted(&world).await[1..], [pair("later", "09:00:00")]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn periodic_function_runs_every_period() {
    let mut world = World::start().await;
    world.advance("PT17M").await;
    assert_eq!(ticks(&world).await, ["08:05", "08:10", "08:15"]);
    world.crash_and_restart().await;
    world.settle().await;
    assert_eq!(ticks(&world).await.len(), 3);
    world.crash_and_restart_at(Some("2026-11-23T09:02:00Z")).await;
    world.settle().await;
    assert_eq!(ticks(&world).await[3..], ["09:00"]);
    world.advance("PT4M").await;
    assert_eq!(ticks(&world).await[4..], ["09:05"]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_periodic_run_is_not_retried() {
    let world = World::start().await;
    let runs = AtomicU32::new(0);
    world.local().faults().add(move |call| {
        let is_first = call.service == Service::Events && runs.fetch_add(1, Ordering::SeqCst) == 0;
        is_first.then(|| InjectedFault::Answer(Answer::refusal("AccessDeniedException", "injected")))
    });
    world.advance("PT12M").await;
    assert_eq!(ticks(&world).await, ["08:10"]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspended_scheduler_fires_late() {
    let world = World::start().await;
    let scheduler = client(&world);
    for name in ["lost", "late"] {
        at(&scheduler, name, "09:00:00").send().await.unwrap();
    }
    assert!(world.local().scheduler().lose("lost").unwrap());
    assert!(!world.local().scheduler().lose("lost").unwrap());
    world.local().scheduler().pause();
    world.advance("PT2H").await;
    assert_eq!(greeted(&world).await, []);
    assert_eq!(ticks(&world).await.len(), 24, "periodic functions go on");
    world.local().scheduler().resume();
    world.settle().await;
    let greeted = greeted(&world).await;
    assert_eq!((greeted.len(), greeted[0].0.as_str()), (1, "late"));
    world.stop().await;
}
