//! Lambda function: sends messages again.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(resend_booking::Deps::new, resend_booking::handle).await
}
