//! Lambda function: requeues overdue work.

worker::main!(reconcile);
