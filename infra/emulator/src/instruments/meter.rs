use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;

use crate::{
    answer::Answer,
    call::{Call, Service},
};

/// Usage of one operation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// How often it was called, retries included.
    pub calls: u64,
    /// Read units it consumed, if capacity was measured.
    pub read_units: f64,
    /// Write units it consumed, if capacity was measured.
    pub write_units: f64,
}

/// Counts calls by operation, and the table's capacity where that is asked for.
#[derive(Debug, Default)]
pub struct Meter {
    capacity: AtomicBool,
    usage: Mutex<BTreeMap<String, Usage>>,
}

impl Meter {
    /// From now on every call of the table asks for its consumed capacity.
    pub fn measure_capacity(&self) {
        self.capacity.store(true, Ordering::Relaxed);
    }

    /// Returns the usage since the start or the last [`Meter::reset`], by operation.
    pub fn usage(&self) -> BTreeMap<String, Usage> {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets all counts to zero.
    pub fn reset(&self) {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Counts an answered call.
    pub(crate) fn count(&self, call: &Call<'_>, answer: &Answer) {
        let metered = call.service == Service::DynamoDb && self.wants_capacity();
        let units = if metered { consumed(answer) } else { 0.0 };
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match usage.get_mut(call.operation) {
            Some(entry) => entry,
            None => usage.entry(call.operation.to_owned()).or_default(),
        };
        entry.calls += 1;
        match call.operation {
            "GetItem" | "Query" | "BatchGetItem" | "TransactGetItems" | "Scan" => entry.read_units += units,
            _ => entry.write_units += units,
        }
    }

    /// Whether the table is asked for its consumed capacity.
    pub(crate) fn wants_capacity(&self) -> bool {
        self.capacity.load(Ordering::Relaxed)
    }
}

/// The units in an answer: one object, or a list of them with an entry per table.
fn consumed(answer: &Answer) -> f64 {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let units = |one: &Value| one["CapacityUnits"].as_f64().unwrap_or(0.0);
    match &body["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(units).sum(),
        one => units(one),
    }
}
