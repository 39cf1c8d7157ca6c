//! Lambda function: shows a consultant's own page.

http_api::main!(show_consultant);
