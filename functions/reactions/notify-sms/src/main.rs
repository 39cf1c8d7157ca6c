//! Tells by text message what became of a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    messages::run(notify_sms::Deps::new, notify_sms::handle).await
}
