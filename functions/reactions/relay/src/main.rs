//! Carries events from the table's stream to the bus: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(relay::Deps::new, relay::handle).await
}
