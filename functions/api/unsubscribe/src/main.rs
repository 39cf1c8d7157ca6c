//! Lambda function: stops follow-ups.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(unsubscribe::Deps::new, unsubscribe::handle).await
}
