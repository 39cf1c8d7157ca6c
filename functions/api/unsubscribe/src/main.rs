//! Lambda function: stops follow-ups.

http_api::main!(unsubscribe);
