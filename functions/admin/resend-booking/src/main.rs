//! Lambda function: sends messages again.

http_api::main!(resend_booking);
