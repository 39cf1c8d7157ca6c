//! One binary for all end-to-end tests, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests fail where they are")]

mod access;
mod availability;
mod cells;
mod changes;
mod clocks;
mod contract;
mod crash;
mod events;
mod headers;
mod hostile;
mod inert;
mod races;
mod refusals;
mod reminders;
mod story;
mod succession;
mod unknown;
