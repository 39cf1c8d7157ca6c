//! Reports: the figures and tables of a period.

mod clients;
mod csv;
mod figures;
mod lists;
mod tables;
#[cfg(test)]
mod tests;

use domain::ids::ConsultantId;
use serde::Serialize;

pub use clients::clients;
pub use csv::csv_rows;
pub use figures::{dashboard, lead, outcomes, satisfaction};
pub use lists::Lists;
pub use tables::{consultants, patterns, sources, trends};

use crate::{ConsultantNumbers, Figure, Measure, Numbers, Period};

/// Figures and tables about one matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    pub figures: Vec<Figure>,
    pub tables: Vec<Table>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    pub key: &'static str,
    /// Of the measures; the first column has the rows' labels.
    pub columns: Vec<&'static str>,
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableRow {
    pub label: String,
    pub cells: Vec<Measure>,
    /// The query of the list that the row counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

impl TableRow {
    fn new(label: impl Into<String>, cells: Vec<Measure>) -> Self {
        Self { label: label.into(), cells, list: None }
    }

    fn listed(self, query: String) -> Self {
        Self { list: Some(query), ..self }
    }
}

/// All that a report is made of.
#[derive(Debug, Clone)]
pub struct Input {
    pub period: Period,
    /// The consultant whose bookings alone these numbers are of.
    pub consultant: Option<ConsultantId>,
    /// The numbers of each step of a trend, in order.
    pub parts: Vec<(Period, Numbers)>,
    pub numbers: Numbers,
    /// Of the period of the same length before.
    pub previous: Numbers,
    /// Meetings of the period that are over, without an outcome. It changes by the clock alone.
    pub unmarked: u32,
}

impl Input {
    fn total(&self) -> ConsultantNumbers {
        self.numbers.total()
    }

    fn lists(&self) -> Lists<'_> {
        Lists { period: self.period, consultant: self.consultant.as_ref() }
    }
}

impl Report {
    /// The report for an account that sees no small numbers: counts in fives, and no lists.
    #[must_use]
    pub fn coarse(self) -> Self {
        let row = |row: TableRow| TableRow::new(row.label, row.cells.iter().map(Measure::coarse).collect());
        let table = |table: Table| Table { rows: table.rows.into_iter().map(row).collect(), ..table };
        Self {
            figures: self.figures.into_iter().map(Figure::coarse).collect(),
            tables: self.tables.into_iter().map(table).collect(),
        }
    }
}
