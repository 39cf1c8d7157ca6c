//! Day items: a consultant's time as it is read. Hour cells alone guard it.
//!
//! `DAY#<date>` is written in the same transaction as the cells. It holds `n`, the live bookings that begin on the local
//! date; `v`, which rises with every write; and in minutes from 0:00 UTC of the key's date (a consultant's local date lies
//! up to 15 hours beside it, so they can be negative):
//!
//! - `b<reference>`: a live booking, `start end`, and then the same with its buffers;
//! - `h<id>`: a hold with its buffers, `start end`, and the epoch second at which it ends;
//! - `x`: busy time of outside calendars within that UTC date, `start-end` separated by spaces.
//!
//! A booking's entry stays under its `claim.day`, the local date in the zone at booking, even if the consultant's zone
//! changes afterwards.

use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update, builders::UpdateBuilder,
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::{
    availability::BusyTimes,
    booking::Booking,
    ids::Reference,
    preview::FutureBooking,
    time::{Instant, Interval},
};

use crate::{
    Table, TableError,
    attributes::{get_number, get_text, number, text},
    keys::{self, Item},
};

/// The attribute of a booking's entry.
fn entry_name(reference: &Reference) -> String {
    format!("b{reference}")
}

fn entry(booking: &Booking) -> AttributeValue {
    let midnight = midnight(booking.claim.day);
    let minutes = |instant: Instant| (instant - midnight).num_minutes();
    let marked = booking.claim.marked;
    let parts = [booking.slot.start, booking.slot.end, marked.start, marked.end].map(minutes);
    text(parts.map(|minutes| minutes.to_string()).join(" "))
}

fn midnight(date: NaiveDate) -> Instant {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// Returns `true` if a day's item has the booking's entry.
pub(crate) fn has_entry(day: &Item, reference: &Reference) -> bool {
    day.contains_key(&entry_name(reference))
}

impl Table {
    /// Enters a live booking into its day if the limit isn't reached. Always counts, with or without a limit.
    pub(crate) fn enter_day(&self, booking: &Booking, limit: Option<u32>) -> Result<TransactWriteItem, TableError> {
        let update = self
            .update_day(booking)
            .update_expression("SET #entry = :entry ADD n :by, v :one")
            .expression_attribute_values(":entry", entry(booking))
            .expression_attribute_values(":by", number(1));
        finished(match limit {
            None => update,
            Some(limit) => update
                .condition_expression("attribute_not_exists(n) OR n < :limit")
                .expression_attribute_values(":limit", number(limit)),
        })
    }

    /// Removes a booking from its day, if it is there.
    pub(crate) fn leave_day(&self, booking: &Booking) -> Result<TransactWriteItem, TableError> {
        let update = self.update_day(booking).update_expression("REMOVE #entry ADD n :by, v :one");
        finished(if_entered(update).expression_attribute_values(":by", number(-1)))
    }

    /// Changes the time of a booking that stays on its day, if it is there.
    pub(crate) fn change_day_entry(&self, booking: &Booking) -> Result<TransactWriteItem, TableError> {
        let update = self.update_day(booking).update_expression("SET #entry = :entry ADD v :one");
        finished(if_entered(update).expression_attribute_values(":entry", entry(booking)))
    }

    fn update_day(&self, booking: &Booking) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::day(&booking.consultant.id, booking.claim.day)))
            .expression_attribute_names("#entry", entry_name(&booking.reference))
            .expression_attribute_values(":one", number(1))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

fn if_entered(update: UpdateBuilder) -> UpdateBuilder {
    update.condition_expression("attribute_exists(#entry)")
}

fn finished(update: UpdateBuilder) -> Result<TransactWriteItem, TableError> {
    let update = update.build().map_err(|error| TableError::corrupt("day", error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}

/// Adds a day's item to a consultant's busy time, without the booking that is being moved. What can't be read
/// counts as taken: the whole day.
pub(crate) fn read_day(item: &Item, now: Instant, without: Option<&Reference>, busy: &mut BusyTimes) {
    let Some(date) = get_text(item, keys::SK).and_then(keys::date_of_day) else { return };
    let own = without.map(entry_name);
    let unreadable = if item.contains_key("n") { i64::from(u32::MAX) } else { 0 };
    let mut bookings = get_number::<i64>(item, "n").unwrap_or(unreadable);
    if own.as_ref().is_some_and(|name| item.contains_key(name)) {
        bookings -= 1;
    }
    // A counter below zero comes from a wrong repair; it must not read as a huge number.
    busy.set_live_bookings(date, u32::try_from(bookings.max(0)).unwrap_or(u32::MAX));
    for (name, value) in item.iter().filter(|(name, _)| own.as_ref() != Some(name)) {
        if read_attribute(name, value, date, now, busy).is_none() {
            tracing::error!(item = get_text(item, keys::SK), attribute = name, "unreadable time counts as taken");
            let midnight = midnight(date);
            busy.book_interval(Interval {
                start: midnight - TimeDelta::hours(15),
                end: midnight + TimeDelta::hours(39),
            });
        }
    }
}

/// The bookings of a day's item; unreadable ones are left out.
pub(crate) fn day_bookings(item: &Item) -> Vec<FutureBooking> {
    let Some(date) = get_text(item, keys::SK).and_then(keys::date_of_day) else { return Vec::new() };
    let booking = |(name, value): (&String, &AttributeValue)| {
        let reference = Reference::parse(name.strip_prefix('b')?).ok()?;
        let [start, end, marked_start, marked_end] = numbers(value)?;
        Some(FutureBooking {
            reference,
            slot: interval(date, start, end)?,
            marked: interval(date, marked_start, marked_end)?,
        })
    };
    item.iter().filter_map(booking).collect()
}

/// `None` if it can't be read.
fn read_attribute(
    name: &str,
    value: &AttributeValue,
    date: NaiveDate,
    now: Instant,
    busy: &mut BusyTimes,
) -> Option<()> {
    match name.as_bytes() {
        b"x" => {
            for stretch in value.as_s().ok()?.split_whitespace() {
                let (start, end) = stretch.split_once('-')?;
                busy.block_interval(interval(date, start.parse().ok()?, end.parse().ok()?)?);
            }
        }
        [b'b', ..] => {
            let [start, end, marked_start, marked_end] = numbers(value)?;
            busy.add_meeting(interval(date, start, end)?, interval(date, marked_start, marked_end)?);
        }
        [b'h', ..] => {
            let [start, end, until] = numbers(value)?;
            // The same comparison as in a claim's condition: free once its end is less than now.
            if until >= now.timestamp() {
                busy.book_interval(interval(date, start, end)?);
            }
        }
        _ => {}
    }
    Some(())
}

fn numbers<const COUNT: usize>(value: &AttributeValue) -> Option<[i64; COUNT]> {
    let numbers: Option<Vec<i64>> = value.as_s().ok()?.split(' ').map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// An interval in minutes from 0:00 UTC of a date, if it is one within a few days of it.
fn interval(date: NaiveDate, start: i64, end: i64) -> Option<Interval> {
    const DAYS: i64 = 3 * 24 * 60;
    let midnight = midnight(date);
    let is_sound = -DAYS < start && start < end && end < DAYS;
    is_sound.then(|| Interval { start: midnight + TimeDelta::minutes(start), end: midnight + TimeDelta::minutes(end) })
}

#[cfg(test)]
mod tests {
    use domain::availability::Conflict;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn day(attributes: &[(&str, &str)]) -> Item {
        let mut item = Item::from([(keys::SK.to_owned(), text("DAY#2026-11-24")), ("n".to_owned(), number(2))]);
        item.extend(attributes.iter().map(|(name, value)| ((*name).to_owned(), text(value))));
        item
    }

    fn busy(item: &Item, without: Option<&str>) -> BusyTimes {
        let mut busy = BusyTimes::new();
        let without = without.map(|reference| Reference::parse(reference).unwrap());
        read_day(item, at("2026-11-24T08:00:00Z"), without.as_ref(), &mut busy);
        busy
    }

    fn conflict(busy: &BusyTimes, start: &str) -> Option<Conflict> {
        busy.conflict(Interval::from_start(at(start), 5))
    }

    const OWN: (&str, &str) = ("bVLT-20261123-7KXMAB", "540 570 525 600");

    #[test]
    fn entries_are_minutes_of_utc_date() {
        let busy = busy(&day(&[OWN, ("bVLT-20261123-8LYN", "-120 -60 -120 -60")]), None);
        assert_eq!(conflict(&busy, "2026-11-24T08:45:00Z"), Some(Conflict::Booked), "a buffer");
        assert_eq!(conflict(&busy, "2026-11-24T08:40:00Z"), None);
        assert_eq!(conflict(&busy, "2026-11-23T22:00:00Z"), Some(Conflict::Booked), "a local date begins earlier");
        assert!(busy.is_in_meeting(at("2026-11-24T09:00:00Z")) && !busy.is_in_meeting(at("2026-11-24T08:50:00Z")));
        assert_eq!(busy.live_bookings("2026-11-24".parse().unwrap()), Some(2));
    }

    #[test]
    fn moving_booking_leaves_its_day() {
        let busy = busy(&day(&[OWN]), Some("VLT-20261123-7KXMAB"));
        assert_eq!(conflict(&busy, "2026-11-24T09:00:00Z"), None);
        assert_eq!(busy.live_bookings("2026-11-24".parse().unwrap()), Some(1));
    }

    #[test]
    fn hold_ends_at_its_second() {
        let now = at("2026-11-24T08:00:00Z").timestamp();
        let hold = |until: i64| busy(&day(&[("hSOME", &format!("540 570 {until}"))]), None);
        assert_eq!(conflict(&hold(now), "2026-11-24T09:00:00Z"), Some(Conflict::Booked));
        assert_eq!(conflict(&hold(now - 1), "2026-11-24T09:00:00Z"), None);
    }

    #[test]
    fn outside_time_is_external() {
        let busy = busy(&day(&[("x", "0-60 1380-1440")]), None);
        assert_eq!(conflict(&busy, "2026-11-24T00:55:00Z"), Some(Conflict::External));
        assert_eq!(conflict(&busy, "2026-11-24T23:55:00Z"), Some(Conflict::External));
        assert_eq!(conflict(&busy, "2026-11-24T01:00:00Z"), None);
    }

    #[test]
    fn unreadable_entry_takes_the_day() {
        for (name, value) in [("bVLT-20261123-7KXM", "540 570"), ("x", "ten"), ("hSOME", "1 2"), ("bX", "9 8 9 8")] {
            let busy = busy(&day(&[(name, value)]), None);
            assert_eq!(conflict(&busy, "2026-11-24T12:00:00Z"), Some(Conflict::Booked), "{name} {value}");
        }
        assert_eq!(conflict(&busy(&day(&[("later", "?")]), None), "2026-11-24T12:00:00Z"), None, "not its time");
    }
}
