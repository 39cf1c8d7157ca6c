//! Lambda function: answers unmatched routes.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(unknown_route::Deps::new, unknown_route::handle).await
}
