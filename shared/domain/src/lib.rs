//! The domain of bookings: schedules, availability, rules, bookings.
//!
//! Pure: no async, no I/O, no AWS, no clock and no randomness of its own; everything is testable by value. Strings
//! from outside are parsed into types once; after that, a wrong value can't exist.

pub mod absence;
pub mod access;
pub mod audit;
pub mod availability;
pub mod booking;
pub mod bulk;
pub mod changed_fields;
pub mod consultant;
pub mod contact;
pub mod export;
pub mod fault;
pub mod fields;
pub mod funnel;
pub mod holidays;
pub mod ids;
pub mod language;
pub mod listing;
pub mod parse;
pub mod preview;
pub mod schedule;
pub mod search;
pub mod settings;
pub mod template;
pub mod text;
pub mod time;
pub mod unknown;
pub mod zone;
