//! Instruments of the tests, under the SDK: injected faults, counted calls, used rights and touched partitions.

mod fault;
pub(crate) mod leading_keys;
mod meter;
mod rights;

pub use fault::{Faults, InjectedFault};
pub use meter::{Meter, Usage};
pub use rights::Rights;
