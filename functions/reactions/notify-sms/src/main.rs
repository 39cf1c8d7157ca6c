//! Lambda function: texts bookings to clients.

worker::main!(notify_sms);
