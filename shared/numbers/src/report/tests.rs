//! Reports of random bookings: every number against its own list, as the console's API would answer it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    booking::{Actor, Facts, Source, Status},
    consultant::MeetingType,
    contact::EmailAddress,
    ids::{ConsultantId, Reference},
    listing::{ListRequest, Row, RowClient, Sort},
    time::{Instant, Interval},
    zone::Tz,
};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;
use crate::{Case, Cases, Part, Ratio, Zones};

const STATUSES: [Status; 5] =
    [Status::Confirmed, Status::Rescheduled, Status::Cancelled, Status::Completed, Status::NoShow];
const CONSULTANTS: [&str; 3] = ["anna", "ben", "zoe"];

fn now() -> Instant {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The week of the numbers, from Monday.
fn week() -> Period {
    Period { from: date("2026-11-23"), to: date("2026-11-29") }
}

fn zones() -> Zones {
    Zones { company: Tz::BERLIN, consultants: BTreeMap::new() }
}

/// A booking by its start, in minutes from now, and choices.
fn row(start: i64, lead: i64, [status, who, visit, rating, mark]: [usize; 5]) -> Row {
    let start = now() + TimeDelta::minutes(start);
    let status = STATUSES[status];
    let marked_by = [Actor::System, Actor::Consultant][mark % 2];
    let facts = Facts {
        visit: u8::try_from(visit).ok().filter(|visit| *visit > 0),
        lead_hours: u32::try_from(lead / 60).unwrap(),
        moves: u32::from(status == Status::Rescheduled || mark == 3),
        marked_by: matches!(status, Status::Completed | Status::NoShow).then_some(marked_by),
        cancelled_by: (status == Status::Cancelled).then_some(Actor::Client),
        ..Facts::default()
    };
    Row {
        reference: Reference::parse("VLT-20261123-7KXMPR").unwrap(),
        version: 1,
        status,
        slot: Interval { start, end: start + TimeDelta::minutes(60) },
        timezone: Tz::BERLIN,
        consultant_id: ConsultantId::parse(CONSULTANTS[who]).unwrap(),
        meeting_type: MeetingType::Video,
        source: [Source::Website, Source::Referral][mark % 2],
        created_at: start - TimeDelta::minutes(lead),
        client: RowClient {
            first_name: "Ada".to_owned(),
            last_name: "Lovelace".to_owned(),
            email: EmailAddress::parse("ada@clients.example").unwrap(),
            phone: None,
            company: None,
        },
        facts,
        rating: u8::try_from(rating).ok().filter(|rating| *rating > 0),
        cancelled_at: None,
        is_cancelled_late: status == Status::Cancelled && mark == 0,
        erased_at: None,
        campaign: None,
        has_open_offer: false,
        has_mail_trouble: false,
    }
}

/// Bookings within three weeks of now on either side.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let choices = (0_usize..5, 0_usize..3, 0_usize..4, 0_usize..6, 0_usize..4);
    let one =
        (-30_000_i64..30_000, 0_i64..20_000, choices).prop_map(|(start, lead, (status, who, visit, rating, mark))| {
            row(start, lead, [status, who, visit, rating, mark])
        });
    proptest::collection::vec(one, 0..60)
}

fn input(rows: &[Row], consultant: Option<&str>) -> Input {
    let consultant = consultant.map(|id| ConsultantId::parse(id).unwrap());
    let of = |row: &&Row| consultant.as_ref().is_none_or(|id| *id == row.consultant_id);
    let all: Vec<Case> = rows.iter().filter(of).map(Case::from).collect();
    let cases = Cases { starting: all.clone(), created: all };
    Input {
        period: week(),
        parts: cases.by_part(&zones(), week(), Part::Day),
        numbers: cases.numbers(&zones(), week()),
        previous: cases.numbers(&zones(), week().previous()),
        unmarked: cases.unmarked(&zones(), week(), now()),
        consultant,
    }
}

/// The number of bookings that the console's API lists for a query.
fn listed(rows: &[Row], query: &str) -> u64 {
    let mut object: Map<String, Value> = Map::new();
    for (name, value) in query.split('&').map(|pair| pair.split_once('=').unwrap()) {
        let value = value.parse::<u64>().ok().filter(|_| name == "visit").map_or(Value::from(value), Value::from);
        let values = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        values.as_array_mut().unwrap().push(value);
    }
    for name in ["sort", "from", "to"] {
        let one = object[name][0].clone();
        object.insert(name.to_owned(), one);
    }
    let list = ListRequest::parse(&object, Tz::BERLIN, now()).unwrap();
    let period = list.period.unwrap();
    let at = |row: &Row| if list.order.by == Sort::Start { row.slot.start } else { row.created_at };
    let is_within = |row: &&Row| period.start <= at(row) && at(row) < period.end;
    rows.iter().filter(is_within).filter(|row| list.filter.takes(row, now())).count() as u64
}

/// What a measure counts.
fn counted(measure: &Measure) -> u64 {
    match measure {
        Measure::Share(ratio) => ratio.n,
        other => other.cases(),
    }
}

fn all_reports(input: &Input) -> Vec<Report> {
    let reports = [dashboard, outcomes, trends, lead, sources, patterns, consultants, clients, satisfaction];
    reports.map(|report| report(input)).to_vec()
}

proptest! {
    #[test]
    fn number_counts_its_list(rows in rows(), who in 0_usize..4) {
        let input = input(&rows, CONSULTANTS.get(who).copied());
        for report in all_reports(&input) {
            for figure in report.figures.iter().filter(|figure| figure.key != "attendedMinutes") {
                if let Some(list) = &figure.list {
                    prop_assert_eq!(counted(&figure.measure), listed(&rows, list), "{}: {}", figure.key, list);
                }
            }
            for (table, row) in report.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))) {
                if let Some(list) = &row.list {
                    prop_assert_eq!(counted(&row.cells[0]), listed(&rows, list), "{} {}", table.key, row.label);
                }
            }
        }
    }

    #[test]
    fn parts_add_up_to_period(rows in rows(), part in 0_usize..3) {
        let all: Vec<Case> = rows.iter().map(Case::from).collect();
        let cases = Cases { starting: all.clone(), created: all };
        let part = [Part::Day, Part::Week, Part::Month][part];
        let period = Period { from: date("2026-11-10"), to: date("2026-12-09") };
        let whole = cases.numbers(&zones(), period).total();
        let parts = cases.by_part(&zones(), period, part);
        let sum = |of: fn(&ConsultantNumbers) -> u32| parts.iter().map(|(_, numbers)| of(&numbers.total())).sum::<u32>();
        prop_assert_eq!(sum(|total| total.outcomes.all), whole.outcomes.all);
        prop_assert_eq!(sum(|total| total.made.made), whole.made.made);
        prop_assert_eq!(parts.first().unwrap().0.from, period.from);
        prop_assert_eq!(parts.last().unwrap().0.to, period.to);
    }

    #[test]
    fn viewer_sees_multiples_of_five(rows in rows()) {
        for report in all_reports(&input(&rows, None)) {
            let report = report.coarse();
            let cells = report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
            for measure in report.figures.iter().map(|figure| &figure.measure).chain(cells) {
                prop_assert!(counted(measure).is_multiple_of(5) && measure.cases().is_multiple_of(5), "{measure:?}");
            }
            prop_assert!(report.figures.iter().all(|figure| figure.list.is_none()));
            prop_assert!(report.tables.iter().flat_map(|table| &table.rows).all(|row| row.list.is_none()));
        }
    }
}

#[test]
fn rates_leave_out_what_has_no_outcome() {
    // In minutes from Tuesday 11:00 in Berlin: two attended (one assumed), one missed, one cancelled, one unmarked, one to
    // come; one of the week before.
    let rows = [
        row(-300, 60, [3, 0, 1, 5, 1]),
        row(-240, 60, [3, 0, 2, 4, 0]),
        row(-200, 60, [4, 1, 1, 0, 1]),
        row(-180, 60, [2, 1, 1, 0, 0]),
        row(-120, 60, [0, 0, 1, 0, 0]),
        row(600, 660, [1, 0, 3, 0, 0]),
        row(-10_080, 60, [4, 0, 1, 0, 1]),
    ];
    let report = outcomes(&input(&rows, None));
    let find = |key: &str| report.figures.iter().find(|figure| figure.key == key).unwrap();
    assert_eq!(find("total").measure, Measure::count(6_u32));
    assert_eq!(find("total").previous, Some(Measure::count(1_u32)));
    assert_eq!(find("unmarked").measure, Measure::count(1_u32));
    assert_eq!(find("noShowRate").measure, Measure::Share(Ratio::new(1, 3)));
    assert_eq!(find("noShowRateMarked").measure, Measure::Share(Ratio::new(1, 2)), "half of them is assumed");
    assert_eq!(find("completionRate").measure, Measure::Share(Ratio::new(2, 4)));
    assert_eq!(find("rescheduleRate").measure, Measure::Share(Ratio::new(1, 6)));
    assert_eq!(find("noShowRate").change, None, "too few to compare");
    let rating = &satisfaction(&input(&rows, None)).figures[0];
    assert_eq!((rating.measure.value(), rating.measure.cases()), (Some(5.0), 1), "an assumed meeting has no rating");
}

#[test]
fn file_has_every_number() {
    let mut with_campaign = row(-300, 60, [3, 0, 1, 5, 1]);
    with_campaign.campaign = serde_json::from_value(serde_json::json!({"campaign": "=HYPERLINK(1)"})).unwrap();
    let report = sources(&input(&vec![with_campaign; 5], None));
    let rows = csv_rows(&report);
    let cells: usize = report.tables.iter().flat_map(|table| &table.rows).map(|row| row.cells.len()).sum();
    assert_eq!(rows.len(), 1 + report.figures.len() + cells);
    assert!(rows.iter().all(|row| row.len() == 9));
    let campaign = rows.iter().find(|row| row[0] == "campaigns").unwrap();
    assert_eq!((campaign[1].as_str(), campaign[4].as_str()), ("'=HYPERLINK(1)", "5"), "no formula");
}
