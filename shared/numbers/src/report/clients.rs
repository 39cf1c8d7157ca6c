//! The report about clients.

use std::collections::BTreeMap;

use super::{Input, Report, Table, TableRow};
use crate::{Measure, Ratio, suppress};

/// First and repeated bookings, and where clients are. Cells below five are joined.
pub fn clients(input: &Input) -> Report {
    let figures = vec![
        input.created("newClients", "visit=1", |total| Measure::count(total.made.visits[0])),
        input.created("repeatShare", "visit=2&visit=3", |total| Measure::Share(total.made.repeat_share())),
    ];
    let mut tables = Vec::new();
    // A consultant's own cells would be found by subtraction from the company's.
    if input.consultant.is_none() {
        let all = &input.numbers.breakdown;
        tables.extend([breakdown("sizes", &all.sizes), breakdown("countries", &all.countries)]);
    }
    Report { figures, tables }
}

/// Shares of all that have a value, the largest first.
pub(super) fn breakdown(key: &'static str, counts: &BTreeMap<String, u32>) -> Table {
    let cells = suppress(counts.iter().map(|(name, n)| (name.clone(), u64::from(*n))));
    let all = cells.iter().map(|(_, n)| n).sum();
    let rows = cells.into_iter().map(|(name, n)| TableRow::new(name, vec![Measure::Share(Ratio::new(n, all))]));
    Table { key, columns: vec!["share"], rows: rows.collect() }
}
