//! Lambda function: checks one slot and suggests nearby ones.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(check_availability::Deps::new, check_availability::handle).await
}
