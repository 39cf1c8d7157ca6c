//! Lambda function: stores a client's feedback.

http_api::main!(give_feedback);
