//! Lambda function: moves a booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(reschedule_booking::Deps::new, reschedule_booking::handle).await
}
