//! All pollers together: their work, their next instant, and whether they are idle.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    aws::Aws,
    queues::QueuePoller,
    registry::Functions,
    schedules::{PendingProbe, PeriodicPoller, SchedulePoller},
    store::StoreError,
    stream::{StreamError, StreamPoller, StreamReader},
};

/// The pollers of a system; clones share their state.
#[derive(Clone)]
pub struct Pollers {
    streams: Vec<StreamPoller>,
    queues: Vec<QueuePoller>,
    schedules: SchedulePoller,
    periodic: Vec<PeriodicPoller>,
}

impl Pollers {
    /// Creates the pollers that the template calls for.
    ///
    /// # Errors
    /// Fails if the store fails, or a stream can't be read.
    pub async fn new(aws: &Aws, functions: &Functions) -> Result<Self, StreamError> {
        Ok(Self {
            streams: streams(aws, functions).await?,
            queues: queues(aws, functions),
            schedules: SchedulePoller::new(aws.store.clone(), aws.clock.clone(), aws.activity.clone()),
            periodic: periodic(aws, functions)?,
        })
    }

    pub fn scheduler(&self) -> &SchedulePoller {
        &self.schedules
    }

    pub fn run(self, tasks: &mut JoinSet<()>, stop: &CancellationToken) {
        for poller in self.streams {
            tasks.spawn(poller.run(stop.clone()));
        }
        for poller in self.queues {
            tasks.spawn(poller.run(stop.clone()));
        }
        for poller in self.periodic {
            tasks.spawn(poller.run(stop.clone()));
        }
        tasks.spawn(self.schedules.run(stop.clone()));
    }

    /// Returns the next due instant, in milliseconds; it may be past. Periodic runs up to `until` that would find
    /// nothing don't count.
    pub(crate) async fn next_due(&self, until: i64) -> Result<Option<i64>, StoreError> {
        let mut due: Vec<i64> = self.streams.iter().filter_map(StreamPoller::next_due).collect();
        for queue in &self.queues {
            due.extend(queue.next_due()?);
        }
        due.extend(self.schedules.next_due()?);
        let mut next = due.into_iter().min();
        for poller in &self.periodic {
            let due = poller.next_worthwhile(next.map_or(until, |next| next.min(until))).await;
            next = Some(next.map_or(due, |next| next.min(due)));
        }
        Ok(next)
    }

    /// Skips the periodic runs up to an instant that the last [`Pollers::next_due`] didn't count.
    pub(crate) fn pass_over(&self, instant: i64) {
        self.periodic.iter().for_each(|poller| poller.pass_over(instant));
    }

    /// Saves the skipped runs.
    pub(crate) fn remember(&self) -> Result<(), StoreError> {
        self.periodic.iter().try_for_each(PeriodicPoller::remember)
    }

    /// Whether no work is due at this instant.
    pub(crate) async fn is_idle(&self, now: i64) -> Result<bool, StreamError> {
        for stream in &self.streams {
            if !stream.is_idle(now).await? {
                return Ok(false);
            }
        }
        for queue in &self.queues {
            if !queue.is_idle(now)? {
                return Ok(false);
            }
        }
        Ok(self.schedules.is_idle(now)? && self.periodic.iter().all(|poller| poller.is_idle(now)))
    }
}

async fn streams(aws: &Aws, functions: &Functions) -> Result<Vec<StreamPoller>, StreamError> {
    let mut pollers = Vec::new();
    for source in &aws.system.streams {
        // The template's reader has checked that the table is there.
        let Some(table) = aws.system.tables.get(&source.table) else { continue };
        pollers.push(StreamPoller::new(
            source.clone(),
            StreamReader::open(&aws.engine, &table.name).await?,
            functions.clone(),
            aws.store.clone(),
            aws.clock.clone(),
            aws.activity.clone(),
        )?);
    }
    Ok(pollers)
}

fn queues(aws: &Aws, functions: &Functions) -> Vec<QueuePoller> {
    let poller = |source: &sam::QueueSource| {
        let queue = aws.system.queues.get(&source.queue).cloned().unwrap_or_default();
        QueuePoller::new(
            source.clone(),
            queue,
            functions.clone(),
            aws.store.clone(),
            aws.clock.clone(),
            aws.activity.clone(),
        )
    };
    aws.system.queue_sources.iter().map(poller).collect()
}

fn periodic(aws: &Aws, functions: &Functions) -> Result<Vec<PeriodicPoller>, StoreError> {
    let poller = |source: &sam::Periodic| {
        let (clock, activity) = (aws.clock.clone(), aws.activity.clone());
        let probe = functions.looks_for(&source.function).and_then(|it| PendingProbe::new(aws, it));
        let poller = PeriodicPoller::new(source.clone(), functions.clone(), aws.store.clone(), clock, activity)?;
        Ok(poller.with_probe(probe))
    };
    aws.system.periodic.iter().map(poller).collect()
}
