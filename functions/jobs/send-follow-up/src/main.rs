//! Lambda function: mails the client after a meeting.

worker::main!(send_follow_up);
