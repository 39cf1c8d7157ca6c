//! Availability summaries of the consultants, cached for a minute.

use std::{collections::BTreeMap, sync::Arc};

use domain::{consultant::Card, ids::ConsultantId, time::Instant};
use futures::{StreamExt, TryStreamExt, stream};
use scheduling::AvailabilitySummary;
use table::{Table, TableError};
use tokio::sync::Mutex;

/// Consultants read concurrently: two reads each.
pub(crate) const AT_ONCE: usize = 32;

type SummariesById = BTreeMap<ConsultantId, AvailabilitySummary>;

/// Summaries by consultant for one clock minute. They don't depend on the caller.
#[derive(Debug, Default)]
pub(crate) struct SummaryCache(Mutex<Option<(i64, Arc<SummariesById>)>>);

impl SummaryCache {
    /// Returns the consultants' summaries, at most a minute old.
    pub(crate) async fn of(
        &self,
        table: &Table,
        cards: &[Card],
        now: Instant,
    ) -> Result<Arc<SummariesById>, TableError> {
        let minute = now.timestamp().div_euclid(60);
        // Held during the read: concurrent callers wait for the same result.
        let mut kept = self.0.lock().await;
        let cached = match kept.take() {
            Some((of, cached)) if of == minute => cached,
            _ => Arc::default(),
        };
        let ids = cards.iter().map(|card| &card.summary.id);
        let missing: Vec<&ConsultantId> = ids.filter(|id| !cached.contains_key(*id)).collect();
        if missing.is_empty() {
            *kept = Some((minute, Arc::clone(&cached)));
            return Ok(cached);
        }
        let looks: Vec<_> = missing.into_iter().map(|id| scheduling::summary(table, id, now)).collect();
        let looks: Vec<Option<AvailabilitySummary>> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        let mut found = SummariesById::clone(&cached);
        found.extend(looks.into_iter().flatten().map(|summary| (summary.consultant().clone(), summary)));
        let found = Arc::new(found);
        *kept = Some((minute, Arc::clone(&found)));
        Ok(found)
    }
}
