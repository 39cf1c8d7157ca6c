//! Puts consultants of a file into the table of a deployment: `TABLE_NAME=… seed infra/seed/consultants.json`.
//!
//! AWS's region and credentials are taken from the environment, as in a function. Existing consultants stay unchanged.

use std::{env, error::Error, fs, process::ExitCode};

use domain::{consultant, fault::Faults, language::Language};
use platform::{Env, FromEnv};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(file) = env::args().nth(1) else {
        eprintln!("usage: TABLE_NAME=... seed FILE (a JSON array of consultants, as infra/seed/consultants.json)");
        return ExitCode::from(2);
    };
    match seed(&file).await {
        Ok(count) => {
            println!("{count} consultants are new in the table");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the missing consultants and returns their number. Writes nothing if anything in the file is at fault.
async fn seed(file: &str) -> Result<usize, Box<dyn Error>> {
    let consultants =
        consultant::parse_seed(&serde_json::from_str(&fs::read_to_string(file)?)?).map_err(|faults| listed(&faults))?;
    let table = Table::from_env(&Env::from_process())?;
    let present = table.directory().await?;
    let mut count = 0;
    for consultant in consultants {
        if present.iter().all(|card| card.summary.id != consultant.profile.id) {
            table.put_consultant(&consultant).await?;
            count += 1;
        }
    }
    Ok(count)
}

fn listed(faults: &Faults) -> String {
    let faults = faults.iter().map(|fault| format!("{}: {}", fault.pointer, texts::fault(fault, Language::En)));
    faults.collect::<Vec<_>>().join("; ")
}
