use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio_util::sync::CancellationToken;

use crate::{
    activity::Activity,
    clock::LocalClock,
    store::{Store, StoreError},
};

/// Puts the input of one-time schedules on their queues when they are due.
#[derive(Debug, Clone)]
pub struct SchedulePoller {
    store: Store,
    clock: LocalClock,
    activity: Activity,
    is_paused: Arc<AtomicBool>,
}

impl SchedulePoller {
    /// A poller of all schedules.
    pub fn new(store: Store, clock: LocalClock, activity: Activity) -> Self {
        Self { store, clock, activity, is_paused: Arc::default() }
    }

    /// From now on nothing fires, as if EventBridge Scheduler were down. Schedules due meanwhile fire late, after
    /// [`SchedulePoller::resume`].
    pub fn pause(&self) {
        self.is_paused.store(true, Ordering::SeqCst);
    }

    /// Fires again.
    pub fn resume(&self) {
        self.is_paused.store(false, Ordering::SeqCst);
        self.activity.wake();
    }

    /// Deletes a schedule that has not fired yet, without a trace. Returns whether it was there.
    pub fn lose(&self, name: &str) -> Result<bool, StoreError> {
        let Some(schedule) = self.store.schedules()?.into_iter().find(|it| it.name == name) else { return Ok(false) };
        self.store.delete_schedule(&schedule.group, name)
    }

    /// Fires due schedules until stopped.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let work = self.activity.work();
            let due = self.step().unwrap_or_else(|error| {
                self.activity.fail(format!("the schedules can't be read: {error}"));
                Some(self.clock.now_millis() + 1_000)
            });
            tokio::select! {
                () = work => {}
                () = self.clock.until(due) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether nothing is due at this instant.
    pub fn is_idle(&self, now: i64) -> Result<bool, StoreError> {
        Ok(self.next_due()?.is_none_or(|due| due > now))
    }

    /// Returns the instant of the next schedule; `None` while they are suspended.
    pub fn next_due(&self) -> Result<Option<i64>, StoreError> {
        if self.is_paused.load(Ordering::SeqCst) { Ok(None) } else { self.store.next_schedule() }
    }

    fn step(&self) -> Result<Option<i64>, StoreError> {
        // Counted while a message goes from here to its queue, which may have been looked at already.
        let _running = self.activity.start();
        let now = self.clock.now_millis();
        if !self.is_idle(now)? && self.store.fire_schedules(now)? > 0 {
            self.activity.wake();
        }
        self.next_due()
    }
}
