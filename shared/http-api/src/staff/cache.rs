use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    access::{Account, AccountRecord, TokenFacts},
    time::Instant,
};
use table::TableError;

use super::StaffDeps;

/// Cache lifetime in seconds: a disabled account reads nothing more after a minute.
const KEPT_SECONDS: i64 = 60;
/// Accounts kept at once; more than a company has at the console.
const MAX_ACCOUNTS: usize = 1_000;

/// A value, and the time at which it was read.
type Read<T> = (Instant, T);

/// Values read recently.
#[derive(Debug, Default)]
pub(super) struct Kept {
    accounts: Mutex<HashMap<String, Read<Option<Arc<AccountRecord>>>>>,
}

impl StaffDeps {
    /// Returns the account of a token, as it is now or as it was at most a minute ago.
    pub(super) async fn account(&self, facts: TokenFacts, is_fresh: bool) -> Result<Account, TableError> {
        let (record, company) =
            futures::future::try_join(self.record(&facts.id, is_fresh), self.table.settings()).await?;
        Ok(Account::new(facts, record.as_deref(), company.access))
    }

    async fn record(&self, id: &str, is_fresh: bool) -> Result<Option<Arc<AccountRecord>>, TableError> {
        let now = self.clock.now();
        let kept = self.kept.accounts.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some((read_at, record)) = kept
            && !is_fresh
            && is_current(read_at, now)
        {
            return Ok(record);
        }
        let record = self.table.account(id, is_fresh).await?.map(Arc::new);
        let mut accounts = self.kept.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if accounts.len() >= MAX_ACCOUNTS {
            accounts.clear();
        }
        accounts.insert(id.to_owned(), (now, record.clone()));
        Ok(record)
    }
}

fn is_current(read_at: Instant, now: Instant) -> bool {
    (0..KEPT_SECONDS).contains(&(now - read_at).num_seconds())
}
