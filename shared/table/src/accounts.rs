//! Accounts of the console.

use std::collections::BTreeSet;

use crate::{
    Table, TableError,
    attributes::{from_body, get_text},
    keys,
};
use domain::{access::AccountRecord, ids::ConsultantId};

/// In the item that leads from a consultant to their account: its id.
const ACCOUNT_ID: &str = "accountId";

impl Table {
    /// Returns the stored part of an account, if there is one. A write needs a consistent read: a disabled account ends
    /// at once.
    pub async fn account(&self, id: &str, is_consistent: bool) -> Result<Option<AccountRecord>, TableError> {
        let item = self.get(keys::account(id), is_consistent).await?;
        item.map(|item| from_body("account", &item)).transpose()
    }

    /// Returns the consultants that a consultant's account assists; `None` if there is no such consultant.
    pub async fn assisted_by(&self, consultant: &ConsultantId) -> Result<Option<BTreeSet<ConsultantId>>, TableError> {
        let profile = self.get(keys::directory(consultant), false);
        let (card, link) =
            futures::future::try_join(profile, self.get(keys::consultant_account(consultant), false)).await?;
        if card.is_none() {
            return Ok(None);
        }
        let Some(account) = link.as_ref().and_then(|link| get_text(link, ACCOUNT_ID)) else {
            return Ok(Some(BTreeSet::new()));
        };
        let record = self.account(account, false).await?;
        let is_theirs = |record: &AccountRecord| record.consultant_id.as_ref() == Some(consultant);
        Ok(Some(record.filter(is_theirs).map(|record| record.assists).unwrap_or_default()))
    }
}
