//! Shows a consultant the meeting that they are asked about: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(show_attendance::Deps::new, show_attendance::handle).await
}
