use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use emulator::store::{QueueState, StoreError};
use serde_json::{Value, json};

use super::{Pages, broken, json_page, not_found};

/// `GET /_local/events`: events on the bus, newest last.
pub(super) async fn events(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.events() {
        Ok(events) => json_page(&Value::Array(events)),
        Err(error) => broken(&error),
    }
}

/// `GET /_local/queues`: the state of each queue. Dead-letter queues are shown with the queue they serve.
pub(super) async fn queues(State(pages): State<Arc<Pages>>) -> Response {
    match queue_states(&pages) {
        Ok(states) => json_page(&json!(states)),
        Err(error) => broken(&error),
    }
}

pub(super) fn queue_states(pages: &Pages) -> Result<Vec<QueueState>, StoreError> {
    let now = pages.time.clock().now_millis();
    let consumed = pages.aws.system.queues.iter().filter(|(name, _)| is_consumed(pages, name));
    consumed.map(|(name, queue)| pages.aws.store.queue_state(name, queue, now)).collect()
}

/// `POST /_local/queues/{name}/redrive`: puts the dead letters back on their queue.
pub(super) async fn redrive(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    let Some(redrive) = pages.aws.system.queues.get(&name).and_then(|queue| queue.redrive.as_ref()) else {
        return not_found();
    };
    match pages.aws.store.redrive(&name, &redrive.dead_letters, pages.time.clock().now_millis()) {
        Ok(count) => {
            pages.aws.activity.wake();
            json_page(&json!({ "redriven": count }))
        }
        Err(error) => broken(&error),
    }
}

/// `GET /_local/failures`: records of the stream that were given up.
pub(super) async fn failures(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.failures() {
        Ok(failures) => {
            let shown =
                failures.iter().map(|it| json!({ "function": it.function, "reason": it.reason, "record": it.record }));
            json_page(&shown.collect())
        }
        Err(error) => broken(&error),
    }
}

/// `GET /_local/metrics`: metrics of the functions since the start, oldest first.
pub(super) async fn metrics(State(pages): State<Arc<Pages>>) -> Response {
    json_page(&Value::Array(pages.aws.metrics.lines()))
}

fn is_consumed(pages: &Pages, name: &str) -> bool {
    pages.aws.system.queue_sources.iter().any(|source| source.queue == name)
}
