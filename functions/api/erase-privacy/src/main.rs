//! Lambda function: erases a client's data from a booking.

http_api::main!(erase_privacy);
