//! Numbers about bookings: their definitions, their sums, and the reports that show them.
//!
//! Pure: no clock, no network, no table. A period's numbers are a function of its bookings as they stand now, so that
//! nothing is ever added or taken away. `docs/numbers.md` has every definition.
//!
//! Two clocks: *for* a day are the bookings that start on it as they stand now, *made* on a day are those that were
//! created on it. No ratio mixes them.

mod case;
mod day;
mod figure;
mod histogram;
mod interval;
mod made;
mod outcomes;
mod period;
pub mod report;
mod suppress;

pub use case::{Case, Zones};
pub use day::{Breakdown, Cell, ConsultantNumbers, HOURS_OF_WEEK, Numbers, cell_of, hour_of_week};
pub use figure::{Change, Figure, Measure};
pub use histogram::{Histogram, Median};
pub use interval::{Mean, Ratio, SHOWN_FROM, difference};
pub use made::Made;
pub use outcomes::Outcomes;
pub use period::{Cases, Part, Period};
pub use suppress::{MIN_CELL, OTHER, suppress};
