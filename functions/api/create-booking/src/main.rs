//! Lambda function: books a consultation.

http_api::main!(create_booking);
