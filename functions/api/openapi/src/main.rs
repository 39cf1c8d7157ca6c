//! Lambda function: the API's own description.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(openapi::Deps::new, openapi::handle).await
}
