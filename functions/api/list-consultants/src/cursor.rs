//! The place in the list where the next page begins.

use std::{fmt, str::FromStr};

use domain::{
    fault::Rule,
    ids::ConsultantId,
    time::{Instant, Interval},
};

/// The place of a consultant in the list: by the next slot, those without one last, then by id. A page begins behind the
/// last one of the page before, whatever has been booked meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor {
    /// Seconds since 1970; the end of time for consultants without a slot.
    start: i64,
    id: String,
}

impl Cursor {
    pub(crate) fn new(next: Option<Interval>, id: &ConsultantId) -> Self {
        let start = next.map_or(i64::MAX, |slot: Interval| Instant::timestamp(&slot.start));
        Self { start, id: id.to_string() }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Rule> {
        let parts = text.split_once('.').and_then(|(start, id)| Some((i64::from_str(start).ok()?, id)));
        let (start, id) = parts.ok_or(Rule::Cursor)?;
        let id = ConsultantId::parse(id).map_err(|_| Rule::Cursor)?;
        Ok(Self { start, id: id.to_string() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.start, self.id)
    }
}
