//! Lambda function: records attendance by the consultant.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(mark_attendance::Deps::new, mark_attendance::handle).await
}
