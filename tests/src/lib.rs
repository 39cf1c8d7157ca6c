//! End-to-end tests drive the local system over HTTP as a website, a client and a clock would.
//!
//! [`World`] starts a system of its own on a free port with its own data directory, and looks at the whole
//! table when it ends: whatever a test did, no two live bookings overlap, every mark and counter is owed
//! to a booking, and nothing that had to follow is left undone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are the hands of tests: they fail where they are"
)]

mod client;
mod consultants;
pub mod contract;
mod invariants;
mod mailbox;
mod rules;
mod world;

pub use client::{Answer, Client, booking_body};
pub use consultants::{consultant, ordinary};
pub use mailbox::Mail;
pub use world::{World, data_of, seed_file};
