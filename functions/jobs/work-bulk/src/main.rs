//! Lambda function: carries out orders for many bookings.

worker::main!(work_bulk);
