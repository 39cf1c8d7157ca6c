//! One consultant's schedule and busy time: two reads, sent together.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime};
use domain::{
    availability::{BusyTimes, MARK_MINUTES, MARKS, Timeline},
    consultant::{BookingRules, Summary},
    ids::{ConsultantId, Reference},
    schedule::Schedule,
    time::{Instant, Interval},
};
use serde::{Deserialize, Serialize};

use crate::{
    Table, TableError,
    attributes::{from_body, get_number, get_text, text},
    keys::{self, Item},
};

/// Pages of one Query; a page is up to 1 MB, and 64 full days of one consultant are about 0.4 MB.
const MAX_PAGES: usize = 8;

/// The SCHEDULE item: small, because every availability query reads it. It includes the consultant's summary, so that
/// a booking needs no third read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ScheduleItem {
    pub(crate) consultant: Summary,
    pub(crate) schedule: Schedule,
    pub(crate) rules: BookingRules,
}

/// One consultant's time between two instants, as the table has it.
#[derive(Debug, Clone)]
pub struct TimelineSnapshot {
    pub consultant: Summary,
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

    /// Returns the range of starts.
    pub fn range(&self) -> Interval {
        self.range
    }

    /// Returns the timeline over a part of the range, which is quicker to build.
    pub fn timeline_for(&self, range: Interval) -> Timeline<'_> {
        Timeline::new(&self.schedule, &self.rules, &self.busy, self.now, range)
    }
}

/// The consistency of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    Eventual,
    Strong,
}

impl Table {
    /// Returns a consultant's time for starts within `range`, possibly a moment old: for display. `None`: unknown
    /// consultant.
    pub async fn snapshot(&self, id: &ConsultantId, range: Interval) -> Result<Option<TimelineSnapshot>, TableError> {
        self.read_calendar(id, range, None, Consistency::Eventual).await
    }

    /// As [`Table::snapshot`], for one of several consultants: `None` also if the schedule can't be read.
    pub async fn snapshot_if_readable(
        &self,
        id: &ConsultantId,
        range: Interval,
    ) -> Result<Option<TimelineSnapshot>, TableError> {
        Ok(self.readable(id.as_str(), self.snapshot(id, range).await)?.flatten())
    }

    /// As [`Table::calendar_now`], for one of several consultants: `None` also if the schedule can't be read.
    pub async fn calendar_now_if_readable(
        &self,
        id: &ConsultantId,
        range: Interval,
        ignoring: Option<&domain::booking::Booking>,
    ) -> Result<Option<TimelineSnapshot>, TableError> {
        Ok(self.readable(id.as_str(), self.calendar_now(id, range, ignoring).await)?.flatten())
    }

    /// Returns a consultant's current time for starts within `range`: for decisions. Leaves out the marks and the
    /// count of `ignoring`, a booking that is being moved. `None`: unknown consultant.
    pub async fn calendar_now(
        &self,
        id: &ConsultantId,
        range: Interval,
        ignoring: Option<&domain::booking::Booking>,
    ) -> Result<Option<TimelineSnapshot>, TableError> {
        self.read_calendar(id, range, ignoring, Consistency::Strong).await
    }

    async fn read_calendar(
        &self,
        id: &ConsultantId,
        range: Interval,
        ignoring: Option<&domain::booking::Booking>,
        consistency: Consistency,
    ) -> Result<Option<TimelineSnapshot>, TableError> {
        let now = self.clock.now();
        let (schedule, items) =
            tokio::try_join!(self.schedule_item(id, consistency), self.time_items(id, range, consistency))?;
        let Some(schedule) = schedule else { return Ok(None) };
        let version = get_number(&schedule, "version").unwrap_or(0);
        let ScheduleItem { consultant, schedule, rules } = from_body("schedule", &schedule)?;
        let own = ignoring.filter(|booking| booking.consultant.id == *id);
        let mut busy = read_taken(&items, now, own.map(|booking| &booking.reference));
        if let Some(booking) = own {
            let others = busy.live_bookings(booking.claim.day).saturating_sub(1);
            busy.set_live_bookings(booking.claim.day, others);
        }
        Ok(Some(TimelineSnapshot { consultant, schedule, rules, version, busy, range, now }))
    }

    async fn schedule_item(&self, id: &ConsultantId, consistency: Consistency) -> Result<Option<Item>, TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(keys::schedule(id)));
        let get = get.consistent_read(consistency == Consistency::Strong);
        Ok(get.send().await.map_err(TableError::from_sdk)?.item)
    }

    /// Cells and day counters from the day before to the day after the range: a local date and the buffers of its
    /// meetings reach at most that far in UTC.
    async fn time_items(
        &self,
        id: &ConsultantId,
        range: Interval,
        consistency: Consistency,
    ) -> Result<Vec<Item>, TableError> {
        let first = range.start.date_naive() - Days::new(1);
        let last = range.end.date_naive() + Days::new(1);
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::consultant_pk(id)))
            .expression_attribute_values(":first", text(keys::day_sk(first)))
            .expression_attribute_values(":last", text(format!("{}T24", keys::day_sk(last))))
            .consistent_read(consistency == Consistency::Strong);
        self.all_pages(query, MAX_PAGES).await
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

fn read_taken(items: &[Item], now: Instant, ignoring: Option<&Reference>) -> BusyTimes {
    let mut busy = BusyTimes::new();
    for item in items {
        let Some(time) = get_text(item, keys::SK).and_then(|sk| sk.strip_prefix("TIME#")) else { continue };
        if let Ok(day) = time.parse::<NaiveDate>() {
            // A counter below zero comes from a wrong repair; it must not read as a huge number. One that can't be read
            // counts as full.
            let unreadable = if item.contains_key("n") { i64::MAX } else { 0 };
            let bookings = get_number::<i64>(item, "n").unwrap_or(unreadable).clamp(0, i64::from(u32::MAX));
            busy.set_live_bookings(day, bookings as u32);
        } else if let Some(hour) = hour_of(time) {
            read_cell(item, hour, now, ignoring, &mut busy);
        }
    }
    busy
}

fn hour_of(time: &str) -> Option<Instant> {
    let naive = NaiveDateTime::parse_from_str(&format!("{time}:00"), "%Y-%m-%dT%H:%M").ok()?;
    DateTime::from_timestamp(naive.and_utc().timestamp(), 0)
}

/// Whatever can't be read counts as taken.
fn read_cell(item: &Item, hour: Instant, now: Instant, ignoring: Option<&Reference>, busy: &mut BusyTimes) {
    for (name, value) in item {
        match (name.as_bytes(), value) {
            ([b'm', tens, ones], owner) => {
                let Some(mark) = mark_of(*tens, *ones) else { continue };
                let owner = owner.as_s().ok();
                let is_own = ignoring.is_some_and(|reference| owner.is_some_and(|owner| reference.as_str() == owner));
                // The same comparison as in a claim's condition: free once `u` is less than now.
                let has_ended = || {
                    let end = get_number::<i64>(item, &format!("u{}{}", char::from(*tens), char::from(*ones)));
                    end.is_some_and(|end| end < now.timestamp())
                };
                if !is_own && !has_ended() {
                    busy.book(hour, mark);
                }
            }
            ([b'x'], AttributeValue::Ss(minutes)) => {
                let marks = minutes.iter().filter_map(|minute| match minute.as_bytes() {
                    [tens, ones] => mark_of(*tens, *ones),
                    _ => None,
                });
                marks.for_each(|mark| busy.block(hour, mark));
            }
            ([b'x'], _) => (0..MARKS).for_each(|mark| busy.block(hour, mark)),
            _ => {}
        }
    }
}

fn mark_of(tens: u8, ones: u8) -> Option<usize> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let minute = digit(tens)? * 10 + digit(ones)?;
    (minute < 60 && minute.is_multiple_of(MARK_MINUTES)).then_some((minute / MARK_MINUTES) as usize)
}
