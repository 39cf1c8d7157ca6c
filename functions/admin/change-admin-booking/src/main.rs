//! Lambda function: staff changes a booking.

http_api::main!(change_admin_booking);
