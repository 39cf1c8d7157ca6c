//! Lambda function: cancels a booking.

http_api::main!(cancel_booking);
