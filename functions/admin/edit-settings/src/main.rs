//! Lambda function: shows and changes the company's settings.

http_api::main!(edit_settings);
