use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};

/// A function's clock. Only `main` and the local system create one.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that owns the real clock")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock controlled by the caller.
    pub fn new(read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The current instant, to the millisecond: stored and shown instants have no more digits.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(3)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
