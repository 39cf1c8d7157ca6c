//! Lambda function: slots that a booking could move to.

http_api::main!(booking_availability);
