//! Lambda function: marks a meeting as a no-show.

http_api::main!(mark_no_show);
