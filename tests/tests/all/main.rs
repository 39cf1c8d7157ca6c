//! One binary for all end-to-end tests, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests fail where they are")]

mod access;
mod asked_again;
mod availability;
mod backup;
mod bounces;
mod cells;
mod chain;
mod changes;
mod channels;
mod clocks;
mod console;
mod consultants;
mod contract;
mod crash;
mod events;
mod future;
mod headers;
mod hostile;
mod inert;
mod invites;
mod languages;
mod limits;
mod logs;
mod many;
mod mistakes;
mod numbers;
mod origin;
mod pages;
mod personal;
mod privacy;
mod races;
mod refusals;
mod reminders;
mod repairs;
mod retention;
mod reviewed;
mod samples;
mod scanner;
mod secrets;
mod story;
mod succession;
mod truth;
mod unknown;
mod zones;
