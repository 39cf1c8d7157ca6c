//! Does what is owed and overdue: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    messages::run(reconcile::Deps::new, reconcile::handle).await
}
