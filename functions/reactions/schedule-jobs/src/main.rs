//! Makes the schedules of a booking match its state: the Lambda function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), platform::Error> {
    worker::run(schedule_jobs::Deps::new, schedule_jobs::handle).await
}
