//! The table's stream, from the engine that has it to the functions that read it.

mod endpoint;
mod file;
mod poller;
mod reader;
mod record;

pub use endpoint::EndpointReader;
pub use file::FileReader;
pub use poller::StreamPoller;
pub use reader::{StreamError, StreamReader};
pub use record::Record;
