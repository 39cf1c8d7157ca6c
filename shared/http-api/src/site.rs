//! The pages' settings, cached for a minute.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{site::Site, time::Instant};
use platform::{Clock, FromEnv};
use table::{Table, TableError};

/// Cache lifetime in seconds: saved changes show within a minute.
const KEPT_SECONDS: i64 = 60;

/// Cached settings of the pages.
#[derive(Debug, FromEnv)]
pub struct SiteSettings {
    table: Table,
    clock: Clock,
    #[env(default)]
    kept: Mutex<Option<(Instant, Arc<Site>)>>,
}

impl SiteSettings {
    /// Returns the settings, at most a minute old.
    pub async fn read(&self) -> Result<Arc<Site>, TableError> {
        let now = self.clock.now();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, site)) = kept
            && (0..KEPT_SECONDS).contains(&(now - read_at).num_seconds())
        {
            return Ok(site);
        }
        let site = Arc::new(self.table.site().await?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&site)));
        Ok(site)
    }
}
