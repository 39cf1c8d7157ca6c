//! `make bench`: the figures of `docs/benchmarks.md`, measured on this machine in one run.
//!
//! Everything runs in this process (the local system, and the load unless `wrk` is installed), over loopback; except
//! for the functions of the cold-start part, which are built and started as separate programs. Absolute times vary with
//! the machine and its other work; units, calls and ratios do not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that meets a fault ends there")]

mod arguments;
mod availability;
mod bookings;
mod cold_start;
mod computation;
mod confirmation;
mod jumps;
mod lists;
mod load;
mod machine;
mod report;
mod runtime_api;
mod stage;
mod stats;
mod units;
mod wrk;

use std::{error::Error, process::ExitCode, time::Instant};

use arguments::{Arguments, Part};
use machine::Machine;
use report::Report;

/// As in the local system, which runs in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let machine = Machine::look();
    let mut report = Report::new(format!("{machine}{}", if arguments.quick { ". A quick run." } else { "." }));

    if arguments.wants(Part::Computation) {
        progress(began, "the computation alone");
        report.add(computation::measure(arguments.quick));
    }
    if arguments.wants(Part::Http) {
        over_http(began, arguments.quick, &mut report).await?;
    }
    if arguments.wants(Part::Units) {
        progress(began, "units of each operation");
        let stored = arguments.stored;
        for table in units::measure((arguments.quick, stored), |what| progress(began, what)).await? {
            report.add(table);
        }
    }
    if arguments.wants(Part::Jumps) {
        report.add(jumps::measure(|what| progress(began, what)).await?);
    }
    if arguments.wants(Part::ColdStart) {
        for table in cold_start::measure(&arguments, |what| progress(began, what)).await? {
            report.add(table);
        }
    }
    progress(began, "done");

    println!("{}", if arguments.markdown { report.markdown() } else { report.text() });
    if arguments.write_docs {
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
        match arguments.only {
            None => report.write_into(&page)?,
            Some(_) => report.write_tables_into(&page)?,
        }
    }
    Ok(())
}

async fn over_http(began: Instant, quick: bool, report: &mut Report) -> Result<(), Box<dyn Error>> {
    progress(began, "availability over HTTP");
    let shop = stage::Shop::open().await;
    report.add(availability::measure(&shop, quick).await?);

    progress(began, "bookings over HTTP");
    let (throughput, runs) = bookings::measure(&shop, quick).await?;
    report.add(throughput);

    progress(began, "from the answer to the mail");
    report.add(confirmation::measure(&shop, runs, quick).await?);
    progress(began, "looking at what these bookings left in the table");
    shop.close().await;
    Ok(())
}

fn progress(began: Instant, what: &str) {
    eprintln!("[{:>4} s] {what}", began.elapsed().as_secs());
}
