//! The tables of a system: their engine, their names there, and their creation.

use std::{collections::BTreeMap, path::Path};

use emulator::{
    aws::{Embedded, Endpoint, Engine, EngineError},
    ids,
    store::{Store, StoreError},
};
use sam::TableDefinition;

use crate::options::Options;

/// The key that the names of tables are remembered under.
const SUFFIX: &str = "tables.suffix";

/// A table can't be created.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// It was created from another definition.
    #[error("the data directory holds a table {0} of another definition than template.yaml's; start with an empty one")]
    Changed(String),
    /// The engine refused.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store of queues and mail can't be used.
    #[error("the store of queues and mail")]
    Store(#[from] StoreError),
}

/// The requested engine: the embedded one on its file, or the one at an address.
pub(crate) fn open(options: &Options, file: &Path) -> Result<Engine, EngineError> {
    Ok(match &options.dynamodb {
        Some(url) => Engine::Elsewhere(Endpoint::at(url)?),
        None => Engine::Embedded(Embedded::open(file)?),
    })
}

/// The suffix of table names, after the logical ids. The embedded engine needs none; on a shared one each data
/// directory has its own, as each stack has in an account.
pub(crate) fn suffix(options: &Options, store: &Store) -> Result<String, StoreError> {
    if options.dynamodb.is_none() {
        return Ok(String::new());
    }
    if let Some(suffix) = store.text(SUFFIX)? {
        return Ok(suffix);
    }
    let suffix = format!("-{}", ids::request());
    store.set_text(SUFFIX, &suffix)?;
    Ok(suffix)
}

/// A table is created once; this program can't change its definition under stored data.
pub(crate) async fn create(
    engine: &Engine,
    store: &Store,
    tables: &BTreeMap<String, TableDefinition>,
) -> Result<(), TablesError> {
    for table in tables.values() {
        let key = format!("table.{}", table.name);
        let definition = table.definition.to_string();
        match store.text(&key)? {
            Some(made_from) if made_from != definition => return Err(TablesError::Changed(table.name.clone())),
            Some(_) => {}
            None => {
                engine.create_table(&table.name, &table.definition).await?;
                store.set_text(&key, &definition)?;
            }
        }
    }
    Ok(())
}
