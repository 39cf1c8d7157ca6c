//! Lambda function: mails a link to all bookings of an address.

http_api::main!(request_privacy);
