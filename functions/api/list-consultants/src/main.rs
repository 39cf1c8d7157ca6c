//! Lambda function: lists the consultants.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(list_consultants::Deps::new, list_consultants::handle).await
}
