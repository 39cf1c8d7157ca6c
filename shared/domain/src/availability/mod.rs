//! What is on offer, and why what isn't, isn't.

mod alternatives;
mod diary;
mod pick;
mod taken;
#[cfg(test)]
mod tests;
mod when;

pub use alternatives::{Alternatives, search_range};
pub use diary::{Diary, Reason};
pub use pick::{iso_week, pick_order};
pub use taken::{Conflict, MARK_MINUTES, MARKS, Taken, marks_of};
pub use when::{DayPart, Timeframe};
