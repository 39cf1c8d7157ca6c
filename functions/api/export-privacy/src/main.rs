//! Lambda function: exports all data stored for a booking.

http_api::main!(export_privacy);
