//! Lambda function: the pages' settings and statistics.

http_api::main!(get_site);
