//! Lambda function: the API's own description.

http_api::main!(openapi);
