//! Lambda function: erases personal data after the retention period.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(apply_retention::Deps::new, apply_retention::handle).await
}
