//! Available slots, and the reason when a slot is unavailable.

mod alternatives;
mod busy;
mod pick;
#[cfg(test)]
mod tests;
mod timeline;
mod when;

pub use alternatives::{Alternatives, search_range};
pub use busy::{BusyTimes, Conflict, MARK_MINUTES, MARKS, marks_of};
pub use pick::{iso_week, pick_order};
pub use timeline::{Reason, Timeline};
pub use when::{DayPart, Timeframe};
