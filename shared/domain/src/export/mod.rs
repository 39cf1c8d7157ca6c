//! Bookings as a table for spreadsheets and other programs.

mod cell;
mod column;
mod order;
mod request;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use column::{Column, Rows};
pub use order::{Export, ExportFile, ExportState};
pub use request::{ExportRequest, Separator};
