//! Lambda function: records attendance by the consultant.

http_api::main!(mark_attendance);
