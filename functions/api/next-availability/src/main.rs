//! Lambda function: the next slot.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(next_availability::Deps::new, next_availability::handle).await
}
