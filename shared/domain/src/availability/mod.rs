//! Available slots, and the reason when a slot is unavailable.

mod alternatives;
mod busy;
mod explain;
mod pick;
mod spread;
#[cfg(test)]
mod tests;
mod timeline;
mod waive;
mod when;

pub use alternatives::{Alternatives, search_range};
pub use busy::{BusyTimes, Conflict, Coverage, MARK_MINUTES, MARKS, marks_of};
pub use explain::{AskedSlot, Step, StepDetail, StepRule, explain};
pub use pick::{TieBreak, iso_week, load_in_week, sort_by_load};
pub use spread::{Wish, spread};
pub use timeline::{Reason, Timeline};
pub use waive::{Broken, Waiver, waive};
pub use when::{DayPart, Timeframe};
