//! Lambda function: queues and late work.

http_api::main!(check_integrations);
