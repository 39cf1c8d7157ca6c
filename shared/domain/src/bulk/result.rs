//! The bookings of an order, and the result of each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::Reference;

/// A booking as it was when the order was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkTarget {
    #[serde(rename = "r")]
    pub reference: Reference,
    #[serde(rename = "e")]
    pub edition: u64,
}

/// The result for a booking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// The code of the problem; `None` if it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For a time that isn't available: the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl BulkResult {
    pub fn done() -> Self {
        Self::default()
    }

    pub fn refused(code: &str) -> Self {
        Self { code: Some(code.to_owned()), reason: None }
    }

    pub fn is_done(&self) -> bool {
        self.code.is_none()
    }
}

/// The bookings of one message, in their order, with the results so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkChunk {
    pub number: u32,
    pub targets: Vec<BulkTarget>,
    pub results: BTreeMap<Reference, BulkResult>,
}

impl BulkChunk {
    /// The bookings without a result.
    pub fn left(&self) -> impl Iterator<Item = &BulkTarget> {
        self.targets.iter().filter(|target| !self.results.contains_key(&target.reference))
    }

    /// The bookings with their results, in their order.
    pub fn results_in_order(&self) -> impl Iterator<Item = (&Reference, &BulkResult)> {
        self.targets.iter().filter_map(|it| Some((&it.reference, self.results.get(&it.reference)?)))
    }
}

/// The numbers of an order so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkTally {
    /// Bookings with a result.
    pub done: usize,
    pub ok: usize,
    /// The others, by code.
    pub by_code: BTreeMap<String, usize>,
}

impl BulkTally {
    /// Counts the results of an order.
    pub fn of(chunks: &[BulkChunk]) -> Self {
        let mut tally = Self::default();
        for (_, result) in chunks.iter().flat_map(BulkChunk::results_in_order) {
            tally.done += 1;
            match &result.code {
                None => tally.ok += 1,
                Some(code) => *tally.by_code.entry(code.clone()).or_default() += 1,
            }
        }
        tally
    }
}
