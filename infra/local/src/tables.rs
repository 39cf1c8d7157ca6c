//! The tables of a system: their engine, their names there, and their creation.

use std::{collections::BTreeMap, path::Path};

use emulator::{
    aws::{Embedded, Endpoint, Engine, EngineError},
    ids,
    store::{Store, StoreError},
};
use sam::TableDefinition;
use serde_json::Value;

use crate::options::Options;

/// The key that the names of tables are remembered under.
const SUFFIX: &str = "tables.suffix";

/// A table can't be created.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// It was created from another definition.
    #[error(
        "the data directory holds a table {0} of another definition than template.yaml's, and differs by more than new \
         indexes: use the program that made it, or another --data"
    )]
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

/// A table is created once; later it only gets indexes.
pub(crate) async fn create(
    engine: &Engine,
    store: &Store,
    tables: &BTreeMap<String, TableDefinition>,
) -> Result<(), TablesError> {
    for table in tables.values() {
        let key = format!("table.{}", table.name);
        let definition = table.definition.to_string();
        match store.text(&key)? {
            Some(made_from) if made_from == definition => {}
            Some(made_from) => {
                let made_from = serde_json::from_str(&made_from).unwrap_or_default();
                let missing = missing_indexes(made_from, &table.definition);
                for index in missing.ok_or_else(|| TablesError::Changed(table.name.clone()))? {
                    engine.add_index(&table.name, &attributes_of(&index, &table.definition), &index).await?;
                }
                store.set_text(&key, &definition)?;
            }
            None => {
                engine.create_table(&table.name, &table.definition).await?;
                store.set_text(&key, &definition)?;
            }
        }
    }
    Ok(())
}

const INDEXES: &str = "GlobalSecondaryIndexes";
const ATTRIBUTES: &str = "AttributeDefinitions";

/// The indexes of a definition that an older one lacks; `None` if they differ otherwise.
fn missing_indexes(mut older: Value, definition: &Value) -> Option<Vec<Value>> {
    let list = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    let indexes = list(&older, INDEXES);
    let missing: Vec<Value> = list(definition, INDEXES).into_iter().filter(|index| !indexes.contains(index)).collect();
    let mut attributes = list(&older, ATTRIBUTES);
    for attribute in missing.iter().flat_map(|index| attributes_of(index, definition)) {
        if !attributes.contains(&attribute) {
            attributes.push(attribute);
        }
    }
    // The order of the lists means nothing.
    let is_same = |mut one: Vec<Value>, mut other: Vec<Value>| {
        one.sort_by_key(Value::to_string);
        other.sort_by_key(Value::to_string);
        one == other
    };
    let with_missing = indexes.into_iter().chain(missing.clone()).collect();
    if !is_same(with_missing, list(definition, INDEXES)) || !is_same(attributes, list(definition, ATTRIBUTES)) {
        return None;
    }
    for name in [INDEXES, ATTRIBUTES] {
        older[name] = definition[name].clone();
    }
    (older == *definition).then_some(missing)
}

/// The definitions of an index's keys.
fn attributes_of(index: &Value, definition: &Value) -> Vec<Value> {
    let keys: Vec<&Value> =
        index["KeySchema"].as_array().into_iter().flatten().map(|key| &key["AttributeName"]).collect();
    let attributes = definition[ATTRIBUTES].as_array().into_iter().flatten();
    attributes.filter(|attribute| keys.contains(&&attribute["AttributeName"])).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::missing_indexes;

    fn definition(indexes: &[&str]) -> Value {
        let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
        let attribute = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
        let index = |name: &&str| json!({"IndexName": name, "KeySchema": key(name)});
        let attributes: Vec<Value> = ["pk"].iter().chain(indexes).map(|name| attribute(name)).collect();
        let indexes: Vec<Value> = indexes.iter().map(index).collect();
        json!({"KeySchema": key("pk"), "AttributeDefinitions": attributes, "GlobalSecondaryIndexes": indexes})
    }

    #[test]
    fn only_new_indexes_are_added() {
        let names = |older, newer| {
            let missing = missing_indexes(older, &newer)?;
            Some(missing.iter().map(|index| index["IndexName"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(names(definition(&["a"]), definition(&["b", "a"])), Some(vec!["b".to_owned()]));
        assert_eq!(names(definition(&[]), definition(&["a", "b"])), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(names(definition(&["a", "b"]), definition(&["a"])), None, "one is gone");
        let mut other = definition(&["a", "b"]);
        other["GlobalSecondaryIndexes"][0]["Projection"] = json!("ALL");
        assert_eq!(names(definition(&["a"]), other), None, "one has changed");
        let mut other = definition(&["a"]);
        other["KeySchema"] = json!([]);
        assert_eq!(names(definition(&[]), other), None, "the table has changed");
        assert_eq!(names(Value::Null, definition(&[])), None);
    }
}
