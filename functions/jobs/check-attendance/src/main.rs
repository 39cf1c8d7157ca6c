//! Lambda function: asks the consultant for attendance.

worker::main!(check_attendance);
