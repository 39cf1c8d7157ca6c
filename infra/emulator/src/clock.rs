//! The one clock of the local system: real time plus an offset, ticking, and movable forward.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};

/// A clock that ticks like the machine's and can be moved forward; clones show the same time.
#[derive(Debug, Clone)]
pub struct LocalClock {
    started: Instant,
    /// The instant shown at `started`, in microseconds since the epoch; moving the clock moves this.
    origin_micros: Arc<AtomicI64>,
}

impl LocalClock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self { started: Instant::now(), origin_micros: Arc::new(AtomicI64::new(start.timestamp_micros())) }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        let elapsed = i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX);
        let micros = self.origin_micros.load(Ordering::SeqCst).saturating_add(elapsed);
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The present instant in milliseconds, which is how the store keeps instants.
    pub fn now_millis(&self) -> i64 {
        self.now().timestamp_millis()
    }

    /// Moves the clock to `instant`; does nothing if that is past already.
    pub(crate) fn move_to(&self, instant: DateTime<Utc>) {
        let ahead = (instant - self.now()).max(TimeDelta::zero());
        self.origin_micros.fetch_add(ahead.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }

    /// Resolves when the clock shows `due` (in milliseconds), unless it is moved; without a due instant, never.
    pub async fn until(&self, due: Option<i64>) {
        match due {
            Some(due) => {
                let millis = u64::try_from(due.saturating_sub(self.now_millis())).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(millis.saturating_add(1))).await;
            }
            None => std::future::pending().await,
        }
    }

    /// The clock in the form that functions take.
    pub fn for_functions(&self) -> platform::Clock {
        let clock = self.clone();
        platform::Clock::new(move || clock.now())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::LocalClock;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn clock_starts_as_set_and_ticks() {
        let clock = LocalClock::starting_at(instant("2026-11-23T08:00:00Z"));
        let first = clock.now();
        assert!(first >= instant("2026-11-23T08:00:00Z") && first < instant("2026-11-23T08:00:05Z"), "{first}");
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(clock.now() > first);
    }

    #[test]
    fn clock_moves_forward_with_its_clones() {
        let clock = LocalClock::starting_at(instant("2026-11-23T08:00:00Z"));
        let seen_by_functions = clock.for_functions();
        clock.move_to(instant("2026-11-24T08:00:00Z"));
        assert!(seen_by_functions.now() >= instant("2026-11-24T08:00:00Z"));
        clock.move_to(instant("2026-11-20T08:00:00Z"));
        assert!(clock.now() - instant("2026-11-24T08:00:00Z") < TimeDelta::seconds(5));
    }
}
