//! Lambda function: stores a client's feedback.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(give_feedback::Deps::new, give_feedback::handle).await
}
