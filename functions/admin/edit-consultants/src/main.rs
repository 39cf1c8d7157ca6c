//! Lambda function: lists, shows and changes consultants.

http_api::main!(edit_consultants);
