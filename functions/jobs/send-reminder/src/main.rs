//! Lambda function: reminds client and consultant of a meeting.

worker::main!(send_reminder);
