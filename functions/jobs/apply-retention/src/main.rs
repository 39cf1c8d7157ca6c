//! Erases what was kept long enough: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(apply_retention::Deps::new, apply_retention::handle).await
}
