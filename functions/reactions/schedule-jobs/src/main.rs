//! Lambda function: keeps a booking's schedules in line with its state.

worker::main!(schedule_jobs);
