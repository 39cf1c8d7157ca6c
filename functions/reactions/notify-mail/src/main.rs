//! Lambda function: mails bookings to client, consultant and team.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(notify_mail::Deps::new, notify_mail::handle).await
}
