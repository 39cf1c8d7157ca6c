//! Lambda function: moves a booking.

http_api::main!(reschedule_booking);
