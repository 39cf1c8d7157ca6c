//! One consultant's schedule and busy time: two reads, sent together with that of the settings if it is due.

use chrono::{Datelike, Days, TimeDelta};
use domain::{
    availability::{BusyTimes, Coverage, Timeline},
    booking::Booking,
    consultant::{BookingRules, Consultant, Summary, WorkingTime},
    ids::ConsultantId,
    schedule::Schedule,
    time::{Instant, Interval},
};
use serde::{Deserialize, Serialize};

use crate::{
    Table, TableError,
    attributes::{from_body, get_number, text},
    day::read_day,
    keys::{self, Item},
};

/// Pages of one Query; a page is up to 1 MB, and a full day of a consultant is about 1 KB.
const MAX_PAGES: usize = 8;
/// How far before its start a meeting of the range reaches, with its buffer (2 hours) and up to the edge of a mark …
const REACH_BEFORE: TimeDelta = TimeDelta::minutes(2 * 60 + 5);
/// … and how far after: the longest meeting (8 hours), its buffer and a mark.
const REACH_AFTER: TimeDelta = TimeDelta::minutes(10 * 60 + 5);

/// The SCHEDULE item: small, because every availability query reads it. It includes the consultant's summary, so that
/// a booking needs no third read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleItem {
    pub(crate) consultant: Summary,
    /// The number that clients of phone meetings see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// Hidden from the public: bookings that they have may stay and move, new ones aren't made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) archived: bool,
    pub(crate) schedule: Schedule,
    pub(crate) rules: BookingRules,
}

impl ScheduleItem {
    pub(crate) fn new(consultant: &Consultant) -> Self {
        let profile = &consultant.profile;
        Self {
            consultant: profile.summary(),
            phone: profile.phone_for_clients().map(str::to_owned),
            archived: profile.is_archived(),
            schedule: consultant.schedule.clone(),
            rules: consultant.rules.clone(),
        }
    }
}

/// One consultant's time between two instants, as the table has it.
#[derive(Debug, Clone)]
pub struct TimelineSnapshot {
    pub consultant: Summary,
    /// The number that clients of phone meetings see.
    pub phone: Option<String>,
    pub schedule: Schedule,
    pub rules: BookingRules,
    /// Rises with every change of schedule or rules.
    pub version: u64,
    pub busy: BusyTimes,
    range: Interval,
    now: Instant,
}

impl TimelineSnapshot {
    /// Returns the timeline over the whole range.
    pub fn timeline(&self) -> Timeline<'_> {
        Timeline::new(&self.schedule, &self.rules, &self.busy, self.now, self.range)
    }

    /// The consultant's working time.
    pub fn working_time(&self) -> WorkingTime {
        WorkingTime { schedule: self.schedule.clone(), rules: self.rules.clone() }
    }

    /// The time at which it was read.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Returns the range of starts.
    pub fn range(&self) -> Interval {
        self.range
    }

    /// Returns the timeline over a part of the range, which is quicker to build.
    pub fn timeline_for(&self, range: Interval) -> Timeline<'_> {
        Timeline::new(&self.schedule, &self.rules, &self.busy, self.now, range)
    }
}

/// The days that a snapshot reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysToRead {
    /// Those that matter for starts within the range.
    Range,
    /// Also the rest of their ISO weeks, for the load of each week.
    WholeWeeks,
}

/// How a snapshot is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions<'a> {
    pub days: DaysToRead,
    /// For decisions; else the data may be a moment old, at half the cost.
    pub is_consistent: bool,
    /// A booking that is being moved: its own time counts as free.
    pub moving: Option<&'a Booking>,
}

impl<'a> ReadOptions<'a> {
    /// For display.
    pub const DISPLAY: Self = Self { days: DaysToRead::Range, is_consistent: false, moving: None };

    /// For decisions.
    pub fn now(moving: Option<&'a Booking>) -> Self {
        Self { is_consistent: true, moving, ..Self::DISPLAY }
    }

    /// With the load of each week.
    #[must_use]
    pub fn whole_weeks(self) -> Self {
        Self { days: DaysToRead::WholeWeeks, ..self }
    }
}

impl Table {
    /// Returns a consultant's time for starts within `range`. `None`: unknown consultant. Without the company's policies the
    /// consultant accepts no bookings.
    pub async fn snapshot(
        &self,
        id: &ConsultantId,
        range: Interval,
        options: ReadOptions<'_>,
    ) -> Result<Option<TimelineSnapshot>, TableError> {
        let now = self.clock.now();
        let schedule = self.schedule_item(id, options.is_consistent);
        let (schedule, busy, settings) =
            tokio::try_join!(schedule, self.busy_times(id, range, options), self.settings())?;
        let Some(schedule) = schedule else { return Ok(None) };
        let version = get_number(&schedule, "version").unwrap_or(0);
        let item: ScheduleItem = from_body("schedule", &schedule)?;
        let holds_it = options.moving.is_some_and(|booking| booking.consultant.id == *id);
        if item.archived && !holds_it {
            return Ok(None);
        }
        let ScheduleItem { consultant, phone, schedule, rules, archived } = item;
        let rules = BookingRules {
            accepting_bookings: rules.accepting_bookings && !archived && settings.is_configured(),
            ..rules
        };
        Ok(Some(TimelineSnapshot { consultant, phone, schedule, rules, version, busy, range, now }))
    }

    /// Reads a snapshot's time again, for starts within `range`.
    pub async fn refresh(
        &self,
        snapshot: &mut TimelineSnapshot,
        range: Interval,
        options: ReadOptions<'_>,
    ) -> Result<(), TableError> {
        snapshot.busy = self.busy_times(&snapshot.consultant.id, range, options).await?;
        snapshot.range = range;
        snapshot.now = self.clock.now();
        Ok(())
    }

    /// Returns a consultant's busy time for starts within `range`, as of now.
    pub async fn busy_now(&self, id: &ConsultantId, range: Interval) -> Result<BusyTimes, TableError> {
        self.busy_times(id, range, ReadOptions::now(None)).await
    }

    async fn schedule_item(&self, id: &ConsultantId, is_consistent: bool) -> Result<Option<Item>, TableError> {
        self.get(keys::schedule(id), is_consistent).await
    }

    async fn busy_times(
        &self,
        id: &ConsultantId,
        range: Interval,
        options: ReadOptions<'_>,
    ) -> Result<BusyTimes, TableError> {
        let now = self.clock.now();
        let coverage = coverage(range, options.days);
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::consultant_pk(id)))
            .expression_attribute_values(":first", text(keys::day_sk(*coverage.dates.start())))
            .expression_attribute_values(":last", text(keys::day_sk(*coverage.dates.end())))
            .consistent_read(options.is_consistent);
        let own = options.moving.filter(|booking| booking.consultant.id == *id).map(|booking| &booking.reference);
        let mut busy = BusyTimes::covering(coverage);
        for day in self.all_pages(query, MAX_PAGES).await? {
            read_day(&day, now, own, &mut busy);
        }
        Ok(busy)
    }

    pub(crate) async fn all_pages(
        &self,
        query: aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder,
        most_pages: usize,
    ) -> Result<Vec<Item>, TableError> {
        let mut items = Vec::new();
        let mut start = None;
        for _ in 0..most_pages {
            let page = query.clone().set_exclusive_start_key(start).send().await.map_err(TableError::from_sdk)?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
        Err(TableError::corrupt("query", "it has more pages than it ever should"))
    }
}

/// The time and dates to read for starts within a range.
///
/// A neighbour of a meeting begins up to 12 hours beside the range. Its key is its local date in the zone at booking, which
/// lies between UTC-12 and UTC+14 and may have changed since: from the UTC date of 24 hours before the first start to that
/// of 26 hours after the last.
fn coverage(range: Interval, days: DaysToRead) -> Coverage {
    let time = Interval { start: range.start - REACH_BEFORE, end: range.end + REACH_AFTER };
    let first = (range.start - TimeDelta::hours(24)).date_naive();
    let last = (range.end + TimeDelta::hours(26)).date_naive();
    let dates = match days {
        DaysToRead::Range => first..=last,
        DaysToRead::WholeWeeks => {
            let (since, until) = (first.weekday().num_days_from_monday(), last.weekday().num_days_from_monday());
            first - Days::new(u64::from(since))..=last + Days::new(u64::from(6 - until))
        }
    };
    Coverage { time, dates }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: &str, end: &str, days: DaysToRead) -> [String; 2] {
        let range = Interval { start: start.parse().unwrap(), end: end.parse().unwrap() };
        let dates = coverage(range, days).dates;
        [dates.start(), dates.end()].map(ToString::to_string)
    }

    #[test]
    fn neighbours_in_every_zone_are_read() {
        // Tuesday.
        let (start, end) = ("2026-11-24T00:00:00Z", "2026-11-24T22:30:00Z");
        assert_eq!(read(start, end, DaysToRead::Range), ["2026-11-23", "2026-11-26"]);
        assert_eq!(read(start, end, DaysToRead::WholeWeeks), ["2026-11-23", "2026-11-29"]);
        // The week of Sunday's evening in UTC is the next one in Auckland.
        assert_eq!(
            read("2026-11-29T20:00:00Z", "2026-11-29T21:00:00Z", DaysToRead::WholeWeeks),
            ["2026-11-23", "2026-12-06"]
        );
    }
}
