//! Lambda function: checks that the API answers.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(health::Deps::new, health::handle).await
}
