//! Where a booking could be moved to: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(booking_availability::Deps::new, booking_availability::handle).await
}
