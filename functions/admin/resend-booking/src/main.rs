//! Has messages sent once more: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(resend_booking::Deps::new, resend_booking::handle).await
}
