//! Lambda function: shows the full booking.

http_api::main!(get_admin_booking);
