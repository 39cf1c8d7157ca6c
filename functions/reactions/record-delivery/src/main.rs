//! Lambda function: records the delivery of mail.

worker::main!(record_delivery);
