//! What the pages need besides consultants and times: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(get_site::Deps::new, get_site::handle).await
}
