//! The answer: each date of the range with its slots.

use chrono::NaiveDate;
use chrono_tz::Tz;
use scheduling::{ListedSlot, Listing};
use serde::Serialize;

use crate::{ConsultantSlot, SlotView};

/// Each date of a range with its slots.
#[derive(Debug, Serialize)]
pub struct Availability {
    timezone: Tz,
    duration: u32,
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Day {
    date: NaiveDate,
    slots: Vec<SlotView>,
}

impl From<Listing> for Availability {
    fn from(listing: Listing) -> Self {
        let days = listing.days.into_iter();
        let days = days.map(|day| Day { date: day.date, slots: day.slots.into_iter().map(view_of).collect() });
        Self { timezone: listing.timezone, duration: listing.duration, days: days.collect() }
    }
}

fn view_of(listed: ListedSlot) -> SlotView {
    let consultants = ConsultantSlot { consultant_id: listed.consultant, consultant_ids: listed.consultants };
    SlotView::new(listed.slot, consultants, listed.reason)
}
