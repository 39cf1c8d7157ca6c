//! One binary for all end-to-end tests, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests fail where they are")]

mod cells;
mod crash;
mod races;
mod reminders;
mod story;
mod succession;
