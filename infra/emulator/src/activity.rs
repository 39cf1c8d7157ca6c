//! Counts the work in progress, so that time is moved only while the system is idle.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokio::sync::{Notify, futures::OwnedNotified};

/// Counts running work and wakes the waiters for work or for rest; clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Activity(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    running: AtomicUsize,
    /// Raised with every start. It separates an idle system from one in which work started and ended between two looks.
    started: AtomicU64,
    rested: Arc<Notify>,
    work: Arc<Notify>,
    failure: Mutex<Option<String>>,
}

/// Counts as running until it is dropped.
#[derive(Debug)]
pub struct Running(Activity);

impl Activity {
    /// Marks the start of something that must end before time moves on.
    pub fn start(&self) -> Running {
        self.0.running.fetch_add(1, Ordering::SeqCst);
        self.0.started.fetch_add(1, Ordering::SeqCst);
        Running(self.clone())
    }

    /// How much is running, and how much was ever started.
    pub fn look(&self) -> (usize, u64) {
        (self.0.running.load(Ordering::SeqCst), self.0.started.load(Ordering::SeqCst))
    }

    /// Wakes every poller: something was written or time was moved.
    pub fn wake(&self) {
        self.0.work.notify_waiters();
    }

    /// Resolves at the next [`Activity::wake`] after this call, even if it is awaited later.
    pub fn work(&self) -> OwnedNotified {
        enabled(&self.0.work)
    }

    /// Resolves when something next comes to its end, even if it is awaited later.
    pub fn rest(&self) -> OwnedNotified {
        enabled(&self.0.rested)
    }

    /// Keeps the first failure of the machinery itself.
    pub fn fail(&self, message: String) {
        tracing::error!("{message}");
        if let Ok(mut failure) = self.0.failure.lock() {
            failure.get_or_insert(message);
        }
    }

    /// Returns the first failure of the machinery itself, if any.
    pub fn failure(&self) -> Option<String> {
        self.0.failure.lock().ok().and_then(|failure| failure.clone())
    }
}

/// `notify_waiters` reaches futures from their creation on; nothing needs to be polled first.
fn enabled(notify: &Arc<Notify>) -> OwnedNotified {
    Arc::clone(notify).notified_owned()
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::SeqCst);
        self.0.0.rested.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::Activity;

    #[tokio::test]
    async fn running_work_counts_until_dropped() {
        let activity = Activity::default();
        let rest = activity.rest();
        let running = activity.start();
        assert_eq!(activity.look(), (1, 1));
        drop(running);
        assert_eq!(activity.look(), (0, 1));
        rest.await;
    }

    #[tokio::test]
    async fn early_wake_is_not_lost() {
        let activity = Activity::default();
        let work = activity.work();
        activity.wake();
        work.await;
    }
}
