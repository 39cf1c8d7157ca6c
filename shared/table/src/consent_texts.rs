//! The consents' texts of every version that clients were shown: `SETTINGS` / `CONSENTS#<version>`. A booking names a
//! version; its receipt is worth something only while the text is there.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::settings::{CompanySettings, Consents};

use crate::{
    Table, TableError,
    attributes::{BODY, from_body, to_body},
    keys,
};

impl Table {
    /// Returns the texts of a version, if there was such a one.
    pub async fn consent_texts(&self, version: &str) -> Result<Option<Consents>, TableError> {
        let now = self.settings().await?;
        if now.consents.version == version {
            return Ok(Some(now.consents.clone()));
        }
        if let Some(item) = self.get(keys::consent_texts(version), false).await? {
            return from_body("consents", &item).map(Some);
        }
        let built_in = CompanySettings::built_in().map_err(|error| TableError::corrupt("settings", error))?;
        Ok(Some(built_in.consents).filter(|consents| consents.version == version))
    }

    /// Keeps the texts of a version for good, as a part of the edit that introduces it.
    pub(crate) fn put_consent_texts(&self, consents: &Consents) -> Result<TransactWriteItem, TableError> {
        let mut item = keys::consent_texts(&consents.version);
        item.insert(BODY.to_owned(), to_body("consents", consents)?);
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        let put = put.build().map_err(|error| TableError::corrupt("consents", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
