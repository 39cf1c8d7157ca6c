//! Orderly shutdown, and waiting until work is due.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::LocalClock;

/// Signals every task to end.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// The receiving end of [`Stop`].
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Creates a pair that isn't stopped yet.
pub fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Signals every task to end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Resolves when the system is to end.
    pub async fn stopped(&mut self) {
        // An error means that the other end is gone, which is an end as well.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Whether the system is to end.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }
}

/// Resolves when the clock shows `due` (in milliseconds), unless it is moved; without a due instant, never.
pub async fn until(clock: &LocalClock, due: Option<i64>) {
    match due {
        Some(due) => {
            let millis = u64::try_from(due.saturating_sub(clock.now_millis())).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(millis.saturating_add(1))).await;
        }
        None => std::future::pending().await,
    }
}
