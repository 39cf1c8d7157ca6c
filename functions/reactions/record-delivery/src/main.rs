//! Lambda function: records the delivery of mail.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(record_delivery::Deps::new, record_delivery::handle).await
}
