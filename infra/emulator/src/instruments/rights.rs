use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// Rights that functions used: any further grant of a policy, over all tests, is superfluous.
#[derive(Debug, Default)]
pub struct Rights(Mutex<BTreeSet<(String, String)>>);

impl Rights {
    /// Records the rights that a function needs for a call.
    pub(crate) fn note(&self, function: &str, actions: Vec<String>) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.extend(actions.into_iter().map(|action| (function.to_owned(), action)));
    }

    /// Functions by their logical ids, each with an action, for example `dynamodb:GetItem`.
    pub fn used(&self) -> BTreeSet<(String, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
