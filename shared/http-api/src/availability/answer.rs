//! The answer: each date of the range with its slots.

use chrono::{NaiveDate, NaiveTime};
use scheduling::{ListedSlot, Listing};
use serde::Serialize;

use crate::{ConsultantSlot, SlotView, ZoneOffsets};

use domain::zone::Tz;

/// Each date of a range with its slots.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Availability {
    timezone: Tz,
    duration: u32,
    days: Vec<Day>,
    offsets: ZoneOffsets,
}

#[derive(Debug, Serialize)]
struct Day {
    date: NaiveDate,
    slots: Vec<SlotView>,
}

impl From<Listing> for Availability {
    fn from(listing: Listing) -> Self {
        let first = listing.days.first().map(|day| day.date.and_time(NaiveTime::MIN).and_utc());
        let offsets = first.map(|first| ZoneOffsets::around(first, [listing.timezone])).unwrap_or_default();
        let days = listing.days.into_iter();
        let days = days.map(|day| Day { date: day.date, slots: day.slots.into_iter().map(view_of).collect() });
        Self { timezone: listing.timezone, duration: listing.duration, days: days.collect(), offsets }
    }
}

fn view_of(listed: ListedSlot) -> SlotView {
    let consultants = ConsultantSlot::new(listed.consultant, listed.consultants);
    SlotView::new(listed.slot, consultants, listed.reason)
}
