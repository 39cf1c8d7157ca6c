//! The local system as a program of its own, for tests that kill it: data directory, seed file and time are its
//! three arguments.

use local::{Local, Options, Seed, StartTime};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("three arguments: data directory, seed file, instant");
    let (data, seed) = (next()?, next()?);
    let mut options = Options::new(data, StartTime::At(next()?.parse()?));
    options.seed = Seed::File(seed.into());
    options.limits = false;
    let local = Local::start(options).await?;
    println!("listening on {}", local.url());
    std::future::pending::<()>().await;
    Ok(())
}
