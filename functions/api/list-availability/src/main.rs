//! Lambda function: available slots.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(list_availability::Deps::new, list_availability::handle).await
}
