//! Lambda function: answers unmatched routes.

http_api::main!(unknown_route);
