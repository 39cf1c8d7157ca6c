//! Lambda function: finds a booking by its reference and e-mail.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http_api::run(lookup_booking::Deps::new, lookup_booking::handle).await
}
