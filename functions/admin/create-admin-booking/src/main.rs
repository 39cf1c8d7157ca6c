//! Lambda function: staff books for a client.

http_api::main!(create_admin_booking);
