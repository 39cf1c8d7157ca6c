//! An order as the API shows it.

use std::collections::BTreeMap;

use domain::{
    booking::StaffAction,
    bulk::{Bulk, BulkChunk, BulkState, BulkTally},
    ids::Reference,
    time::Instant,
};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkView<'a> {
    id: &'a str,
    action: StaffAction,
    state: BulkState,
    total: usize,
    /// Bookings with a result.
    done: usize,
    ok: usize,
    failed: usize,
    by_code: BTreeMap<String, usize>,
    /// Messages to clients, at most.
    mails: usize,
    created_at: Instant,
    not_before: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_at: Option<Instant>,
    /// Why the system stopped it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_because: Option<&'a str>,
    results: Vec<ResultView<'a>>,
}

#[derive(Serialize)]
struct ResultView<'a> {
    reference: &'a Reference,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> BulkView<'a> {
    pub(crate) fn new(bulk: &'a Bulk, chunks: &'a [BulkChunk]) -> Self {
        let tally = BulkTally::of(chunks);
        let results = chunks.iter().flat_map(BulkChunk::results_in_order).map(|(reference, result)| ResultView {
            reference,
            ok: result.is_done(),
            code: result.code.as_deref(),
            reason: result.reason.as_deref(),
        });
        let ended = bulk.ended.as_ref();
        Self {
            id: &bulk.id,
            action: bulk.action,
            state: bulk.state,
            total: bulk.total,
            done: tally.done,
            ok: tally.ok,
            failed: tally.done - tally.ok,
            by_code: tally.by_code,
            mails: bulk.mails,
            created_at: bulk.created_at,
            not_before: bulk.not_before,
            stopped_at: ended.map(|ended| ended.at),
            stopped_because: ended.and_then(|ended| ended.code.as_deref()),
            results: results.collect(),
        }
    }
}
