//! End-to-end tests drive the local system over HTTP as a website, a client and a clock would.
//!
//! [`World`] starts a system of its own on a free port with its own data directory, and checks the whole table when it
//! ends: after every test, no two live bookings overlap, every mark and counter belongs to a booking that wasn't
//! cancelled, consultants' numbers equal the counts of their bookings, and no due work is left undone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are the hands of tests: they fail where they are"
)]

pub mod attack;
mod channels;
mod client;
mod consultants;
pub mod contract;
mod invariants;
mod mailbox;
mod proof;
pub mod published;
mod rights;
mod rules;
mod settings;
mod staff;
mod troubles;
mod world;

pub use channels::{ChatPost, PlannedJob, Sms};
pub use client::{Answer, ApiClient, booking_body, reference_of};
pub use consultants::{consultant, ordinary, tireless};
pub use mailbox::{Mail, ParsedEmail, at, carried, minute};
pub use proof::solve;
pub use settings::table_of;
pub use world::{MONDAY, World, data_of, seed_file, start_at};
