//! Lambda function: shows a consultant the meeting of an attendance check.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(show_attendance::Deps::new, show_attendance::handle).await
}
