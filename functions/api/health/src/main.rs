//! Whether the API answers: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(health::Deps::new, health::handle).await
}
