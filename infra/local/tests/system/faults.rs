//! Injected faults reach the SDK as they would in the cloud.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Put, TransactWriteItem},
};
use emulator::{Service, instruments::InjectedFault};

use crate::world::World;

fn put(pk: &str, condition: Option<&str>) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("Table")
        .item("pk", AttributeValue::S(pk.to_owned()))
        .item("sk", AttributeValue::S("X".to_owned()))
        .set_condition_expression(condition.map(str::to_owned))
        .build()
        .unwrap();
    TransactWriteItem::builder().put(put).build()
}

#[allow(clippy::disallowed_methods, reason = "a test may write anything")]
async fn transact(client: &Client, items: Vec<TransactWriteItem>) -> Result<(), Vec<String>> {
    match client.transact_write_items().set_transact_items(Some(items)).send().await {
        Ok(_) => Ok(()),
        Err(error) => match error.into_service_error() {
            TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                let codes = cancelled.cancellation_reasons().iter();
                Err(codes.map(|reason| reason.code().unwrap_or_default().to_owned()).collect())
            }
            other => Err(vec![other.to_string()]),
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancellation_reasons_keep_their_order() {
    let world = World::start().await;
    let client = Client::new(&world.local().sdk_config());
    assert_eq!(transact(&client, vec![put("a", None)]).await, Ok(()));
    let lost = vec![put("b", None), put("a", Some("attribute_not_exists(pk)"))];
    assert_eq!(transact(&client, lost).await, Err(vec!["None".to_owned(), "ConditionalCheckFailed".to_owned()]));

    world.local().faults().add(|call| {
        (call.operation == "TransactWriteItems").then(|| InjectedFault::cancelled(&["TransactionConflict", "None"]))
    });
    let conflict = transact(&client, vec![put("c", None), put("d", None)]).await;
    assert_eq!(conflict, Err(vec!["TransactionConflict".to_owned(), "None".to_owned()]));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::disallowed_methods, reason = "a test may write anything")]
async fn write_with_lost_answer_is_retried() {
    let world = World::start().await;
    let attempts = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&attempts);
    world.local().faults().add(move |call| {
        let first = call.operation == "PutItem" && seen.fetch_add(1, Ordering::SeqCst) == 0;
        first.then_some(InjectedFault::AnswerLost)
    });
    let client = Client::new(&world.local().sdk_config());
    let put = client.put_item().table_name("Table").item("pk", AttributeValue::S("a".to_owned()));
    let put = put.item("sk", AttributeValue::S("X".to_owned())).condition_expression("attribute_not_exists(pk)");
    let error = put.send().await.unwrap_err().into_service_error();
    assert!(error.is_conditional_check_failed_exception(), "{error:?}");
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bus_outage_delays_events() {
    let world = World::start().await;
    // As many as one call of the SDK makes: how many of them fit into the time-out of one invocation is left to chance.
    let left = AtomicU32::new(3);
    world.local().faults().add(move |call| {
        let down = call.service == Service::Events
            && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        down.then_some(InjectedFault::Unreached)
    });
    for id in ["a", "b", "c"] {
        world.write(id).await;
    }
    world.advance("PT1M").await;
    let mut written: Vec<String> = world.mail().await.iter().map(|it| it["reference"].to_string()).collect();
    written.sort();
    assert_eq!(written, ["\"a\"", "\"b\"", "\"c\""]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_record_is_kept_aside() {
    let world = World::start().await;
    world.local().faults().add(|call| {
        let poison = call.service == Service::Events && call.body.windows(6).any(|it| it == b"poison");
        poison.then_some(InjectedFault::Unreached)
    });
    for id in ["a", "poison", "b"] {
        world.write(id).await;
    }
    world.advance("PT10M").await;
    let references: Vec<String> = world.mail().await.iter().map(|it| it["reference"].to_string()).collect();
    assert_eq!(references, ["\"a\"", "\"b\""]);
    let failures = world.get("/_local/failures").await;
    assert_eq!(failures[0]["record"]["dynamodb"]["Keys"]["pk"]["S"], "poison");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn call_without_policy_is_refused() {
    let template = crate::world::TEMPLATE.replace("dynamodb:PutItem", "dynamodb:GetItem");
    let world = World::start().await;
    let options = local::Options { data: world.options().data.with_extension("other"), ..world.options() };
    let other = local::Local::start_with(options, &template, &crate::functions::registry()).await.unwrap();
    let answer = reqwest::Client::new().post(format!("{}/v1/things/a", other.url())).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    other.stop().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_and_capacity_are_counted() {
    let world = World::start().await;
    world.local().meter().measure_capacity();
    world.write("a").await;
    world.settle().await;
    let usage = world.local().meter().usage();
    assert_eq!((usage["PutItem"].calls, usage["PutItem"].write_units), (1, 1.0));
    assert_eq!(usage["PutEvents"].calls, 1);
    assert_eq!(usage["SendEmail"].calls, 1);
    world.stop().await;
}
