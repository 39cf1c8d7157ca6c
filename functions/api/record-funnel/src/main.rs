//! Lambda function: counts a step of the booking funnel.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(record_funnel::Deps::new, record_funnel::handle).await
}
