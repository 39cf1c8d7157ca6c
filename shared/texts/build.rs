//! Compiles the folders of `languages/` into static tables: a function for each file, and a match on the language in it,
//! so that a program links only the files that it uses.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::PathBuf,
};

#[path = "src/reader.rs"]
mod reader;

use reader::{File, FileText, Folder};

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/reader.rs");
    println!("cargo:rerun-if-changed=languages");
    match languages().and_then(|languages| code(&languages).map_err(|error| error.to_string())) {
        Ok(code) => {
            let to = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
            fs::write(to.join("texts.rs"), code).map_err(|error| error.to_string())
        }
        Err(error) => Err(format!("shared/texts/languages: {error}")),
    }
}

/// All languages by their code, checked.
fn languages() -> Result<BTreeMap<String, Folder>, String> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir("languages").map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let code = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        languages.insert(code, reader::read(&path)?);
    }
    let english = languages.get("en").ok_or("there is no English")?;
    // English, too: its placeholders must be well formed.
    for (code, folder) in &languages {
        reader::check(code, folder, english)?;
    }
    Ok(languages)
}

fn code(languages: &BTreeMap<String, Folder>) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    let names: BTreeSet<&String> = languages.values().flat_map(Folder::keys).collect();
    for name in names.iter().filter(|name| !name.contains('/')) {
        writeln!(code, "pub(crate) fn {name}(language: Language) -> Table {{ match language {{")?;
        for (language, folder) in languages {
            writeln!(code, "{} => {},", variants(language), table(&folder[*name])?)?;
        }
        code.push_str("} }\n");
    }
    code.push_str("pub(crate) fn mails(language: Language) -> &'static [(&'static str, Table)] { match language {\n");
    for (language, folder) in languages {
        writeln!(code, "{} => &[", variants(language))?;
        for (name, file) in folder.iter().filter_map(|(name, file)| Some((name.strip_prefix("mails/")?, file))) {
            writeln!(code, "({name:?}, {}),", table(file)?)?;
        }
        code.push_str("],\n");
    }
    code.push_str("} }\n");
    Ok(code)
}

/// `Language::De` for `de`; English is also that of an unknown language. The compiler reports a folder without its variant,
/// and a variant without its folder.
fn variants(language: &str) -> String {
    let (first, rest) = language.split_at(1);
    let unknown = if language == "en" { " | Language::Unknown" } else { "" };
    format!("Language::{}{rest}{unknown}", first.to_uppercase())
}

fn table(file: &File) -> Result<String, std::fmt::Error> {
    let mut code = "Table(&[".to_owned();
    for (key, text) in file {
        match text {
            FileText::One(text) => write!(code, "({key:?}, Text::One({text:?})),")?,
            FileText::Many(texts) => write!(code, "({key:?}, Text::Many(&{texts:?})),")?,
        }
    }
    code.push_str("])");
    Ok(code)
}
