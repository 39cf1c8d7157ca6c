use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use super::{Call, Caller};

/// Which rights functions made use of: what a policy grants beyond them, over all tests, is superfluous.
#[derive(Debug, Default)]
pub struct Rights(Mutex<BTreeSet<(String, String)>>);

impl Rights {
    /// Notes what a call needs; nothing of the local system's own.
    pub(super) fn note(&self, caller: &Caller, call: &Call<'_>) {
        let Some((function, actions)) = caller.needs(call) else { return };
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.extend(actions.into_iter().map(|action| (function.to_owned(), action)));
    }

    /// Functions by their logical ids, each with an action, as `dynamodb:GetItem`.
    pub fn used(&self) -> BTreeSet<(String, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
