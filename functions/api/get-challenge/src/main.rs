//! Lambda function: issues a proof-of-work challenge.

http_api::main!(get_challenge);
