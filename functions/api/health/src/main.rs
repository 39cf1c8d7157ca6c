//! Lambda function: checks that the API answers.

http_api::main!(health);
