//! Lambda function: exports all data stored for a booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(export_privacy::Deps::new, export_privacy::handle).await
}
