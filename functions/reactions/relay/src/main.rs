//! Lambda function: relays events from the table's stream to the bus.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(relay::Deps::new, relay::handle).await
}
