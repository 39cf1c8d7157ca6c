//! A report as rows of a file for spreadsheets.

use super::{Report, Table};
use crate::Measure;

const HEAD: [&str; 9] = ["table", "row", "number", "value", "n", "of", "low", "high", "list"];

/// Returns one row for each number of a report, with its interval and its list; the first row has the columns' names.
pub fn csv_rows(report: &Report) -> Vec<Vec<String>> {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    for figure in &report.figures {
        rows.push(row(["", "", figure.key], &figure.measure, figure.list.as_deref()));
    }
    report.tables.iter().for_each(|table| rows.extend(table_rows(table)));
    rows
}

fn table_rows(table: &Table) -> impl Iterator<Item = Vec<String>> + '_ {
    table.rows.iter().flat_map(move |each| {
        let cells = table.columns.iter().zip(&each.cells);
        cells.map(move |(column, measure)| row([table.key, &each.label, column], measure, each.list.as_deref()))
    })
}

fn row(names: [&str; 3], measure: &Measure, list: Option<&str>) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let (low, high) = measure.bounds();
    let (n, of) = match measure {
        Measure::Share(ratio) => (ratio.n.to_string(), ratio.of.to_string()),
        Measure::Few => (String::new(), String::new()),
        _ => (measure.cases().to_string(), String::new()),
    };
    let mut row: Vec<String> = names.map(harmless).to_vec();
    row.extend([number(measure.value()), n, of, number(low), number(high), list.unwrap_or_default().to_owned()]);
    row
}

/// A text that spreadsheets don't take for a formula: campaigns come from links that anyone can write.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
