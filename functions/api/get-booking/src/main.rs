//! Lambda function: a booking with its history.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(get_booking::Deps::new, get_booking::handle).await
}
