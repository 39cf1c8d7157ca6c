//! The system measured over HTTP: consultants with free time, and requests for distinct slots of it.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use local::{Local, Options, Seed, StartTime};
use sam::DEPLOYED;
use serde_json::Value;
use tests::{World, booking_body, ordinary};

/// Noon of the Sunday before [`MONDAY`]: all of Monday can be booked, and no start passes during the measurement.
pub(crate) const NOW: &str = "2026-11-22T11:00:00Z";
const MONDAY: (i32, u32, u32) = (2026, 11, 23);
/// Weeks ahead that can be booked (the rules say 60 days), before clocks change.
const WEEKS: u64 = 8;
/// Consultants for bulk bookings.
const CONSULTANTS: usize = 40;

/// The consultant with two full weeks.
pub(crate) const FULL: &str = "full-house";
/// The consultant with two empty weeks.
pub(crate) const EMPTY: &str = "empty-house";

/// The consultants of a bench.
pub(crate) fn consultants() -> Vec<Value> {
    let names = [FULL.to_owned(), EMPTY.to_owned()].into_iter().chain((0..CONSULTANTS).map(name));
    names.map(|name| ordinary(&name)).collect()
}

fn name(number: usize) -> String {
    format!("consultant-{number}")
}

/// The requested two weeks, of one consultant.
pub(crate) fn two_weeks(consultant: &str) -> String {
    let monday = monday();
    let last = monday + Days::new(13);
    format!("/v1/availability?consultantId={consultant}&from={monday}&to={last}&duration=30&timezone=Europe/Berlin")
}

fn monday() -> NaiveDate {
    let (year, month, day) = MONDAY;
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Every half hour of the working days of so many weeks: 9:00 to 17:30, as ISO 8601.
fn half_hours(weeks: u64) -> impl Iterator<Item = String> {
    let days = monday().iter_days().take(weeks as usize * 7);
    let days = days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    days.flat_map(|day| (18..36).map(move |half| format!("{day}T{:02}:{:02}:00+01:00", half / 2, half % 2 * 30)))
}

/// Bookings of every half hour of [`FULL`]'s two weeks.
pub(crate) fn fill() -> Vec<Value> {
    half_hours(2).enumerate().map(|(index, start)| booking(FULL, &start, 30, index)).collect()
}

fn booking(consultant: &str, start: &str, duration: u32, number: usize) -> Value {
    booking_body(consultant, start, duration, &format!("guest-{number}@example.com"))
}

/// Distinct free slots, one consultant after the other for each start, so that neighbours rarely meet.
#[derive(Debug, Default)]
pub(crate) struct Slots(AtomicUsize);

/// From a slot to the same time of the same consultant's next working day.
pub(crate) const A_DAY: usize = CONSULTANTS * 18;

impl Slots {
    pub(crate) fn take(&self, count: usize) -> Vec<Value> {
        let first = self.0.fetch_add(count, Ordering::Relaxed);
        let starts: Vec<String> = half_hours(WEEKS).collect();
        let booking = |number: usize| {
            let start = starts.get(number / CONSULTANTS).expect("the consultants have that much time");
            booking(&name(number % CONSULTANTS), start, 30, number)
        };
        (first..first + count).map(booking).collect()
    }
}

/// Bookings of one half hour after the other, by one consultant after the other.
pub(crate) fn spread(count: usize) -> Vec<Value> {
    let bookings = half_hours(WEEKS).take(count).enumerate();
    bookings.map(|(number, start)| booking(&name(number % CONSULTANTS), &start, 30, number)).collect()
}

/// A system with consultants, and the slots that are still free.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) slots: Slots,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self { world: World::at(NOW, &consultants()).await, slots: Slots::default() }
    }

    /// Stops; fails if two bookings overlap, or another invariant of the table is broken.
    pub(crate) async fn close(self) {
        self.world.finish().await;
    }
}

/// A system without a check at its end.
pub(crate) async fn bare(folder: &Path) -> Local {
    start(folder, DEPLOYED).await
}

/// One that counts a client's mails, and without a team or chat rooms.
pub(crate) async fn without_observers(folder: &Path) -> Local {
    let template = DEPLOYED
        .replace("MAILS_PER_DAY: !Ref MailsPerDay", "MAILS_PER_DAY: 20")
        .replace("TEAM_EMAIL: !Ref TeamEmail", "TEAM_EMAIL: \"\"")
        .replace("CHAT_ROOMS: !Ref ChatRooms", "CHAT_ROOMS: \"\"");
    start(folder, &template).await
}

async fn start(folder: &Path, template: &str) -> Local {
    let seed = folder.join("seed.json");
    std::fs::write(&seed, serde_json::to_vec(&consultants()).unwrap()).unwrap();
    let mut options = Options::new(folder.join("data"), StartTime::At(NOW.parse().unwrap()));
    options.seed = Seed::File(seed);
    options.limits = false;
    Local::start_changed(options, template).await.unwrap()
}
