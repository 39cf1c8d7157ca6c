//! Lambda function: finds a booking by its reference and e-mail.

http_api::main!(lookup_booking);
