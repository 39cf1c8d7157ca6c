//! Lambda function: posts bookings to the company's chat.

worker::main!(notify_chat);
