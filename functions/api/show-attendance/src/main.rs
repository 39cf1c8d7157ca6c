//! Lambda function: shows a consultant the meeting of an attendance check.

http_api::main!(show_attendance);
