//! Lambda function: checks one slot and suggests nearby ones.

http_api::main!(check_availability);
