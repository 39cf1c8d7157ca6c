//! An invocation's deadline, known to everything that it calls.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, error::Elapsed, timeout};

tokio::task_local! {
    static DEADLINE: Instant;
}

/// Runs the work of an invocation that has to answer by a deadline. It doesn't end the work.
pub async fn with_deadline<F: Future>(deadline: Instant, work: F) -> F::Output {
    DEADLINE.scope(deadline, work).await
}

/// Returns the time until the invocation's deadline; `None` if it has none.
pub fn time_left() -> Option<Duration> {
    DEADLINE.try_with(|deadline| deadline.saturating_duration_since(Instant::now())).ok()
}

/// Runs work that has to end this long before the invocation's deadline; without a deadline, until it ends.
///
/// # Errors
/// The work didn't end in time.
pub async fn in_time<F: Future>(reserve: Duration, work: F) -> Result<F::Output, Elapsed> {
    match time_left() {
        Some(left) => timeout(left.saturating_sub(reserve), work).await,
        None => Ok(work.await),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn deadline_reaches_nested_calls() {
        assert_eq!(time_left(), None);
        let within = |seconds| with_deadline(Instant::now() + Duration::from_secs(seconds), async { time_left() });
        let left = within(9).await.unwrap();
        assert!(left > Duration::from_secs(8) && left <= Duration::from_secs(9), "{left:?}");
        assert_eq!(within(0).await, Some(Duration::ZERO));
        assert!(in_time(Duration::ZERO, async { 1 }).await == Ok(1), "without a deadline");
        let late = with_deadline(Instant::now(), in_time(Duration::from_secs(1), std::future::pending::<()>()));
        late.await.unwrap_err();
    }
}
