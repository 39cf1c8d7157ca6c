//! The settings of the pages.

use domain::site::Site;

use crate::{Table, TableError, attributes::from_body, keys};

impl Table {
    /// The settings as they were saved, or those that are built in.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn site(&self) -> Result<Site, TableError> {
        match self.get(keys::settings(), false).await? {
            Some(item) => from_body("settings", &item),
            None => Site::built_in().map_err(|error| TableError::corrupt("settings", error)),
        }
    }
}
