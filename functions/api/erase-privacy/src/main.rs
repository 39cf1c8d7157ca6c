//! Lambda function: erases a client's data from a booking.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(erase_privacy::Deps::new, erase_privacy::handle).await
}
