//! The settings of the pages.

use domain::site::Site;

use crate::{Table, TableError, attributes::from_body, keys};

impl Table {
    /// Returns the saved settings, or the built-in ones.
    pub async fn site(&self) -> Result<Site, TableError> {
        match self.get(keys::settings(), false).await? {
            Some(item) => from_body("settings", &item),
            None => Site::built_in().map_err(|error| TableError::corrupt("settings", error)),
        }
    }
}
