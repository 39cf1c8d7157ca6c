//! Lambda function: texts bookings to clients.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(notify_sms::Deps::new, notify_sms::handle).await
}
