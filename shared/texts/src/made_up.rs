//! Languages that are read at run time, and a made-up one: tests show with it that a language needs no code.

use std::path::{Path, PathBuf};

use crate::{
    locale::Locale,
    reader::{self, File, FileText, Folder},
    table::{Table, Tables, Text},
};

/// The folder of the English texts.
pub fn english() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/en"))
}

/// Reads and checks the folder of a language, and keeps its texts for the rest of the process.
///
/// # Errors
/// Names the file and the key that differ from English.
pub fn read(code: &str, folder: &Path) -> Result<Locale, String> {
    let texts = reader::read(folder)?;
    reader::check(code, &texts, &reader::read(&english())?)?;
    Ok(kept(code, texts))
}

/// English with ⟦brackets⟧ around every text.
///
/// # Errors
/// Fails if the English folder can't be read.
pub fn bracketed() -> Result<Locale, String> {
    let mut texts = reader::read(&english())?;
    let bracket = |text: &mut String| *text = format!("⟦{text}⟧");
    for text in texts.values_mut().flat_map(File::values_mut) {
        match text {
            FileText::One(text) => bracket(text),
            FileText::Many(texts) => texts.iter_mut().for_each(bracket),
        }
    }
    Ok(kept("xx", texts))
}

/// Returns the text outside of brackets.
pub fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => depth += 1,
            '⟧' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    outside
}

fn kept(code: &str, texts: Folder) -> Locale {
    let files = texts.into_iter().map(|(name, file)| (&*name.leak(), table(file)));
    Locale::Read(Box::leak(Box::new(Tables { code: code.to_owned().leak(), files: files.collect() })))
}

fn table(file: File) -> Table {
    let text = |text: FileText| match text {
        FileText::One(text) => Text::One(text.leak()),
        FileText::Many(texts) => {
            Text::Many(texts.into_iter().map(|text| &*text.leak()).collect::<Vec<&'static str>>().leak())
        }
    };
    let rows: Vec<(&'static str, Text)> = file.into_iter().map(|(key, said)| (&*key.leak(), text(said))).collect();
    Table(rows.leak())
}
