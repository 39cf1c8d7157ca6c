//! The availability computation alone: the domain, without table, network or clock.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chrono::{NaiveDate, TimeDelta};
use domain::{
    availability::{BusyTimes, Timeline},
    consultant::{self, Consultant},
    time::{Interval, start_of_day},
};
use serde_json::json;
use tests::ordinary;

use crate::{
    report::Table,
    stats::{Samples, grouped, micros},
};

const DAYS: u64 = 14;
const BUSY: [u32; 3] = [0, 200, 2_000];
const NOTE: &str = "Fourteen days, meetings of 30 minutes. “From marks” is the work of a request after its reads: \
    build the timeline, judge every start. “From intervals” first turns busy times into marks. Target: under 100 µs \
    with 200 intervals.";

pub(crate) fn measure(quick: bool) -> Table {
    let columns =
        ["schedule", "busy intervals", "slots", "from marks p50 µs", "p95 µs", "from intervals p50 µs", "p95 µs"];
    let mut table = Table::new("The availability computation alone", NOTE, &columns);
    let for_each = Duration::from_millis(if quick { 150 } else { 1_000 });
    for (name, consultant) in [("9–18, Monday to Friday", plain()), ("with breaks, buffers, exceptions", rich())] {
        let range = two_weeks(&consultant);
        for count in BUSY {
            let busy = busy(range, count);
            let taken = noted(&busy);
            let decided = sample(for_each, || slots(&consultant, &taken, range));
            let both = sample(for_each, || slots(&consultant, &noted(black_box(&busy)), range));
            table.row(vec![
                name.to_owned(),
                grouped(f64::from(count)),
                slots(&consultant, &taken, range).to_string(),
                micros(decided.percentile(50)),
                micros(decided.percentile(95)),
                micros(both.percentile(50)),
                micros(both.percentile(95)),
            ]);
        }
    }
    table
}

fn slots(consultant: &Consultant, taken: &BusyTimes, range: Interval) -> usize {
    let now = range.start - TimeDelta::hours(12);
    let timeline = Timeline::new(black_box(&consultant.schedule), &consultant.rules, black_box(taken), now, range);
    timeline.available_slots(range, 30).map(black_box).count()
}

fn noted(busy: &[Interval]) -> BusyTimes {
    let mut taken = BusyTimes::new();
    for interval in busy {
        taken.book_interval(*interval);
    }
    taken
}

/// Times each call, after a warm-up.
fn sample<T>(for_each: Duration, work: impl Fn() -> T) -> Samples {
    let warm = Instant::now();
    while warm.elapsed() < for_each / 4 {
        black_box(work());
    }
    let (began, mut durations) = (Instant::now(), Vec::new());
    while began.elapsed() < for_each {
        let started = Instant::now();
        black_box(work());
        durations.push(started.elapsed());
    }
    Samples::new(durations)
}

fn two_weeks(consultant: &Consultant) -> Interval {
    let from = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let day = |date| start_of_day(consultant.schedule.timezone, date);
    Interval { start: day(from), end: day(from + chrono::Days::new(DAYS)) }
}

/// So many busy times, evenly over the range: half an hour each, or five minutes where there are too many for that.
fn busy(range: Interval, count: u32) -> Vec<Interval> {
    let each = range.minutes() / count.max(1);
    let length = if each >= 60 { 30 } else { 5 };
    let start = |index: u32| range.start + TimeDelta::minutes(i64::from(index * each / 5 * 5));
    (0..count).map(|index| Interval::from_start(start(index), length)).collect()
}

fn plain() -> Consultant {
    consultant::parse(&ordinary("plain")).expect("the consultant is sound")
}

fn rich() -> Consultant {
    let day = json!({
        "windows": [{"start": "08:00", "end": "12:30"}, {"start": "13:15", "end": "19:00"}],
        "breaks": [{"start": "10:00", "end": "10:15"}, {"start": "15:30", "end": "16:00"}]
    });
    let rules = json!({
        "bufferBeforeMinutes": 10, "bufferAfterMinutes": 15, "dailyLimit": 12, "gridMinutes": 15,
        "durations": [15, 30, 45, 60, 90, 120]
    });
    let schedule = json!({
        "weekly": {"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day, "saturday": day},
        "exceptions": [
            {"date": "2026-11-25", "windows": [{"start": "10:00", "end": "14:00"}]}, {"date": "2026-12-01", "windows": []}
        ],
        "holidays": {"calendar": "DE-BE", "own": [{"month": 12, "day": 4, "name": "Founders' day"}]},
        "blackouts": [{"from": "2026-12-24", "to": "2026-12-31", "reason": "vacation"}]
    });
    consultant::parse(&tests::consultant("rich", rules, schedule)).expect("the consultant is sound")
}
