//! Lambda function: marks a meeting as completed.

http_api::main!(complete_booking);
