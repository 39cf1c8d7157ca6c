//! Lambda function: available slots.

http_api::main!(list_availability);
