//! Lambda function: mails the client after a meeting.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(send_follow_up::Deps::new, send_follow_up::handle).await
}
