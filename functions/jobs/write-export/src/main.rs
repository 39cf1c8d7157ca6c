//! Lambda function: writes exports of bookings.

worker::main!(write_export);
