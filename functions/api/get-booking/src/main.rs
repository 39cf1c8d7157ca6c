//! Lambda function: a booking with its history.

http_api::main!(get_booking);
