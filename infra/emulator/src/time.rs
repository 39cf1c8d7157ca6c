//! Moves the clock: from due instant to due instant, and on only when the system is idle.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{sync::Mutex, time::Instant};

use crate::{
    activity::Activity,
    clock::LocalClock,
    pollers::Pollers,
    store::{Store, StoreError},
    stream::StreamError,
};

/// The key of the clock in the store.
pub const CLOCK: &str = "clock";

/// Time limit of the work due at one instant. A function is aborted after ten seconds, and retries come at a later
/// instant, so that rest always comes.
const REST_WITHIN: Duration = Duration::from_secs(60);

/// How far ahead the time is saved while the system runs.
const AHEAD_MILLIS: i64 = 1_500;

/// The interval of looks at the pollers that guard against a missed wake-up.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The clock can't be moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// To an instant that is past.
    #[error("the clock only moves forward")]
    Backward,
    /// The due work does not end.
    #[error("the work due at {0} does not end")]
    Restless(DateTime<Utc>),
    /// The store failed.
    #[error("the store")]
    Store(#[from] StoreError),
    /// A stream can't be read.
    #[error("the stream")]
    Stream(#[from] StreamError),
}

/// Moves the clock and knows the due instants; clones move the same clock.
#[derive(Clone)]
pub struct TimeMachine {
    clock: LocalClock,
    store: Store,
    activity: Activity,
    pollers: Pollers,
    /// One jump at a time.
    moving: Arc<Mutex<()>>,
}

impl TimeMachine {
    /// Emulation for these pollers.
    pub fn new(clock: LocalClock, store: Store, activity: Activity, pollers: Pollers) -> Self {
        Self { clock, store, activity, pollers, moving: Arc::default() }
    }

    /// The clock that is moved.
    pub fn clock(&self) -> &LocalClock {
        &self.clock
    }

    /// Moves the clock to an instant and returns when all due work has run, each at its own instant.
    ///
    /// # Errors
    /// Fails if the instant is past, or the due work does not end.
    pub async fn move_to(&self, target: DateTime<Utc>) -> Result<(), MoveError> {
        if target < self.clock.now() {
            return Err(MoveError::Backward);
        }
        let _moving = self.moving.lock().await;
        self.settle(REST_WITHIN).await?;
        while let Some(due) = self.next_due(target).await? {
            self.step_to(due).await?;
        }
        self.step_to(target).await
    }

    /// Waits until nothing is in flight and nothing is due now. Fails after a time-out.
    pub async fn settle(&self, within: Duration) -> Result<(), MoveError> {
        let deadline = Instant::now() + within;
        loop {
            let rest = self.activity.rest();
            if self.is_idle().await? {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(MoveError::Restless(self.clock.now()));
            }
            tokio::select! {
                () = rest => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Saves an instant a little ahead, for the start after a crash: no later one has been shown by then, as long as
    /// this is called more often than every [`AHEAD_MILLIS`].
    pub fn remember_ahead(&self) -> Result<(), StoreError> {
        self.store.set_number(CLOCK, self.clock.now_millis() + AHEAD_MILLIS)
    }

    /// Saves the present instant, when the clock is no longer read.
    pub fn remember(&self) -> Result<(), StoreError> {
        self.store.set_number(CLOCK, self.clock.now_millis())
    }

    async fn step_to(&self, instant: DateTime<Utc>) -> Result<(), MoveError> {
        self.pollers.pass_over(instant.timestamp_millis());
        self.clock.move_to(instant);
        self.remember_ahead()?;
        self.pollers.remember()?;
        self.activity.wake();
        self.settle(REST_WITHIN).await
    }

    /// The next due instant after now and up to `target`.
    async fn next_due(&self, target: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let until = target.timestamp_millis();
        let next = self.pollers.next_due(until).await?;
        let now = self.clock.now_millis();
        let next = next.map(|due| due.max(now)).filter(|due| *due <= until);
        Ok(next.and_then(DateTime::from_timestamp_millis))
    }

    /// No work runs or waits. Looked at twice, because work may start and end between two looks.
    async fn is_idle(&self) -> Result<bool, StreamError> {
        let before = self.activity.look();
        if !self.pollers.is_idle(self.clock.now_millis()).await? {
            return Ok(false);
        }
        Ok(before.0 == 0 && self.activity.look() == before)
    }
}
