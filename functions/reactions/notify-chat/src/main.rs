//! Lambda function: posts bookings to the company's chat.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(notify_chat::Deps::new, notify_chat::handle).await
}
