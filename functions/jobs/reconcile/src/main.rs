//! Lambda function: requeues overdue work.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(reconcile::Deps::new, reconcile::handle).await
}
