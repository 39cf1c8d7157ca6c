//! Lambda function: accepts exports of bookings, and shows their files.

http_api::main!(run_export);
