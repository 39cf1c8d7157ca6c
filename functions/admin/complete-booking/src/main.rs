//! Lambda function: marks a meeting as completed.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(complete_booking::Deps::new, complete_booking::handle).await
}
