//! Lambda function: the current invite of a booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(booking_invite::Deps::new, booking_invite::handle).await
}
