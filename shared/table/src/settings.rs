//! The company's settings: read by everything, cached for some seconds; written section by section, every version kept.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    audit::AuditEntry,
    settings::{self, CompanySettings, Document},
    time::Instant,
};

use crate::{
    Table, TableError,
    attributes::{from_body, get_number},
    keys,
    versions::{SaveError, SavedVersion, VersionedKeys},
};

/// Cache lifetime in seconds: a change holds everywhere after as many.
const KEPT_SECONDS: i64 = 10;

/// The edits made by this process. Values cached before the last one are read again, so on one machine, where all
/// functions run in one process, a change holds at once.
static EDITS: AtomicU64 = AtomicU64::new(0);

/// A value that was read, with when and after how many edits.
#[derive(Debug)]
pub(crate) struct Cached<T>(Mutex<Option<(Instant, u64, Arc<T>)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Cached<T> {
    /// Returns the cached value, or reads it.
    pub(crate) async fn get<E>(&self, now: Instant, read: impl Future<Output = Result<T, E>>) -> Result<Arc<T>, E> {
        let edits = EDITS.load(Ordering::Acquire);
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, read_after, value)) = cached
            && read_after == edits
            && (0..KEPT_SECONDS).contains(&(now - read_at).num_seconds())
        {
            return Ok(value);
        }
        let value = Arc::new(read.await?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, edits, Arc::clone(&value)));
        Ok(value)
    }
}

/// Drops the cache of this process.
pub(crate) fn edited() {
    EDITS.fetch_add(1, Ordering::AcqRel);
}

impl Table {
    /// Returns the settings that hold now, or did some seconds ago.
    pub async fn settings(&self) -> Result<Arc<CompanySettings>, TableError> {
        let read = async {
            let item = self.get(keys::settings(), false).await?;
            let document = item.map(|item| from_body("settings", &item)).transpose()?.unwrap_or_default();
            read(&document)
        };
        self.settings.get(self.clock.now(), read).await
    }

    /// Returns the stored document with its version: 0 and nothing if none was ever saved.
    pub async fn settings_document(&self) -> Result<(Document, u64), TableError> {
        let Some(item) = self.get(keys::settings(), true).await? else { return Ok((Document::new(), 0)) };
        Ok((from_body("settings", &item)?, get_number(&item, "version").unwrap_or(0)))
    }

    /// Saves sections of the document; the others stay as they are. Returns the new version.
    ///
    /// # Errors
    /// Stale if the document isn't of version `expected` any more.
    pub async fn save_settings(&self, sections: Document, expected: u64, audit: &AuditEntry) -> Result<u64, SaveError> {
        let (mut document, version) = self.settings_document().await?;
        if version != expected {
            return Err(SaveError::Stale);
        }
        document.extend(sections);
        self.replace_settings(document, expected, audit).await
    }

    /// Saves a whole document: sections that it lacks are the built-in ones again. Returns the new version.
    ///
    /// # Errors
    /// Stale if the stored document isn't of version `expected` any more.
    pub async fn replace_settings(
        &self,
        document: Document,
        expected: u64,
        audit: &AuditEntry,
    ) -> Result<u64, SaveError> {
        // Nothing is saved that couldn't be read.
        let texts = self.put_consent_texts(&read(&document)?.consents)?;
        self.save_version(&VersionedKeys::settings(), &document, expected, (audit, vec![texts])).await
    }

    /// Returns the saved versions of the document, the newest first: at most `most`, from before `before`.
    pub async fn settings_versions(&self, before: Option<u64>, most: i32) -> Result<Vec<SavedVersion>, TableError> {
        self.versions(&VersionedKeys::settings(), before, most).await
    }

    /// Returns one version of the document.
    pub async fn settings_version(&self, version: u64) -> Result<Option<SavedVersion>, TableError> {
        self.version(&VersionedKeys::settings(), version).await
    }
}

fn read(document: &Document) -> Result<CompanySettings, TableError> {
    settings::CompanySettings::of(document).map_err(|error| TableError::corrupt("settings", error))
}
