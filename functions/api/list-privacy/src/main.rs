//! Lambda function: lists all bookings of an address.

http_api::main!(list_privacy);
