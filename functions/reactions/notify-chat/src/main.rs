//! Tells the company's chat what became of a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(notify_chat::Deps::new, notify_chat::handle).await
}
