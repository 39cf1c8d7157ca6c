use crate::{
    activity::Activity,
    clock::LocalClock,
    stop::{self, Stop},
    store::{Store, StoreError},
};

/// Puts the input of one-time schedules on their queues when they are due.
#[derive(Debug, Clone)]
pub struct SchedulePoller {
    store: Store,
    clock: LocalClock,
    activity: Activity,
}

impl SchedulePoller {
    /// A poller of all the schedules there are.
    pub fn new(store: Store, clock: LocalClock, activity: Activity) -> Self {
        Self { store, clock, activity }
    }

    /// Fires what falls due until told to stop.
    pub async fn run(self, mut stop: Stop) {
        while !stop.is_stopped() {
            let work = self.activity.work();
            let due = self.step().unwrap_or_else(|error| {
                self.activity.fail(format!("the schedules can't be read: {error}"));
                Some(self.clock.now_millis() + 1_000)
            });
            tokio::select! {
                () = work => {}
                () = stop::until(&self.clock, due) => {}
                () = stop.stopped() => {}
            }
        }
    }

    /// Whether nothing is due at this instant.
    ///
    /// # Errors
    /// If the store fails.
    pub fn is_idle(&self, now: i64) -> Result<bool, StoreError> {
        Ok(self.next_due()?.is_none_or(|due| due > now))
    }

    /// When the next schedule fires.
    ///
    /// # Errors
    /// If the store fails.
    pub fn next_due(&self) -> Result<Option<i64>, StoreError> {
        self.store.next_schedule()
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
