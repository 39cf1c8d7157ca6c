//! Documents published beside the contract: the JSON Schemas of events, and a sample for every function.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

/// Common members of all events, under the name of their file.
const COMMON: &str = "booking-event";

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Every JSON document in a folder, by its name without `.json`.
fn documents(folder: &str) -> BTreeMap<String, Value> {
    let entries = fs::read_dir(place(folder)).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| path.extension() == Some(OsStr::new("json")));
    let document = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), serde_json::from_str(&text).unwrap())
    };
    entries.map(document).collect()
}

/// The sample event of each function, by the name of the function's crate.
pub fn samples() -> BTreeMap<String, Value> {
    documents("events")
}

/// The crates of functions in a folder of `functions/`.
pub fn crates(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(place("functions").join(folder)).unwrap().map(|entry| entry.unwrap());
    let entries = entries.filter(|entry| entry.path().join("Cargo.toml").exists());
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The schema of every event, by its detail-type.
pub fn schemas() -> BTreeMap<String, Value> {
    let mut schemas = documents("events/schema");
    schemas.remove(COMMON).unwrap();
    schemas
}

/// The validators of events, by detail-type.
pub fn validator(kind: &str) -> Validator {
    let schemas = documents("events/schema");
    let id = schemas.get(kind).unwrap_or_else(|| panic!("{kind} has no schema"))["$id"].clone();
    let registry = schemas.values().fold(Registry::new(), |registry, schema| {
        registry.add(schema["$id"].as_str().unwrap(), schema.clone()).unwrap()
    });
    let registry = registry.prepare().unwrap();
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true).offline();
    options.build(&json!({ "$ref": id })).unwrap()
}

/// All differences between an event on the bus and its schema.
pub fn event_faults(event: &Value) -> Vec<String> {
    let validator = validator(event["detail-type"].as_str().unwrap_or_default());
    validator.iter_errors(event).map(|error| format!("{}: {error} in {event}", error.instance_path())).collect()
}
