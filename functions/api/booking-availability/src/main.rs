//! Lambda function: slots that a booking could move to.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(booking_availability::Deps::new, booking_availability::handle).await
}
