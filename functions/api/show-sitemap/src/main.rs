//! Lambda function: lists the pages for search engines.

http_api::main!(show_sitemap);
