//! The size of an answer: Lambda returns at most 6 MB.

use chrono::{Days, NaiveDate};

use crate::days::ListedDay;

/// The most that an answer is estimated at: well below 6 MB, because the estimate is one.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// A slot as JSON, generously.
const SLOT_BYTES: usize = 200;
/// A further consultant of a slot.
const ID_BYTES: usize = 24;
/// Consultants of one slot that an answer lists for `any`.
pub const MAX_LISTED_CONSULTANTS: usize = 20;

/// Returns the last date with which an answer isn't too large, if all of them are too much.
pub(crate) fn last_that_fits(days: &[ListedDay]) -> Option<NaiveDate> {
    last_within(MAX_BYTES, days)
}

fn last_within(most: usize, days: &[ListedDay]) -> Option<NaiveDate> {
    let mut bytes = 0;
    for day in days {
        bytes += day.slots.iter().map(|slot| slot_bytes(slot.consultants.as_ref().map_or(0, Vec::len))).sum::<usize>();
        if bytes > most {
            let first = days.first()?.date;
            return Some((day.date - Days::new(1)).max(first));
        }
    }
    None
}

fn slot_bytes(consultants: usize) -> usize {
    SLOT_BYTES + ID_BYTES * consultants.min(MAX_LISTED_CONSULTANTS).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::ConsultantId,
        time::{Instant, Interval},
    };

    use super::*;
    use crate::days::ListedSlot;

    fn day(date: &str, slots: usize, consultants: usize) -> ListedDay {
        let id = ConsultantId::parse("anna").unwrap();
        let slot = ListedSlot {
            slot: Interval::from_start(Instant::UNIX_EPOCH, 30),
            consultant: id.clone(),
            consultants: (consultants > 0).then(|| vec![id; consultants]),
            reason: None,
        };
        ListedDay { date: date.parse().unwrap(), slots: vec![slot; slots] }
    }

    #[test]
    fn last_date_that_fits_is_named() {
        let days = [day("2026-11-24", 10, 0), day("2026-11-25", 0, 0), day("2026-11-26", 10, 0)];
        assert_eq!(last_within(4_000, &days), None);
        assert_eq!(last_within(3_999, &days), Some("2026-11-25".parse().unwrap()));
        assert_eq!(last_within(1_999, &days), Some("2026-11-24".parse().unwrap()), "at least one date");
    }

    #[test]
    fn only_listed_consultants_count() {
        assert_eq!([0, 1, 2, 20, 200].map(slot_bytes), [200, 200, 224, 656, 656]);
        // A month of half hours with 200 consultants is 0.6 MB; two months of five minutes are 11.
        let quick: Vec<ListedDay> = (1..=30).map(|n| day(&format!("2026-11-{n:02}"), 18, 200)).collect();
        assert_eq!(last_that_fits(&quick), None);
        let endless: Vec<ListedDay> = (1..=30).map(|n| day(&format!("2026-11-{n:02}"), 288, 200)).collect();
        assert_eq!(last_that_fits(&endless), Some("2026-11-22".parse().unwrap()));
    }
}
