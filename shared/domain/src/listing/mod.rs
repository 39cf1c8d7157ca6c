//! Lists of bookings for the console: the request, the entry of a booking, and the filters.

mod filter;
mod request;
mod row;
#[cfg(test)]
mod tests;

pub use filter::{Filter, Flag};
pub use request::{ListRequest, Order, Search, Sort};
pub use row::{Row, RowClient};
