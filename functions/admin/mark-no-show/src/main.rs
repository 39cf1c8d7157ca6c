//! Lambda function: marks a meeting as a no-show.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(mark_no_show::Deps::new, mark_no_show::handle).await
}
