//! Lambda function: asks the consultant for attendance.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(check_attendance::Deps::new, check_attendance::handle).await
}
