//! Lambda function: the pages' settings and statistics.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(get_site::Deps::new, get_site::handle).await
}
