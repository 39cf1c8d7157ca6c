//! Decides over the table which slots are available: for one consultant, for any, near a time, and by date.
//!
//! Creating, moving, checking and picking for `any` all go through [`find`]; the decision itself is
//! [`domain::availability::Timeline::check_slot`]. Queries come parsed, and answers leave as values: parameters,
//! pointers and JSON belong to `http-api`.

mod absence;
mod check;
mod dates;
mod days;
mod find;
mod list;
mod nearby;
mod next;
mod offering;
mod preview;
mod size;
mod snapshots;
mod summary;
mod unavailable;
mod why_not;

pub use absence::within_absence;
pub use check::{CheckQuery, SlotCheck, check};
pub use dates::{Dates, DatesError, MAX_DAYS};
pub use days::{ListedDay, ListedSlot};
pub use find::{AvailableConsultant, AvailableConsultants, SlotRequest, find, find_colleagues};
pub use list::{ListError, ListQuery, Listing, Who, list, list_for_move};
pub use nearby::{Alternative, NearbySlotsQuery, alternatives, choice, nearby, suggest};
pub use next::{NextSlot, NextSlotQuery, next};
pub use preview::{outside, preview};
pub use size::MAX_LISTED_CONSULTANTS;
pub use summary::{AvailabilitySummary, summary, summary_with_load};
pub use unavailable::Unavailable;
pub use why_not::{SlotExplanation, why_not, why_not_then};
