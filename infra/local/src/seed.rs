//! The first consultants and settings: the demo ones, or those of a file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::{
    audit::{AuditEntry, AuditKind},
    consultant,
    fault::Faults,
    language::Language,
    settings::{self, Document},
};
use emulator::store::{Store, StoreError};
use platform::{ConfigError, Env, FromEnv};
use table::{SaveError, Table, TableError};

use crate::options::Seed;

const DEMO: &str = include_str!("../../seed/consultants.json");

const DEMO_SITE: &str = include_str!("../../seed/site.json");
/// The actor of the demo's settings.
const DEMO_ACTOR: &str = "demo";
/// The actor of a file's settings.
const SITE_ACTOR: &str = "site";

/// Records that a seeding was begun (1) and ended (0).
const SEEDING: &str = "seeding";

/// The consultants can't be written.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file can't be read.
    #[error("the seed file {file} can't be read")]
    Unreadable { file: PathBuf, source: io::Error },
    /// The file is not JSON.
    #[error("the seed file {file} is not JSON of the expected kind")]
    NotJson { file: PathBuf, source: serde_json::Error },
    /// A consultant in the file is invalid.
    #[error("the seed file {file} has faults:{}", listed(.faults))]
    Faulty {
        file: PathBuf,
        /// Every fault, with its path.
        faults: Faults,
    },
    /// The table's settings are missing.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state of the seeding can't be read or saved.
    #[error("the store")]
    Store(#[from] StoreError),
    /// The table can't be read.
    #[error("the table")]
    Table(#[from] TableError),
    /// Settings or consultants can't be saved.
    #[error("the settings or the consultants")]
    Saved(#[from] SaveError),
}

/// Seeds the table, if it has no consultants yet.
///
/// # Errors
/// Fails if there is a fault in the file, or the table can't be used. A faulty file is refused even if there are
/// consultants already: the operator who named it should know.
pub(crate) async fn plant(seed: &Seed, env: &Env, store: &Store) -> Result<(), SeedError> {
    let (text, file) = match seed {
        Seed::Empty => return Ok(()),
        Seed::Demo => (DEMO.to_owned(), PathBuf::from("infra/seed/consultants.json")),
        Seed::File(file) => {
            let text = fs::read_to_string(file);
            (text.map_err(|source| SeedError::Unreadable { file: file.clone(), source })?, file.clone())
        }
    };
    let value = serde_json::from_str(&text).map_err(|source| SeedError::NotJson { file: file.clone(), source })?;
    let consultants = consultant::parse_seed(&value).map_err(|faults| SeedError::Faulty { file, faults })?;
    let table = Table::from_env(env)?;
    let present = table.whole_directory().await?;
    // Completes an interrupted seeding.
    let begun = store.number(SEEDING)? == Some(1);
    if !present.is_empty() && !begun {
        return Ok(());
    }
    store.set_number(SEEDING, 1)?;
    for consultant in &consultants {
        if !present.iter().any(|card| card.summary.id == consultant.profile.id) {
            table.put_consultant(consultant, None, None).await?;
        }
    }
    store.set_number(SEEDING, 0)?;
    Ok(())
}

/// Saves the settings of a file, or the demo's: until an account has saved others.
///
/// # Errors
/// Fails if there is a fault in the file, or the table can't be used. A faulty file is refused even if it would not count.
pub(crate) async fn plant_site(site: Option<&Path>, table: &Table) -> Result<(), SeedError> {
    let (text, file, actor) = match site {
        None => (DEMO_SITE.to_owned(), PathBuf::from("infra/seed/site.json"), DEMO_ACTOR),
        Some(file) => {
            let text = fs::read_to_string(file);
            (text.map_err(|source| SeedError::Unreadable { file: file.into(), source })?, file.to_owned(), SITE_ACTOR)
        }
    };
    let document: Document =
        serde_json::from_str(&text).map_err(|source| SeedError::NotJson { file: file.clone(), source })?;
    let sections = settings::parse(&document).map_err(|faults| SeedError::Faulty { file, faults })?;
    let (present, version) = table.settings_document().await?;
    let newest = table.settings_versions(None, 1).await?;
    let saved_by = newest.first().and_then(|newest| newest.changed_by.as_deref());
    let is_due = version == 0 || (site.is_some() && saved_by == Some(DEMO_ACTOR) && sections != present);
    if is_due {
        // A system's first items are no account's act, so no record is kept of it.
        let audit = AuditEntry::of_program(actor, AuditKind::SettingsChanged, "settings");
        table.replace_settings(sections, version, &audit).await?;
    }
    Ok(())
}

fn listed(faults: &Faults) -> String {
    let line = |fault: &domain::fault::Fault| {
        let pointer = if fault.pointer.is_empty() { "/" } else { &fault.pointer };
        format!("\n  {pointer}: {}", texts::fault(fault, Language::En))
    };
    faults.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{DEMO, consultant, listed};

    #[test]
    fn faults_are_sentences() {
        let faults = consultant::parse_seed(&serde_json::json!([{"id": "x/y"}])).unwrap_err();
        let listed = listed(&faults);
        assert!(listed.starts_with("\n  /0/id: must be a consultant's id: 1 to 64 of a-z, 0-9 and -\n"), "{listed}");
        assert!(listed.contains("\n  /0/email: `email` is required"), "{listed}");
    }

    #[test]
    fn demo_consultants_are_valid_and_distinct() {
        let consultants = consultant::parse_seed(&serde_json::from_str(DEMO).unwrap()).unwrap();
        assert!(consultants.len() >= 6);
        let zones: std::collections::BTreeSet<_> = consultants.iter().map(|it| it.schedule.timezone.name()).collect();
        assert_eq!(zones.len(), consultants.len(), "{zones:?}");
        assert_eq!(consultants[0].profile.id.as_str(), "anna-schmidt");
    }
}
