//! Lambda function: reminds client and consultant of a meeting.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(send_reminder::Deps::new, send_reminder::handle).await
}
