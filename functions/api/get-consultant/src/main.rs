//! Lambda function: a consultant's full profile.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(get_consultant::Deps::new, get_consultant::handle).await
}
