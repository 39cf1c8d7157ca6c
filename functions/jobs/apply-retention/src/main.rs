//! Lambda function: erases personal data after the retention period.

worker::main!(apply_retention);
