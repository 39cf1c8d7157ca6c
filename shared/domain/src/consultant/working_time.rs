//! A consultant's working times and offers: one document with one version.

use serde_json::{Map, Value, json};

use super::{BookingRules, Consultant};
use crate::{fault::Faults, fields::Fields, schedule::Schedule};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTime {
    pub schedule: Schedule,
    /// The offer, with buffers and limits.
    pub rules: BookingRules,
}

impl From<&Consultant> for WorkingTime {
    fn from(consultant: &Consultant) -> Self {
        Self { schedule: consultant.schedule.clone(), rules: consultant.rules.clone() }
    }
}

impl WorkingTime {
    /// Returns it with other rules, parsed from the rules' own document.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn with_rules(&self, object: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let rules = BookingRules::read(Some(Fields::root(object)), &mut faults);
        faults.or(Some(Self { rules, ..self.clone() }))
    }

    /// Returns it with a date's own hours, or without them, parsed from `{date, windows|null, breaks}`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn with_exception(&self, object: &Map<String, Value>) -> Result<Self, Faults> {
        let schedule = self.schedule.with_exception(object)?;
        Ok(Self { schedule, ..self.clone() })
    }

    /// The document, in the form that is parsed: `{timezone, schedule, rules}`.
    pub fn document(&self) -> Value {
        json!({
            "timezone": self.schedule.timezone,
            "schedule": self.schedule.document(),
            "rules": self.rules,
        })
    }
}
