//! Lambda function: cancels a booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(cancel_booking::Deps::new, cancel_booking::handle).await
}
