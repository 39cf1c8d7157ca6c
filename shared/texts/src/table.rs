//! The texts of a file, by key.

use std::{borrow::Cow, fmt::Display};

/// The text or texts under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    One(&'static str),
    Many(&'static [&'static str]),
}

/// The texts of one file in one language, sorted by key.
#[derive(Debug, Clone, Copy)]
pub struct Table(pub(crate) &'static [(&'static str, Text)]);

impl Table {
    pub fn iter(self) -> impl Iterator<Item = (&'static str, Text)> {
        self.0.iter().copied()
    }

    /// Returns the text under a key. A key without a text is a bug, which tests rule out; it stands for itself then.
    pub fn get(self, key: &'static str) -> &'static str {
        match self.find(key) {
            Some(Text::One(text)) => text,
            _ => key,
        }
    }

    /// Returns the text under a key with its placeholders filled.
    pub fn fill(self, key: &'static str, values: &[(&str, &dyn Display)]) -> Cow<'static, str> {
        fill(self.get(key), values)
    }

    /// Returns one of the texts under a key; empty beyond the last.
    pub(crate) fn nth(self, key: &str, index: u32) -> &'static str {
        match self.find(key) {
            Some(Text::Many(texts)) => texts.get(index as usize).copied().unwrap_or_default(),
            _ => "",
        }
    }

    fn find(self, key: &str) -> Option<Text> {
        let index = self.0.binary_search_by_key(&key, |(found, _)| *found).ok()?;
        Some(self.0.get(index)?.1)
    }
}

fn fill(text: &'static str, values: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    if filled.len() == text.len() {
        return Cow::Borrowed(text);
    }
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        filled.push_str(rest);
    }
    Cow::Owned(filled)
}

/// The tables of a language that was read at run time.
#[cfg(feature = "reader")]
#[derive(Debug)]
pub struct Tables {
    pub(crate) code: &'static str,
    pub(crate) files: Vec<(&'static str, Table)>,
}

#[cfg(feature = "reader")]
impl Tables {
    pub(crate) fn find(&self, name: &str) -> Option<Table> {
        self.files.iter().find(|(found, _)| *found == name).map(|(_, table)| *table)
    }

    pub(crate) fn file(&self, name: &str) -> Table {
        self.find(name).unwrap_or(Table(&[]))
    }
}
