//! Random consultants with busy time, at random times.

use chrono::{Days, NaiveDate, TimeDelta, Weekday};
use domain::{
    availability::BusyTimes,
    consultant::BookingRules,
    schedule::{Blackout, DayHours, Exception, Holidays, OwnHoliday, Schedule, Weekly, Window},
    time::{Instant, Interval, start_of_day},
    zone::{Tz, names},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

#[derive(Debug, Clone)]
pub struct World {
    pub schedule: Schedule,
    pub rules: BookingRules,
    pub now: Instant,
    /// Two local dates.
    pub range: Interval,
    pub duration: u32,
    pub booked: Vec<Interval>,
    pub outside: Vec<Interval>,
    pub live_bookings: Vec<(NaiveDate, u32)>,
    /// The three above as domain values.
    pub busy: BusyTimes,
    /// Some minutes of the range that are no multiples of five.
    pub odd_minutes: Vec<i64>,
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

/// Zones and dates with special cases (clock changes, days off, shortened or transferred days), and any others.
fn places() -> impl Strategy<Value = (Tz, NaiveDate)> {
    let eventful = select(vec![
        (zone("Europe/Berlin"), date("2026-03-28")),
        (zone("Europe/Berlin"), date("2026-10-24")),
        (zone("Europe/Berlin"), date("2026-12-24")),
        (zone("Europe/Moscow"), date("2026-04-30")),
        (zone("Europe/Moscow"), date("2027-02-19")),
        (zone("Europe/Moscow"), date("2027-02-20")),
        (zone("America/New_York"), date("2026-07-03")),
        (zone("America/New_York"), date("2026-11-01")),
        (zone("Africa/Cairo"), date("2026-04-23")),
        (zone("Africa/Cairo"), date("2026-10-29")),
        (zone("Asia/Beirut"), date("2026-10-24")),
        (zone("America/Nuuk"), date("2026-03-28")),
        (zone("Australia/Lord_Howe"), date("2026-04-04")),
        (zone("Australia/Lord_Howe"), date("2026-10-03")),
        (zone("Asia/Kathmandu"), date("2026-12-31")),
    ]);
    let any = (select(names().collect::<Vec<_>>()), 0..700_u64)
        .prop_map(|(name, days)| (zone(name), date("2026-01-01") + Days::new(days)));
    prop_oneof![2 => eventful, 1 => any]
}

/// A minute of the day, usually on the half hour.
fn minute() -> impl Strategy<Value = u32> {
    prop_oneof![4 => (0..48_u32).prop_map(|half| half * 30), 1 => (0..288_u32).prop_map(|five| five * 5), 1 => 0..1440_u32]
}

fn window(longest: u32) -> impl Strategy<Value = Window> {
    (minute(), 1..=longest / 5).prop_map(|(start, fives)| Window { start, end: (start + fives * 5).min(1440) })
}

fn day_hours() -> impl Strategy<Value = DayHours> {
    let ordinary = Just(vec![Window { start: 9 * 60, end: 18 * 60 }]);
    let around_the_clock = Just(vec![Window { start: 0, end: 1440 }]);
    let night = Just(vec![Window { start: 0, end: 150 }, Window { start: 20 * 60, end: 1440 }]);
    let windows = prop_oneof![2 => ordinary, 2 => around_the_clock, 1 => night, 3 => vec(window(900), 0..4)];
    (windows, vec(window(90), 0..3)).prop_map(|(windows, breaks)| DayHours { windows, breaks })
}

fn weekly() -> impl Strategy<Value = Weekly> {
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    vec(day_hours(), 7).prop_map(move |days| {
        let mut weekly = Weekly::default();
        weekdays.into_iter().zip(days).for_each(|(weekday, hours)| weekly.set(weekday, hours));
        weekly
    })
}

fn holidays(near: NaiveDate) -> impl Strategy<Value = Holidays> {
    use chrono::Datelike;
    let calendar = select(vec!["DE-BE", "RU", "RU", "US", "GB-SCT"]).prop_map(|code| code.parse().unwrap());
    let own =
        date_near(near).prop_map(|date| OwnHoliday { month: date.month(), day: date.day(), name: "own".to_owned() });
    (option::weighted(0.8, calendar), vec(date_near(near), 0..2), option::weighted(0.1, own)).prop_map(
        |(calendar, except, own)| Holidays {
            calendar,
            except: except.into_iter().collect(),
            own: own.into_iter().collect(),
        },
    )
}

fn date_near(near: NaiveDate) -> impl Strategy<Value = NaiveDate> {
    (0..5_u64).prop_map(move |days| near - Days::new(1) + Days::new(days))
}

fn schedule(zone: Tz, near: NaiveDate) -> impl Strategy<Value = Schedule> {
    let exception = (date_near(near), day_hours()).prop_map(|(date, hours)| Exception { date, hours });
    let blackout = (date_near(near), 0..3_u64).prop_map(|(from, days)| Blackout {
        from,
        to: from + Days::new(days),
        absence: None,
        reason: None,
    });
    (weekly(), option::weighted(0.3, exception), holidays(near), option::weighted(0.1, blackout)).prop_map(
        move |(weekly, exception, holidays, blackout)| Schedule {
            timezone: zone,
            weekly,
            exceptions: exception.into_iter().collect(),
            holidays,
            blackouts: blackout.into_iter().collect(),
        },
    )
}

fn rules() -> impl Strategy<Value = BookingRules> {
    let buffer = || prop_oneof![2 => Just(0), 1 => (0..=24_u32).prop_map(|five| five * 5)];
    let grid = select(vec![5, 10, 15, 20, 30, 30, 45, 60, 90]);
    (buffer(), buffer(), 0..30_u32, 1..5_u32, grid, option::weighted(0.4, 1..4_u32), prop::bool::weighted(0.9))
        .prop_map(|(before, after, notice, advance, grid, limit, accepting)| BookingRules {
            buffer_before_minutes: before,
            buffer_after_minutes: after,
            minimum_notice_hours: notice,
            maximum_advance_days: advance,
            grid_minutes: grid,
            daily_limit: limit,
            accepting_bookings: accepting,
            ..BookingRules::default()
        })
}

/// Up to `most` intervals of up to three hours that begin within three days of `from`.
fn stretches(from: Instant, most: usize) -> impl Strategy<Value = Vec<Interval>> {
    let stretch = (-36..864_i64, 1..36_u32)
        .prop_map(move |(after, fives)| Interval::from_start(from + TimeDelta::minutes(after * 5), fives * 5));
    vec(stretch, 0..=most)
}

pub fn worlds() -> impl Strategy<Value = World> {
    places().prop_flat_map(|(zone, first)| {
        let range = Interval { start: start_of_day(zone, first), end: start_of_day(zone, first + Days::new(2)) };
        let duration = select(vec![5, 25, 30, 30, 60, 60, 90, 120, 240, 480]);
        let now = (-2 * 86_400..40_000_i64).prop_map(move |seconds| range.start + TimeDelta::seconds(seconds));
        // Half of the times are whole five minutes, so that notice and horizon fall on starts.
        let now = (now, any::<bool>()).prop_map(|(now, whole)| {
            if whole { now - TimeDelta::seconds(now.timestamp().rem_euclid(300)) } else { now }
        });
        let live = vec(0..4_u32, 4);
        let busy = (stretches(range.start, 8), stretches(range.start, 1), live, vec(1..2_880_i64, 20));
        (schedule(zone, first), rules(), now, duration, busy).prop_map(
            move |(schedule, rules, now, duration, (booked, outside, live, odd_minutes))| {
                let live_bookings: Vec<_> = first.iter_days().zip(live).collect();
                let busy = taken_of(&booked, &outside, &live_bookings);
                World { schedule, rules, now, range, duration, booked, outside, live_bookings, busy, odd_minutes }
            },
        )
    })
}

fn taken_of(booked: &[Interval], outside: &[Interval], live_bookings: &[(NaiveDate, u32)]) -> BusyTimes {
    let mut busy = BusyTimes::new();
    booked.iter().for_each(|interval| busy.book_interval(*interval));
    outside.iter().for_each(|interval| busy.block_interval(*interval));
    live_bookings.iter().for_each(|(date, count)| busy.set_live_bookings(*date, *count));
    busy
}
