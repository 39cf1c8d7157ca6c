//! Lambda function: a consultant's full profile.

http_api::main!(get_consultant);
