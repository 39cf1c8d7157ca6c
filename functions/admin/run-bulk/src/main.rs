//! Lambda function: accepts orders for many bookings, shows and stops them.

http_api::main!(run_bulk);
