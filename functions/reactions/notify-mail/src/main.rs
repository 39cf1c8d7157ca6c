//! Tells by mail what became of a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    messages::run(notify_mail::Deps::new, notify_mail::handle).await
}
