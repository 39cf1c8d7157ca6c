//! Tables, as text and as Markdown.

use std::{error::Error, fmt::Write, fs, path::Path};

const START: &str = "<!-- bench:start -->";
const END: &str = "<!-- bench:end -->";

/// All measurements.
#[derive(Debug)]
pub(crate) struct Report {
    about: String,
    tables: Vec<Table>,
}

#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    /// Explains the columns.
    note: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(title: &str, note: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Self { title: title.to_owned(), note: note.into(), rows: vec![columns] }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                let width = cell.chars().count();
                match widths.get_mut(column) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        widths
    }

    fn heading(&self) -> String {
        format!("**{}.** ", self.title)
    }

    fn markdown(&self) -> String {
        let mut out = format!("{}{}\n\n", self.heading(), self.note);
        self.write(&mut out, " | ", " | ");
        out
    }

    /// Replaces the table of the same title, or appends.
    fn put_into(&self, block: &str) -> String {
        let (before, after) = match block.split_once(&self.heading()) {
            Some((before, rest)) => (before, rest.find("\n**").and_then(|end| rest.get(end..)).unwrap_or("\n")),
            None => (block, "\n"),
        };
        format!("{before}{}{after}", self.markdown())
    }

    /// The first column to the left, figures to the right.
    fn write(&self, out: &mut String, edge: &str, between: &str) {
        let widths = self.widths();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            let line = cells.collect::<Vec<_>>().join(between);
            let _ = writeln!(out, "{}", format!("{edge}{line}{edge}").trim());
            if number == 0 && !edge.is_empty() {
                let rule = |(column, width): (usize, &usize)| match column {
                    0 => "-".repeat(*width),
                    _ => format!("{}:", "-".repeat(width - 1)),
                };
                let rules: Vec<String> = widths.iter().enumerate().map(rule).collect();
                let _ = writeln!(out, "{}", format!("{edge}{}{edge}", rules.join(between)).trim());
            }
        }
    }
}

impl Report {
    pub(crate) fn new(about: String) -> Self {
        Self { about, tables: Vec::new() }
    }

    pub(crate) fn add(&mut self, table: Table) {
        self.tables.push(table);
    }

    pub(crate) fn text(&self) -> String {
        let mut out = format!("{}\n", self.about);
        for table in &self.tables {
            let _ = writeln!(out, "\n== {}\n{}\n", table.title, table.note);
            table.write(&mut out, "", "  ");
        }
        out
    }

    pub(crate) fn markdown(&self) -> String {
        let mut out = format!("{START}\n\n{}\n", self.about);
        for table in &self.tables {
            let _ = write!(out, "\n{}", table.markdown());
        }
        out.push('\n');
        out.push_str(END);
        out
    }

    /// Replaces the block between the marks of a file.
    pub(crate) fn write_into(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        replace_block(path, |_| self.markdown())
    }

    /// Replaces these tables between the marks of a file, and leaves the others.
    pub(crate) fn write_tables_into(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        replace_block(path, |block| {
            let block = self.tables.iter().fold(block.to_owned(), |block, table| table.put_into(&block));
            format!("{START}{block}{END}")
        })
    }
}

/// Replaces the block between the marks, which is passed without them, by one that has them.
fn replace_block(path: &Path, block: impl FnOnce(&str) -> String) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let (before, rest) = text.split_once(START).ok_or("the page has no bench:start")?;
    let (old, after) = rest.split_once(END).ok_or("the page has no bench:end")?;
    fs::write(path, format!("{before}{}{after}", block(old)))?;
    Ok(())
}
