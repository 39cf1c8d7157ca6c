//! Does what is owed and overdue: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(reconcile::Deps::new, reconcile::handle).await
}
