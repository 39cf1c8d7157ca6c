//! Lambda function: lists the consultants.

http_api::main!(list_consultants);
