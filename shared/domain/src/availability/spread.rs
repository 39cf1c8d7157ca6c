//! Picks times that differ enough to be a choice.

use chrono::{NaiveDate, TimeDelta, Timelike};

use super::DayPart;
use crate::{
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
    zone::Tz,
};

/// The time that others are to be near.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The best time.
    pub start: Instant,
    /// The zone in which days and their parts count.
    pub zone: Tz,
    /// The consultant who comes first.
    pub consultant: &'a ConsultantId,
}

impl Wish<'_> {
    fn place(&self, slot: Interval) -> (NaiveDate, DayPart) {
        (local_date(self.zone, slot.start), DayPart::of(self.zone, slot.start))
    }

    /// Nearest day first, and on each day the hour nearest to the wished one.
    fn distance(&self, slot: Interval) -> (TimeDelta, NaiveDate, u32) {
        let (wished, local) = (self.start.with_timezone(&self.zone), slot.start.with_timezone(&self.zone));
        let (day, seconds) = (local.date_naive(), local.num_seconds_from_midnight());
        let days = (day - wished.date_naive()).abs();
        (days, day, seconds.abs_diff(wished.num_seconds_from_midnight()))
    }
}

/// Picks at most `most` of the free slots, in order of their starts: of the wished consultant before others, on different
/// days before different parts of a day, and never two of one part of a day.
pub fn spread(wish: Wish<'_>, free: Vec<(ConsultantId, Interval)>, most: usize) -> Vec<(ConsultantId, Interval)> {
    let mut free = free;
    free.sort_by_key(|(_, slot)| wish.distance(*slot));
    let mut picked: Vec<(ConsultantId, Interval)> = Vec::new();
    for (is_own, whole_days) in [(true, true), (true, false), (false, true), (false, false)] {
        for (consultant, slot) in free.iter().filter(|(consultant, _)| (consultant == wish.consultant) == is_own) {
            let (day, part) = wish.place(*slot);
            let is_alike = |other: Interval| {
                let (other_day, other_part) = wish.place(other);
                other_day == day && (whole_days || other_part == part)
            };
            let is_new = !picked.iter().any(|(_, other)| is_alike(*other) || other.overlaps(slot));
            if picked.len() < most && is_new {
                picked.push((consultant.clone(), *slot));
            }
        }
    }
    picked.sort_by_key(|(_, slot)| slot.start);
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> ConsultantId {
        ConsultantId::parse(name).unwrap()
    }

    fn picked(free: &[(&str, &str)]) -> Vec<String> {
        let free =
            free.iter().map(|(who, start)| (id(who), Interval::from_start(start.parse().unwrap(), 60))).collect();
        let anna = id("anna");
        let start = "2026-11-24T12:00:00Z".parse().unwrap();
        let wish = Wish { start, zone: Tz::BERLIN, consultant: &anna };
        let shown = |(who, slot): (ConsultantId, Interval)| format!("{who} {}", slot.start.format("%dT%H:%M"));
        spread(wish, free, 3).into_iter().map(shown).collect()
    }

    #[test]
    fn days_come_before_parts() {
        let full_days = ["24", "25", "26", "27"]
            .map(|day| ["08:00", "08:30", "11:30", "12:30", "15:00"].map(|hour| format!("2026-11-{day}T{hour}:00Z")));
        let free: Vec<(&str, &str)> = full_days.iter().flatten().map(|start| ("anna", start.as_str())).collect();
        assert_eq!(picked(&free), ["anna 24T11:30", "anna 25T11:30", "anna 26T11:30"]);
        // On one day: morning, afternoon, evening there.
        let one_day: Vec<(&str, &str)> = free[..5].to_vec();
        assert_eq!(picked(&one_day), ["anna 24T08:30", "anna 24T11:30"], "15:00 is an afternoon's too");
        let evening = [one_day, vec![("anna", "2026-11-24T16:30:00Z")]].concat();
        assert_eq!(picked(&evening), ["anna 24T08:30", "anna 24T11:30", "anna 24T16:30"]);
    }

    #[test]
    fn others_fill_up() {
        let free = [
            ("ben", "2026-11-24T12:00:00Z"),
            ("ben", "2026-11-25T12:00:00Z"),
            ("anna", "2026-11-24T12:30:00Z"),
            ("anna", "2026-11-24T13:00:00Z"),
        ];
        assert_eq!(picked(&free), ["anna 24T12:30", "ben 25T12:00"]);
        assert_eq!(picked(&[]), [""; 0]);
    }
}
