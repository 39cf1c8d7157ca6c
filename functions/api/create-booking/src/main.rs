//! Lambda function: books a consultation.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(create_booking::Deps::new, create_booking::handle).await
}
