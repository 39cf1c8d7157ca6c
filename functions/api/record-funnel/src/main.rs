//! Counts a step on the way to a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(record_funnel::Deps::new, record_funnel::handle).await
}
