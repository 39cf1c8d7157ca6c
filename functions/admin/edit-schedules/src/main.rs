//! Lambda function: shows and changes working times.

http_api::main!(edit_schedules);
