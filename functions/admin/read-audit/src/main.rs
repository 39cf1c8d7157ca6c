//! Lambda function: shows the audit trail.

http_api::main!(read_audit);
