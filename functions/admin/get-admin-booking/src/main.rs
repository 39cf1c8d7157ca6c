//! Lambda function: shows the full booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(get_admin_booking::Deps::new, get_admin_booking::handle).await
}
