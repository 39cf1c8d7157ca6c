//! `make attack`: a stranger's worst hour against a local system, as a table; fails if it harms anybody.

use std::process::ExitCode;

use tests::attack::{self, Sizes};

/// As in the local system, which runs in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let world = attack::world().await;
    let report = attack::run(&world, Sizes::WHOLE).await;
    println!("{report}");
    let mut faults = report.faults(Sizes::WHOLE.networks);
    if report.p95().as_millis() > 500 {
        faults.push(format!("honest clients waited {} ms (p95), of at most 500", report.p95().as_millis()));
    }
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    world.finish().await;
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
