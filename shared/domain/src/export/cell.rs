//! A value of a table, in a form that no spreadsheet takes for a formula.

/// Characters with which a spreadsheet begins a formula, also in their wide forms (OWASP, "CSV Injection").
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Written by people: never a formula.
    Text(String),
    /// A number, an instant or a code of ours: it stays what it is.
    Plain(String),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn plain(value: impl std::fmt::Display) -> Self {
        Self::Plain(value.to_string())
    }

    pub fn optional(value: Option<impl std::fmt::Display>) -> Self {
        value.map_or(Self::Empty, Self::plain)
    }

    pub fn optional_text(text: Option<&String>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// The value as it is written. A text that would be a formula begins with an apostrophe.
    pub fn into_written(self) -> String {
        match self {
            Self::Text(text) if text.starts_with(FORMULA) => format!("'{text}"),
            Self::Text(value) | Self::Plain(value) => value,
            Self::Empty => String::new(),
        }
    }
}
