//! Puts the company's settings and consultants of files into the table of a deployment:
//! `TABLE_NAME=… seed [--update] infra/seed/site.json infra/seed/consultants.json`.
//!
//! A file with a JSON object holds sections of the settings, one with an array consultants. Those in the table already
//! stay, unless `--update` is given. Writes nothing if anything in any file is at fault; stops at a change that came in
//! between. AWS's region and credentials are taken from the environment, as in a function.

use std::{env, error::Error, fs, process::ExitCode};

use domain::{
    audit::{AuditEntry, AuditKind},
    consultant::{self, Consultant},
    fault::Faults,
    language::Language,
    settings::{self, CompanySettings, Document},
};
use platform::{Env, FromEnv};
use serde_json::{Value, json};
use table::Table;

const USAGE: &str = "usage: TABLE_NAME=... seed [--update] FILE...
  FILE      sections of the settings (a JSON object, as infra/seed/site.json) or consultants (an array, as
            infra/seed/consultants.json)
  --update  also replaces what is in the table already";

/// A file, parsed.
enum Seed {
    Settings(Document),
    Consultants(Vec<Consultant>),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut files: Vec<String> = env::args().skip(1).collect();
    let given = files.len();
    files.retain(|argument| argument != "--update");
    let is_update = files.len() < given;
    if files.is_empty() || files.iter().any(|file| file.starts_with("--")) {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    match seed_all(&files, is_update).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn seed_all(files: &[String], is_update: bool) -> Result<(), Box<dyn Error>> {
    let seeds = files.iter().map(|file| read(file).map_err(|error| format!("{file}: {error}")));
    let seeds = seeds.collect::<Result<Vec<Seed>, String>>()?;
    let table = Table::from_env(&Env::from_process())?;
    for (file, seed) in files.iter().zip(seeds) {
        let done = match seed {
            Seed::Settings(sections) => save_settings(&table, sections, is_update).await,
            Seed::Consultants(consultants) => save_consultants(&table, &consultants, is_update).await,
        };
        println!("{file}: {}", done.map_err(|error| format!("{file}: {error}"))?);
    }
    Ok(())
}

fn read(file: &str) -> Result<Seed, Box<dyn Error>> {
    match serde_json::from_str(&fs::read_to_string(file)?)? {
        Value::Object(document) => {
            if let Some(name) = document.keys().find(|name| !settings::is_section(name)) {
                return Err(format!("there is no section `{name}`").into());
            }
            Ok(Seed::Settings(settings::parse(&document).map_err(|faults| listed(&faults))?))
        }
        value => Ok(Seed::Consultants(consultant::parse_seed(&value).map_err(|faults| listed(&faults))?)),
    }
}

/// Saves sections of the settings. Those that the file lacks stay as they are.
async fn save_settings(table: &Table, sections: Document, is_update: bool) -> Result<String, Box<dyn Error>> {
    let (present, version) = table.settings_document().await?;
    if version > 0 && !is_update {
        return Ok(format!("the table has settings (version {version}), which stay; --update replaces them"));
    }
    if sections.iter().all(|(name, section)| present.get(name) == Some(section)) {
        return Ok(format!("the table has these settings already (version {version})"));
    }
    let mut after = present.clone();
    after.extend(sections.clone());
    settings::check_consents(&CompanySettings::of(&present)?, &CompanySettings::of(&after)?)
        .map_err(|faults| listed(&faults))?;
    let (old, new) = settings::for_audit(&present, &after);
    let audit = AuditEntry::of_program("seed", AuditKind::SettingsChanged, "settings").changed(&old, &new)?;
    let version = table.save_settings(sections, version, &audit).await?;
    Ok(format!("saved as version {version} of the settings"))
}

/// Saves consultants: those that the table lacks, and with `--update` also those that differ.
async fn save_consultants(
    table: &Table,
    consultants: &[Consultant],
    is_update: bool,
) -> Result<String, Box<dyn Error>> {
    let (mut added, mut changed) = (0, 0);
    for consultant in consultants {
        let id = &consultant.profile.id;
        let audit = AuditEntry::of_program("seed", AuditKind::ConsultantChanged, format!("consultant:{id}"));
        match table.consultant(id).await? {
            None => {
                let audit = audit.changed(&Value::Null, &facts(consultant))?;
                table.put_consultant(consultant, Some(&audit), None).await.map_err(|error| format!("{id}: {error}"))?;
                added += 1;
            }
            Some(before) if is_update => {
                let after = consultant.in_place_of(&before.consultant);
                if after != before.consultant {
                    let audit = audit.changed(&facts(&before.consultant), &facts(&after))?;
                    let saved = table.save_consultant(&before, &after, Some(&audit)).await;
                    saved.map_err(|error| format!("{id}: {error}"))?;
                    changed += 1;
                }
            }
            Some(_) => {}
        }
    }
    Ok(format!("{added} consultants are new in the table, {changed} are changed"))
}

fn facts(consultant: &Consultant) -> Value {
    json!({"profile": consultant.profile, "schedule": consultant.schedule, "rules": consultant.rules})
}

fn listed(faults: &Faults) -> String {
    let faults = faults.iter().map(|fault| format!("{}: {}", fault.pointer, texts::fault(fault, Language::En)));
    faults.collect::<Vec<_>>().join("; ")
}
