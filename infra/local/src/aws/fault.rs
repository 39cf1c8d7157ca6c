use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use super::Answer;

/// A service that is played here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The table.
    DynamoDb,
    /// The bus.
    Events,
    /// The queues.
    Sqs,
    /// One-time schedules.
    Scheduler,
    /// Outbound mail.
    Ses,
    /// Short messages, and topics.
    Sns,
    /// The signing keys.
    Secrets,
}

/// One call of one attempt, as it would have gone over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The service that is called.
    pub service: Service,
    /// The operation's name, as `TransactWriteItems`.
    pub operation: &'a str,
    /// The request's JSON; what Scheduler takes from path and query is in it as well, and SNS's form is made into it.
    pub body: &'a [u8],
}

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InjectedFault {
    /// It is answered with this and not done.
    Answer(Answer),
    /// It never arrives: the connection breaks first.
    Unreached,
    /// It is done, and the connection breaks before the answer arrives.
    AnswerLost,
    /// It is never done and never answered.
    Hang,
    /// It is done, this much later.
    Delay(Duration),
    /// It is done at once, and answered this much later.
    AnswerDelayed(Duration),
}

impl InjectedFault {
    /// `TransactionCanceledException` with one code per action, as `["TransactionConflict", "None"]`.
    pub fn cancelled(codes: &[&str]) -> Self {
        Self::Answer(Answer::cancelled(codes))
    }

    /// `ProvisionedThroughputExceededException`, which the SDK tries again.
    pub fn throttled() -> Self {
        Self::Answer(Answer::refusal("ProvisionedThroughputExceededException", "injected"))
    }
}

type Hook = Arc<dyn Fn(&Call<'_>) -> Option<InjectedFault> + Send + Sync>;

/// Where tests say what goes wrong. Every attempt of every call is shown to each hook in turn; the
/// first fault counts.
#[derive(Clone, Default)]
pub struct Faults(Arc<RwLock<Vec<Hook>>>);

impl Faults {
    /// Adds a hook. It is called from many tasks at once and keeps its own count.
    pub fn add(&self, hook: impl Fn(&Call<'_>) -> Option<InjectedFault> + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(hook));
    }

    /// Removes every hook.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn consult(&self, call: &Call<'_>) -> Option<InjectedFault> {
        let hooks = self.0.read().unwrap_or_else(PoisonError::into_inner);
        hooks.iter().find_map(|hook| hook(call))
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults")
    }
}
