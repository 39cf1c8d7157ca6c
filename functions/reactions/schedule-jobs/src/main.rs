//! Lambda function: keeps a booking's schedules in line with its state.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(schedule_jobs::Deps::new, schedule_jobs::handle).await
}
