use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, SecondsFormat};
use sam::{ACCOUNT, Periodic, REGION};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    activity::Activity,
    clock::LocalClock,
    ids,
    registry::Functions,
    schedules::PendingProbe,
    store::{Store, StoreError},
};

/// Runs one function at every multiple of its period, counted from the epoch and shifted by its offset.
#[derive(Clone)]
pub struct PeriodicPoller {
    source: Arc<Periodic>,
    functions: Functions,
    store: Store,
    clock: LocalClock,
    activity: Activity,
    /// The instant of the last run, in milliseconds.
    last: Arc<AtomicI64>,
    /// Predicts which runs can find work, if the function's work is known.
    probe: Option<PendingProbe>,
    /// Runs before this instant find nothing, as of the last look at the table.
    quiet_until: Arc<AtomicI64>,
}

impl PeriodicPoller {
    /// Creates a poller that continues after the last run. Fails if the last run can't be read.
    pub fn new(
        source: Periodic,
        functions: Functions,
        store: Store,
        clock: LocalClock,
        activity: Activity,
    ) -> Result<Self, StoreError> {
        let key = key(&source);
        let last = match store.number(&key)? {
            Some(last) => last,
            None => {
                let last = latest(&source, clock.now_millis());
                store.set_number(&key, last)?;
                last
            }
        };
        let (last, quiet_until) = (Arc::new(AtomicI64::new(last)), Arc::new(AtomicI64::new(i64::MIN)));
        Ok(Self { source: Arc::new(source), functions, store, clock, activity, last, probe: None, quiet_until })
    }

    /// The same, with an outlook by which a jump of the clock skips runs that would find nothing.
    #[must_use]
    pub fn with_probe(self, probe: Option<PendingProbe>) -> Self {
        Self { probe, ..self }
    }

    /// Runs the function when it is due, until stopped; finishes a run in progress.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let work = self.activity.work();
            if let Err(error) = self.step().await {
                self.activity.fail(format!("the runs of {} can't be kept: {error}", self.source.function));
            }
            tokio::select! {
                () = work => {}
                () = self.clock.until(Some(self.next_due())) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether the function is not due at this instant.
    pub fn is_idle(&self, now: i64) -> bool {
        self.next_due() > now
    }

    /// Returns the instant of the next run.
    pub fn next_due(&self) -> i64 {
        latest(&self.source, self.last.load(Ordering::SeqCst)) + millis(self.source.period).max(1)
    }

    /// Returns the instant of the next run that can find work, by the table's present state. The table is read only if
    /// the function would run by an instant: nothing later is skipped.
    pub(crate) async fn next_worthwhile(&self, by: i64) -> i64 {
        let next = self.next_due();
        let worthwhile = match &self.probe {
            Some(probe) if next <= by => first_run(&self.source, next, probe.opens().await),
            _ => next,
        };
        self.quiet_until.store(worthwhile, Ordering::SeqCst);
        worthwhile
    }

    /// Counts the runs up to an instant that the clock is about to move to as made, as far as the last look at the
    /// table showed that they find nothing.
    pub(crate) fn pass_over(&self, instant: i64) {
        let quiet_until = self.quiet_until.load(Ordering::SeqCst);
        let passed = latest(&self.source, instant.min(quiet_until.saturating_sub(1)));
        if self.probe.is_some() && quiet_until > self.next_due() {
            self.last.fetch_max(passed, Ordering::SeqCst);
        }
    }

    /// Saves the skipped runs, once the clock has moved: a start after a crash must not find a last run in the future.
    pub(crate) fn remember(&self) -> Result<(), StoreError> {
        match self.probe {
            Some(_) => self.store.set_number(&key(&self.source), self.last.load(Ordering::SeqCst)),
            None => Ok(()),
        }
    }

    /// Runs the function if it is due. Of several missed instants only the latest counts.
    async fn step(&self) -> Result<(), StoreError> {
        // Counted from before the look: in between, the system must not look idle.
        let _running = self.activity.start();
        let now = self.clock.now_millis();
        if self.is_idle(now) {
            return Ok(());
        }
        let due = latest(&self.source, now);
        let event = event(&self.source, due);
        if let Err(reason) = self.functions.invoke(&self.source.function, event).await {
            tracing::warn!(function = self.source.function, reason, "a periodic run failed");
        }
        // A failure of the store, too, may not make the function run over and over.
        self.last.fetch_max(due, Ordering::SeqCst);
        self.store.set_number(&key(&self.source), due)
    }
}

/// EventBridge Scheduler's input where the template gives none.
fn event(source: &Periodic, due: i64) -> Value {
    let time = DateTime::from_timestamp_millis(due).unwrap_or_default();
    let name = format!("{}{}", source.function, source.event);
    json!({
        "version": "0",
        "id": ids::uuid(),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": time.to_rfc3339_opts(SecondsFormat::Secs, true),
        "region": REGION,
        "resources": [format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{name}")],
        "detail": "{}",
    })
}

/// The first run at or after `opens`, from the run at `next` on.
fn first_run(source: &Periodic, next: i64, opens: i64) -> i64 {
    let period = millis(source.period).max(1);
    let wait = opens.saturating_sub(next).max(0);
    // Rounded up; with an empty index the function waits for ever.
    let runs = wait / period + i64::from(wait % period > 0);
    next.saturating_add(runs.saturating_mul(period))
}

/// The latest instant up to this one at which the function should have run.
fn latest(source: &Periodic, instant: i64) -> i64 {
    instant - (instant - millis(source.offset)).rem_euclid(millis(source.period).max(1))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn key(source: &Periodic) -> String {
    format!("periodic.{}.{}", source.function, source.event)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;
    use sam::Periodic;

    use super::{PeriodicPoller, latest};
    use crate::{
        activity::Activity,
        clock::LocalClock,
        registry::Functions,
        store::{Store, scratch},
    };

    fn millis(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    fn every(period: u64, offset: u64) -> Periodic {
        let (period, offset) = (Duration::from_secs(period), Duration::from_secs(offset));
        Periodic { function: "F".to_owned(), event: "Often".to_owned(), period, offset }
    }

    fn poller(store: &Store, now: &str) -> PeriodicPoller {
        let clock = LocalClock::starting_at(now.parse().unwrap());
        PeriodicPoller::new(every(300, 0), Functions::default(), store.clone(), clock, Activity::default()).unwrap()
    }

    #[test]
    fn runs_are_at_multiples_of_the_period() {
        let latest = |period, text| latest(&every(period, 0), millis(text));
        assert_eq!(latest(300, "2026-11-23T08:07:31Z"), millis("2026-11-23T08:05:00Z"));
        assert_eq!(latest(300, "2026-11-23T08:05:00Z"), millis("2026-11-23T08:05:00Z"));
        assert_eq!(latest(86_400, "2026-11-23T08:07:31Z"), millis("2026-11-23T00:00:00Z"));
        assert_eq!(latest(300, "1969-12-31T23:59:59Z"), millis("1969-12-31T23:55:00Z"));
    }

    #[test]
    fn an_offset_shifts_every_run() {
        let latest = |text| latest(&every(86_400, 2 * 3_600 + 1_800), millis(text));
        assert_eq!(latest("2026-11-23T02:29:59Z"), millis("2026-11-22T02:30:00Z"));
        assert_eq!(latest("2026-11-23T02:30:00Z"), millis("2026-11-23T02:30:00Z"));
        assert_eq!(latest("2026-11-24T02:00:00Z"), millis("2026-11-23T02:30:00Z"));
    }

    #[test]
    fn the_first_run_is_at_the_next_multiple() {
        let (_folder, store) = scratch();
        assert_eq!(poller(&store, "2026-11-23T08:07:31Z").next_due(), millis("2026-11-23T08:10:00Z"));
    }

    #[test]
    fn a_restart_neither_shifts_nor_skips_a_run() {
        let (_folder, store) = scratch();
        poller(&store, "2026-11-23T08:07:31Z");
        let again = poller(&store, "2026-11-23T08:09:00Z");
        assert_eq!(again.next_due(), millis("2026-11-23T08:10:00Z"));
        let late = poller(&store, "2026-11-23T08:12:00Z");
        assert!(!late.is_idle(millis("2026-11-23T08:12:00Z")));
    }

    #[tokio::test]
    async fn only_the_latest_missed_run_counts() {
        let (_folder, store) = scratch();
        poller(&store, "2026-11-23T08:07:31Z");
        let late = poller(&store, "2026-11-23T11:32:00Z");
        late.step().await.unwrap();
        assert_eq!(late.next_due(), millis("2026-11-23T11:35:00Z"));
        assert_eq!(poller(&store, "2026-11-23T11:33:00Z").next_due(), millis("2026-11-23T11:35:00Z"));
    }

    #[test]
    fn the_event_names_its_instant() {
        let (_folder, store) = scratch();
        let poller = poller(&store, "2026-11-23T08:00:00Z");
        let event = super::event(&poller.source, poller.next_due());
        assert_eq!(event["time"], "2026-11-23T08:05:00Z");
        assert_eq!(event["resources"][0], "arn:aws:scheduler:eu-central-1:000000000000:schedule/default/FOften");
    }
}
