//! Reports of tables: trends, sources, patterns, consultants.

use std::collections::BTreeMap;

use super::{Input, Lists, Report, Table, TableRow, clients::breakdown};
use crate::{Cell, ConsultantNumbers, HOURS_OF_WEEK, Mean, Measure, Ratio, cell_of};

/// The course of the main numbers. A step's list has the bookings for it.
pub fn trends(input: &Input) -> Report {
    let rows = input.parts.iter().map(|(period, numbers)| {
        let total = numbers.total();
        let outcomes = &total.outcomes;
        let cells = vec![
            Measure::count(outcomes.all),
            Measure::count(outcomes.attended),
            Measure::count(outcomes.missed),
            Measure::count(outcomes.cancelled),
            Measure::Mean(Mean::of_ratings(&outcomes.ratings)),
            Measure::count(total.made.made),
        ];
        let lists = Lists { period: *period, ..input.lists() };
        TableRow::new(period.from.to_string(), cells).listed(lists.starting(""))
    });
    let columns = vec!["total", "attended", "missed", "cancelled", "rating", "made"];
    Report { figures: Vec::new(), tables: vec![Table { key: "trends", columns, rows: rows.collect() }] }
}

/// Where clients come from: by their own answer, by device, and by campaign.
pub fn sources(input: &Input) -> Report {
    let made = input.total().made;
    let mut answers = shares("sources", &made.sources);
    for row in &mut answers.rows {
        // What a later release wrote can't be asked for.
        let is_known = row.label != "unknown";
        row.list = is_known.then(|| input.lists().created(&format!("source={}", row.label)));
    }
    let mut tables = vec![answers, shares("devices", &made.devices)];
    if input.consultant.is_none() {
        tables.push(breakdown("campaigns", &input.numbers.breakdown.campaigns));
    }
    let figures = vec![
        input.created("made", "", |total| Measure::count(total.made.made)),
        input.unlisted("mobileShare", |total| Measure::Share(total.made.mobile_share())),
        input.unlisted("secondsToBook", |total| Measure::Median(total.made.seconds_to_book.median())),
    ];
    Report { figures, tables }
}

fn shares(key: &'static str, counts: &BTreeMap<String, u32>) -> Table {
    let all = counts.values().map(|n| u64::from(*n)).sum();
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by(|one, two| two.1.cmp(one.1).then_with(|| one.0.cmp(two.0)));
    let rows = sorted
        .into_iter()
        .map(|(name, n)| TableRow::new(name.clone(), vec![Measure::Share(Ratio::new(u64::from(*n), all))]));
    Table { key, columns: vec!["share"], rows: rows.collect() }
}

/// When meetings take place: by weekday and by hour of the week, in the consultants' zones; and their lengths and types.
pub fn patterns(input: &Input) -> Report {
    let total = input.total();
    let all = &input.numbers.breakdown;
    let mut types = shares("meetingTypes", &all.meeting_types);
    for row in &mut types.rows {
        let is_known = row.label != "unknown";
        row.list = is_known.then(|| input.lists().starting(&format!("meetingType={}", row.label)));
    }
    let tables = vec![by_weekday(&total), by_hour(&total), shares("durations", &all.durations), types];
    Report { figures: Vec::new(), tables }
}

fn pattern_cells(cell: &Cell) -> Vec<Measure> {
    vec![Measure::count(cell.n), Measure::Share(Ratio::new(cell.missed.into(), cell.ended.into()))]
}

const PATTERN_COLUMNS: [&str; 2] = ["meetings", "noShowRate"];

/// By weekday and hour, as `1 09` for Monday at nine.
fn by_hour(total: &ConsultantNumbers) -> Table {
    let rows = (0..HOURS_OF_WEEK).filter_map(|hour| {
        let cell = total.hours.get(&hour)?;
        let (weekday, hour) = cell_of(hour);
        Some(TableRow::new(format!("{} {hour:02}", weekday + 1), pattern_cells(cell)))
    });
    Table { key: "hours", columns: PATTERN_COLUMNS.to_vec(), rows: rows.collect() }
}

/// By weekday, from 1 for Monday.
fn by_weekday(total: &ConsultantNumbers) -> Table {
    let mut days: BTreeMap<u8, Cell> = BTreeMap::new();
    for (hour, cell) in &total.hours {
        days.entry(cell_of(*hour).0).or_default().merge(cell);
    }
    let rows = days.iter().map(|(weekday, cell)| TableRow::new((weekday + 1).to_string(), pattern_cells(cell)));
    Table { key: "weekdays", columns: PATTERN_COLUMNS.to_vec(), rows: rows.collect() }
}

/// The consultants by id: no order of merit, and rates of few cases as counts.
pub fn consultants(input: &Input) -> Report {
    let rows = input.numbers.by.iter().map(|(id, numbers)| {
        let outcomes = &numbers.outcomes;
        let cells = vec![
            Measure::count(outcomes.all),
            Measure::count(outcomes.attended),
            Measure::Share(outcomes.no_show_rate()),
            Measure::Share(outcomes.completion_rate()),
            Measure::Mean(Mean::of_ratings(&outcomes.ratings)),
            Measure::count(outcomes.attended_minutes),
            Measure::count(numbers.made.made),
        ];
        let lists = Lists { consultant: Some(id), ..input.lists() };
        TableRow::new(id.as_str(), cells).listed(lists.starting(""))
    });
    let columns = vec!["total", "attended", "noShowRate", "completionRate", "rating", "attendedMinutes", "made"];
    Report { figures: Vec::new(), tables: vec![Table { key: "consultants", columns, rows: rows.collect() }] }
}
