//! What the consultants' time looks like, looked at once a minute.

use std::{collections::BTreeMap, sync::Arc};

use domain::{consultant::Card, ids::ConsultantId, time::Instant};
use futures::{StreamExt, TryStreamExt, stream};
use scheduling::AvailabilitySummary;
use table::{Table, TableError};
use tokio::sync::Mutex;

/// Consultants looked at at the same time: two reads each.
const AT_ONCE: usize = 8;
/// Consultants looked at at all: the directory's first. Others are listed without a next free time.
const MOST: usize = 200;

type Found = BTreeMap<ConsultantId, AvailabilitySummary>;

/// Outlooks by consultant, of one minute of the clock. Nothing in them depends on who asks.
#[derive(Debug, Default)]
pub(crate) struct Outlooks(Mutex<Option<(i64, Arc<Found>)>>);

impl Outlooks {
    /// The summaries of these consultants, at most a minute old.
    pub(crate) async fn of(&self, table: &Table, cards: &[Card], now: Instant) -> Result<Arc<Found>, TableError> {
        let minute = now.timestamp().div_euclid(60);
        // Held while it is looked: who asks meanwhile waits for the same answer.
        let mut kept = self.0.lock().await;
        let known = match kept.take() {
            Some((of, known)) if of == minute => known,
            _ => Arc::default(),
        };
        let ids = cards.iter().map(|card| &card.summary.id).take(MOST);
        let missing: Vec<&ConsultantId> = ids.filter(|id| !known.contains_key(*id)).collect();
        if missing.is_empty() {
            *kept = Some((minute, Arc::clone(&known)));
            return Ok(known);
        }
        let looks: Vec<_> = missing.into_iter().map(|id| scheduling::summary(table, id, now)).collect();
        let looks: Vec<Option<AvailabilitySummary>> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        let mut found = Found::clone(&known);
        found.extend(looks.into_iter().flatten().map(|summary| (summary.consultant().clone(), summary)));
        let found = Arc::new(found);
        *kept = Some((minute, Arc::clone(&found)));
        Ok(found)
    }
}
