//! Takes a client's data out of a booking: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(erase_privacy::Deps::new, erase_privacy::handle).await
}
