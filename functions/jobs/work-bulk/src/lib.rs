//! Carries out orders for many bookings, a chunk for each message; those of an absence, which it orders itself, by one message.

use std::{sync::Arc, time::Duration};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use platform::{Error, FromEnv};
use staff_actions::{BulkDeps, ChunkEnd};
use worker::{BulkMessage, Failure, Queue};

/// Time for the bookings of one message: the function ends it soon after (`template.yaml`), and the message comes back.
const TIME: Duration = Duration::from_secs(20);

#[derive(Debug, FromEnv)]
pub struct Deps {
    bulk: BulkDeps,
    queue: Queue,
}

/// Handles a batch of chunks.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    Ok(deps.queue.react_to_text(batch, |body| react(deps, body)).await)
}

async fn react(deps: &Deps, body: String) -> Result<(), Failure> {
    let end = match serde_json::from_str(&body)? {
        BulkMessage::Chunk(order) => deps.bulk.run_chunk(&order.bulk, order.chunk, TIME).await,
        BulkMessage::Absence { absence } => deps.bulk.follow_absence(&absence, TIME).await,
    };
    match end {
        Ok(ChunkEnd::Done) => Ok(()),
        Ok(ChunkEnd::Early { seconds }) => Err(Failure::Wait { seconds }),
        Ok(ChunkEnd::TimeUp) => Err(Failure::Wait { seconds: 1 }),
        Ok(ChunkEnd::Again(problem)) => Err(Failure::Retry(problem.into_cause())),
        Err(problem) => Err(Failure::Retry(problem.into_cause())),
    }
}
