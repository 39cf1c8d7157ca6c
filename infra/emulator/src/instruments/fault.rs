use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use crate::{answer::Answer, call::Call};

/// The fault injected into a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InjectedFault {
    /// It is answered with this and not performed.
    Answer(Answer),
    /// It never arrives: the connection breaks first.
    Unreached,
    /// It is performed, and the connection breaks before the answer arrives.
    AnswerLost,
    /// It is never performed and never answered.
    Hang,
    /// It is performed, this much later.
    Delay(Duration),
    /// It is performed at once, and answered this much later.
    AnswerDelayed(Duration),
}

impl InjectedFault {
    /// `TransactionCanceledException` with one code per action, for example `["TransactionConflict", "None"]`.
    pub fn cancelled(codes: &[&str]) -> Self {
        Self::Answer(Answer::cancelled(codes))
    }

    /// `ProvisionedThroughputExceededException`, which the SDK retries.
    pub fn throttled() -> Self {
        Self::Answer(Answer::refusal("ProvisionedThroughputExceededException", "injected"))
    }
}

type Hook = Arc<dyn Fn(&Call<'_>) -> Option<InjectedFault> + Send + Sync>;

/// Fault injection for tests. Every attempt of every call is shown to each hook in turn; the first fault counts.
#[derive(Clone, Default)]
pub struct Faults(Arc<RwLock<Vec<Hook>>>);

impl Faults {
    /// Adds a hook. It is called from many tasks at once and keeps its own count.
    pub fn add(&self, hook: impl Fn(&Call<'_>) -> Option<InjectedFault> + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(hook));
    }

    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn consult(&self, call: &Call<'_>) -> Option<InjectedFault> {
        let hooks = self.0.read().unwrap_or_else(PoisonError::into_inner);
        hooks.iter().find_map(|hook| hook(call))
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults")
    }
}
