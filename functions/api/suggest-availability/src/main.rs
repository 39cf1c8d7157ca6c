//! Lambda function: available slots near a requested one.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(suggest_availability::Deps::new, suggest_availability::handle).await
}
