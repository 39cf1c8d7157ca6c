//! The table's stream, from the engine's file to the functions that read it.

mod poller;
mod reader;

pub use poller::StreamPoller;
pub use reader::{Record, StreamReader};
