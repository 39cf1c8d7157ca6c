//! Lambda function: the next slot.

http_api::main!(next_availability);
