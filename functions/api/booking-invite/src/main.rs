//! Lambda function: the current invite of a booking.

http_api::main!(booking_invite);
