//! Reads the folder of a language and checks it against the English one. `build.rs` compiles the result.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The text or texts under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileText {
    One(String),
    Many(Vec<String>),
}

/// The texts of one file, by key.
pub type File = BTreeMap<String, FileText>;

/// The files of one language, by path without ending: `faults`, `mails/reminder_2h`.
pub type Folder = BTreeMap<String, File>;

/// Forms of a value, as in `{day:02}`.
const FORMS: [&str; 2] = ["02", "short"];

/// Reads all files of a language.
///
/// # Errors
/// Names the file, and the key that is neither a text nor a list of texts.
pub fn read(folder: &Path) -> Result<Folder, String> {
    let mut files = Folder::new();
    read_into(&mut files, folder, "")?;
    Ok(files)
}

fn read_into(files: &mut Folder, folder: &Path, prefix: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            read_into(files, &path, &format!("{name}/"))?;
        } else {
            files.insert(name, read_file(&path)?);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<File, String> {
    let source = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let table: toml::Table = source.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let text = |(key, value)| match text(value) {
        Some(text) => Ok((key, text)),
        None => Err(format!("{}: `{key}` must be a text or a list of texts, and not empty", path.display())),
    };
    table.into_iter().map(text).collect()
}

fn text(value: toml::Value) -> Option<FileText> {
    match value {
        toml::Value::String(text) if !text.trim().is_empty() => Some(FileText::One(text)),
        toml::Value::Array(values) => {
            let texts = values.into_iter().map(|value| value.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<String>>>().map(FileText::Many)
        }
        _ => None,
    }
}

/// Checks that a language has the files, keys and placeholders of English.
///
/// # Errors
/// Names the first file and key that differ.
pub fn check(language: &str, texts: &Folder, english: &Folder) -> Result<(), String> {
    same_names(texts, english).map_err(|(name, what)| format!("{language}/{name}.toml {what}"))?;
    for (name, file) in texts {
        let Some(english) = english.get(name) else { continue };
        let place = |key: &str| format!("{language}/{name}.toml: `{key}`");
        same_names(file, english).map_err(|(key, what)| format!("{} {what}", place(&key)))?;
        for (key, text) in file {
            let Some(english) = english.get(key) else { continue };
            if let Some(what) = difference(text, english, is_template(name)) {
                return Err(format!("{} {what}", place(key)));
            }
        }
    }
    Ok(())
}

/// The texts of mails are templates. A language may use other variables there than English does: `{{ name }}` for
/// `{{ first_name }}`.
fn is_template(file: &str) -> bool {
    file == "mail" || file.starts_with("mails/")
}

fn same_names<T>(found: &BTreeMap<String, T>, english: &BTreeMap<String, T>) -> Result<(), (String, &'static str)> {
    if let Some(name) = english.keys().find(|name| !found.contains_key(*name)) {
        return Err((name.clone(), "is missing"));
    }
    match found.keys().find(|name| !english.contains_key(*name)) {
        Some(name) => Err((name.clone(), "doesn't exist in English")),
        None => Ok(()),
    }
}

fn difference(text: &FileText, english: &FileText, is_template: bool) -> Option<String> {
    match (text, english) {
        (FileText::One(_), FileText::One(_)) if is_template => None,
        (FileText::One(text), FileText::One(english)) => {
            let (found, wanted) = (placeholders(text), placeholders(english));
            match (found, wanted) {
                (Err(what), _) => Some(what),
                (Ok(found), Ok(wanted)) if found == wanted => None,
                (Ok(found), wanted) => {
                    Some(format!("has the placeholders {found:?}, and {:?} in English", wanted.unwrap_or_default()))
                }
            }
        }
        (FileText::Many(texts), FileText::Many(english)) if texts.len() == english.len() => None,
        (FileText::Many(_), FileText::Many(english)) => {
            Some(format!("must have {} texts, as in English", english.len()))
        }
        (FileText::Many(_), FileText::One(_)) => Some("must be one text, as in English".to_owned()),
        (FileText::One(_), FileText::Many(_)) => Some("must be a list of texts, as in English".to_owned()),
    }
}

/// The names of a text's placeholders, without their forms.
fn placeholders(text: &str) -> Result<BTreeSet<&str>, String> {
    let mut names = BTreeSet::new();
    for part in text.split('{').skip(1) {
        let Some((inside, _)) = part.split_once('}') else { return Err("has a `{` without its `}`".to_owned()) };
        let (name, form) = inside.split_once(':').map_or((inside, None), |(name, form)| (name, Some(form)));
        if let Some(form) = form.filter(|form| !FORMS.contains(form)) {
            return Err(format!("has `{{{inside}}}`; the forms are {FORMS:?}, not {form:?}"));
        }
        names.insert(name);
    }
    Ok(names)
}
