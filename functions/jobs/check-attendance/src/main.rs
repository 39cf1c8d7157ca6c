//! Asks the consultant who came: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(check_attendance::Deps::new, check_attendance::handle).await
}
