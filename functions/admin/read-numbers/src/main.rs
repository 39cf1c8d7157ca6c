//! Lambda function: computes numbers about bookings.

http_api::main!(read_numbers);
