//! Tells by mail what became of a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(notify_mail::Deps::new, notify_mail::handle).await
}
