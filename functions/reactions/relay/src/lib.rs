//! Relays events from the table's stream to the bus, and reports its progress. Events of one booking may come out of
//! order: each is an item of its own, and the stream is ordered by item. Subscribers order them by `bookingVersion`.

use std::sync::Arc;

use aws_lambda_events::dynamodb::Event as StreamEvent;
use aws_lambda_events::dynamodb::EventRecord;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use platform::{Error, FromEnv, chain};
use worker::{Detail, SOURCE};

/// Entries of one PutEvents call (Amazon EventBridge API Reference, PutEvents).
const MAX_ENTRIES: usize = 10;

#[derive(Debug, FromEnv)]
pub struct Deps {
    #[env(sdk)]
    client: Client,
    #[env("EVENT_BUS")]
    bus: String,
}

/// Puts a batch of events on the bus. After a failure the stream resumes at the first failed record; events before it
/// may be put twice, and reactions tolerate that.
///
/// # Errors
/// None; failures are reported in the answer.
pub async fn handle(deps: Arc<Deps>, batch: StreamEvent) -> Result<DynamoDbEventResponse, Error> {
    let mut response = DynamoDbEventResponse::default();
    for records in batch.records.chunks(MAX_ENTRIES) {
        if let Some((sequence_number, cause)) = put(&deps, records).await {
            platform::count_failure();
            tracing::error!(sequence_number, cause, "failed to put an event on the bus");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = Some(sequence_number);
            response.batch_item_failures.push(failure);
            break;
        }
    }
    Ok(response)
}

/// Puts up to ten records on the bus. Returns the first failed record and the cause.
async fn put(deps: &Deps, records: &[EventRecord]) -> Option<(String, String)> {
    let sequence = |record: &EventRecord| record.change.sequence_number.clone().unwrap_or_default();
    let mut entries = Vec::with_capacity(records.len());
    let mut unreadable = None;
    for record in records {
        match entry(deps, record) {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                unreadable = Some((sequence(record), chain(error.as_ref())));
                break;
            }
        }
    }
    if entries.is_empty() {
        return unreadable;
    }
    let first = records.first().map(sequence).unwrap_or_default();
    match deps.client.put_events().set_entries(Some(entries)).send().await {
        Err(error) => Some((first, chain(&error))),
        Ok(answer) => {
            let failed = answer.entries().iter().position(|entry| entry.error_code().is_some());
            let failed = failed.and_then(|index| {
                let code = answer.entries().get(index)?.error_code()?;
                Some((sequence(records.get(index)?), code.to_owned()))
            });
            failed.or(unreadable)
        }
    }
}

fn entry(deps: &Deps, record: &EventRecord) -> Result<PutEventsRequestEntry, Error> {
    let event = table::event_from_image(record.change.new_image.clone())?;
    platform::log_reference(event.reference.as_str());
    platform::log_request_id(&event.request_id);
    let detail = Detail::of(&event)?;
    let seconds = event.at.timestamp();
    Ok(PutEventsRequestEntry::builder()
        .event_bus_name(&deps.bus)
        .source(SOURCE)
        .detail_type(event.kind.name())
        .time(aws_sdk_eventbridge::primitives::DateTime::from_secs(seconds))
        .detail(serde_json::to_string(&detail)?)
        .build())
}
