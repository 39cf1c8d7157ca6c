//! Lambda function: available slots near a requested one.

http_api::main!(suggest_availability);
