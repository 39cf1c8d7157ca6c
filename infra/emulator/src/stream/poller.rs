use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sam::StreamSource;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Record, StreamError, StreamReader};
use crate::{
    activity::Activity,
    clock::LocalClock,
    registry::Functions,
    store::{Failure, Store, StoreError},
};

/// Records in one read.
const PAGE: usize = 500;
/// Records relayed before the stream is trimmed.
const TRIM_EVERY: usize = 500;
/// The wait after a failure, doubled with every further one.
const FIRST_BACKOFF_MILLIS: i64 = 200;
const MAX_BACKOFF_MILLIS: i64 = 60_000;

/// Carries the records of one stream to one function, in order.
#[derive(Clone)]
pub struct StreamPoller {
    source: Arc<StreamSource>,
    reader: Arc<StreamReader>,
    functions: Functions,
    store: Store,
    clock: LocalClock,
    activity: Activity,
    state: Arc<Mutex<State>>,
}

/// The position in the stream, and the state of the present batch.
#[derive(Debug, Clone)]
struct State {
    /// The position of the last handled record.
    position: String,
    attempts: u32,
    failing_since: Option<i64>,
    not_before: Option<i64>,
    batch_limit: usize,
    untrimmed: usize,
}

/// The result of one look at the stream.
enum Step {
    More,
    Nothing,
    NotBefore(i64),
}

/// The result of a batch.
enum BatchOutcome {
    Delivered,
    /// The batch must be repeated from this record on.
    FailedFrom(usize, String),
}

impl StreamPoller {
    /// Creates a poller that continues at the saved position. Fails if the position can't be read.
    pub fn new(
        source: StreamSource,
        reader: StreamReader,
        functions: Functions,
        store: Store,
        clock: LocalClock,
        activity: Activity,
    ) -> Result<Self, StoreError> {
        let state = State {
            position: store.text(&position_key(&source))?.unwrap_or_default(),
            attempts: 0,
            failing_since: None,
            not_before: None,
            batch_limit: source.batch_size,
            untrimmed: 0,
        };
        let (source, reader, state) = (Arc::new(source), Arc::new(reader), Arc::new(Mutex::new(state)));
        Ok(Self { source, reader, functions, store, clock, activity, state })
    }

    /// Polls until stopped; finishes the current batch.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let work = self.activity.work();
            let running = self.activity.start();
            let step = self.step().await;
            drop(running);
            let due = match step {
                Ok(Step::More) => continue,
                Ok(Step::Nothing) => None,
                Ok(Step::NotBefore(due)) => Some(due),
                Err(error) => {
                    self.activity.fail(format!("the stream of {} can't be read: {error}", self.source.table));
                    Some(self.clock.now_millis() + 1_000)
                }
            };
            tokio::select! {
                () = work => {}
                () = self.clock.until(due) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether there is nothing to do at this instant. Fails if the stream can't be read.
    pub async fn is_idle(&self, now: i64) -> Result<bool, StreamError> {
        let state = self.state().clone();
        if state.not_before.is_some_and(|due| due > now) {
            return Ok(true);
        }
        Ok(!self.reader.has_after(&state.position).await?)
    }

    /// Returns the instant of the next try of a failed batch, if there is one.
    pub fn next_due(&self) -> Option<i64> {
        self.state().not_before
    }

    async fn step(&self) -> Result<Step, StreamError> {
        let state = self.state().clone();
        if let Some(due) = state.not_before.filter(|due| *due > self.clock.now_millis()) {
            return Ok(Step::NotBefore(due));
        }
        let records = self.reader.after(&state.position, PAGE).await?;
        let Some(end) = records.last().map(|record| record.position.as_str()) else { return Ok(Step::Nothing) };
        let now = self.clock.now_millis();
        let created = now as f64 / 1_000.0;
        let batch: Vec<(&Record, Value)> = records
            .iter()
            .map(|record| (record, record.to_event(&self.source.arn, created)))
            .filter(|(_, event)| self.wants(event))
            .take(state.batch_limit)
            .collect();
        // A full batch may have left wanted records behind it on this page.
        let end = match batch.last() {
            Some((last, _)) if batch.len() == state.batch_limit => last.position.as_str(),
            _ => end,
        };
        if batch.is_empty() {
            self.advance(end, records.len())?;
            return Ok(Step::More);
        }
        match self.deliver(&batch).await {
            BatchOutcome::Delivered => self.advance(end, records.len())?,
            BatchOutcome::FailedFrom(index, reason) => self.fall_back(&batch, index, &reason)?,
        }
        Ok(Step::More)
    }

    fn wants(&self, event: &Value) -> bool {
        self.source.filters.is_empty() || self.source.filters.iter().any(|filter| filter.matches(event))
    }

    async fn deliver(&self, batch: &[(&Record, Value)]) -> BatchOutcome {
        let events: Vec<&Value> = batch.iter().map(|(_, event)| event).collect();
        let output = match self.functions.invoke(&self.source.function, json!({ "Records": events })).await {
            Ok(output) => output,
            Err(reason) => return BatchOutcome::FailedFrom(0, reason),
        };
        let failures = output["batchItemFailures"].as_array().cloned().unwrap_or_default();
        if failures.is_empty() {
            return BatchOutcome::Delivered;
        }
        // Lambda goes back to the lowest sequence number; an unknown one fails the batch.
        let place = |failure: &Value| {
            let id = failure["itemIdentifier"].as_str()?;
            batch.iter().position(|(record, _)| record.sequence_number == id)
        };
        let lowest = failures.iter().map(|failure| place(failure).unwrap_or(0)).min().unwrap_or(0);
        BatchOutcome::FailedFrom(lowest, "the function reported a failure".to_owned())
    }

    /// Saved after the function has handled the records: a crash in between delivers them again.
    fn advance(&self, position: &str, count: usize) -> Result<(), StreamError> {
        self.store.set_text(&position_key(&self.source), position)?;
        let untrimmed = {
            let mut state = self.state();
            let untrimmed = state.untrimmed + count;
            *state = State {
                position: position.to_owned(),
                attempts: 0,
                failing_since: None,
                not_before: None,
                batch_limit: self.source.batch_size,
                untrimmed: if untrimmed >= TRIM_EVERY { 0 } else { untrimmed },
            };
            untrimmed
        };
        if untrimmed >= TRIM_EVERY {
            self.reader.trim(position)?;
        }
        Ok(())
    }

    fn fall_back(&self, batch: &[(&Record, Value)], failed: usize, reason: &str) -> Result<(), StreamError> {
        tracing::warn!(function = self.source.function, reason, "a batch of the stream failed");
        if let Some((taken, _)) = failed.checked_sub(1).and_then(|index| batch.get(index)) {
            self.advance(&taken.position, failed)?;
        }
        let Some((record, event)) = batch.get(failed) else { return Ok(()) };
        let now = self.clock.now_millis();
        let (attempts, since) = {
            let state = self.state();
            (state.attempts + 1, state.failing_since.unwrap_or(now))
        };
        let age_millis = i64::try_from(self.source.maximum_age.as_millis()).unwrap_or(i64::MAX);
        let exhausted = attempts > self.source.maximum_retries || now - since > age_millis;
        if exhausted {
            let failure = Failure {
                function: self.source.function.clone(),
                reason: reason.to_owned(),
                record: event.clone(),
                failed_at: now,
            };
            self.store.add_failure(&failure)?;
            return self.advance(&record.position, 1);
        }
        let mut state = self.state();
        state.attempts = attempts;
        state.failing_since = Some(since);
        state.not_before = Some(now + backoff_millis(attempts));
        if self.source.bisect {
            state.batch_limit = (batch.len() - failed).div_ceil(2).max(1);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn backoff_millis(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(20);
    (FIRST_BACKOFF_MILLIS << doublings).min(MAX_BACKOFF_MILLIS)
}

fn position_key(source: &StreamSource) -> String {
    format!("position.{}.{}", source.table, source.function)
}

#[cfg(test)]
mod tests {
    use super::backoff_millis;

    #[test]
    fn wait_doubles_up_to_one_minute() {
        let waits: Vec<i64> = (1..=4).map(backoff_millis).collect();
        assert_eq!(waits, [200, 400, 800, 1_600]);
        assert_eq!(backoff_millis(100), 60_000);
    }
}
