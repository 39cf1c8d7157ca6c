//! Lambda function: mails bookings to client, consultant and team.

worker::main!(notify_mail);
