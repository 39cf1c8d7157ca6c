//! Lambda function: lists bookings for the console.

http_api::main!(list_admin_bookings);
