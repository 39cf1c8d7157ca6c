//! Zones by value, and all of them beside chrono-tz, which has another reader and the IANA data of 2025b.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use domain::{
    time::{Interval, offsets},
    zone::{Tz, data_version, names},
};

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// As "09:00 PST -08:00".
fn shown(name: &str, instant: &str) -> String {
    at(instant).with_timezone(&zone(name)).format("%H:%M %Z %:z").to_string()
}

#[test]
fn changes_of_2026_are_known() {
    assert!(data_version() >= "2026f", "{}", data_version());
    // British Columbia and others keep summer time; Cuba, too. Morocco gave up its own.
    for (name, instant, expected) in [
        ("America/Vancouver", "2026-12-01T16:00:00Z", "09:00 MST -07:00"),
        ("Canada/Pacific", "2026-12-01T16:00:00Z", "09:00 MST -07:00"),
        ("America/Vancouver", "2027-07-01T16:00:00Z", "09:00 MST -07:00"),
        ("America/Vancouver", "2025-12-01T16:00:00Z", "08:00 PST -08:00"),
        ("America/Edmonton", "2026-12-01T15:00:00Z", "09:00 CST -06:00"),
        ("America/Winnipeg", "2026-12-01T14:00:00Z", "09:00 EST -05:00"),
        ("America/Havana", "2026-12-01T13:00:00Z", "09:00 CDT -04:00"),
        ("Africa/Casablanca", "2026-12-01T09:00:00Z", "09:00 +00 +00:00"),
        ("America/Los_Angeles", "2026-12-01T17:00:00Z", "09:00 PST -08:00"),
    ] {
        assert_eq!(shown(name, instant), expected, "{name} {instant}");
    }
}

#[test]
fn names_are_exact_and_links_stay() {
    for name in
        ["UTC", "Etc/UTC", "Europe/Berlin", "US/Pacific", "Asia/Calcutta", "Asia/Kolkata", "Etc/GMT+5", "EST5EDT"]
    {
        assert_eq!((zone(name).name(), zone(name).to_string()), (name, name.to_owned()));
        assert_eq!(serde_json::from_str::<Tz>(&serde_json::to_string(&zone(name)).unwrap()).unwrap(), zone(name));
    }
    for other in
        ["", "europe/berlin", "utc", "Berlin", "+01:00", "Etc/Unknown", "Factory", "Europe/Berlin ", "W. Europe"]
    {
        assert!(other.parse::<Tz>().is_err(), "{other}");
    }
    let found = |name| Tz::find(name).map(Tz::name);
    assert_eq!(found("europe/berlin"), Some("Europe/Berlin"));
    assert_eq!((found("us/pacific"), found("factory"), found("+01:00")), (Some("US/Pacific"), None, None));
    assert!(Tz::UTC == zone("UTC") && Tz::UTC != zone("Etc/UTC") && Tz::BERLIN == zone("Europe/Berlin"));
}

#[test]
fn offsets_cover_an_interval() {
    let year = Interval { start: at("2026-01-01T00:00:00Z"), end: at("2027-01-01T00:00:00Z") };
    let changes = |name: &str| -> Vec<String> {
        let offsets = offsets(zone(name), year).into_iter();
        offsets.map(|(part, offset)| format!("{} {offset}", part.start.format("%m-%d %H:%M"))).collect()
    };
    assert_eq!(changes("Europe/Berlin"), ["01-01 00:00 +01:00", "03-29 01:00 +02:00", "10-25 01:00 +01:00"]);
    // In November only the name changes.
    assert_eq!(changes("America/Vancouver"), ["01-01 00:00 -08:00", "03-08 10:00 -07:00"]);
    assert_eq!(changes("Asia/Tokyo"), ["01-01 00:00 +09:00"]);
    assert_eq!(offsets(zone("Asia/Tokyo"), year)[0].0, year);
}

#[test]
fn gaps_and_folds_of_berlin() {
    let local =
        |text: &str| Tz::BERLIN.from_local_datetime(&text.parse::<NaiveDateTime>().unwrap()).map(|at| at.to_utc());
    assert_eq!(local("2026-03-29T01:59:59"), MappedLocalTime::Single(at("2026-03-29T00:59:59Z")));
    assert_eq!(local("2026-03-29T02:30:00"), MappedLocalTime::None);
    assert_eq!(
        local("2026-10-25T02:30:00"),
        MappedLocalTime::Ambiguous(at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"))
    );
}

#[test]
fn years_without_a_table_follow_the_rules() {
    // By a rule for all years to come, by the changes before 2025, and local mean time.
    assert_eq!(shown("Europe/Berlin", "2750-07-01T00:00:00Z"), "02:00 CEST +02:00");
    assert_eq!(shown("Europe/Berlin", "9989-01-01T00:00:00Z"), "01:00 CET +01:00");
    assert_eq!(shown("Europe/Berlin", "2019-07-01T00:00:00Z"), "02:00 CEST +02:00");
    assert_eq!(shown("Asia/Tokyo", "1880-01-01T00:00:00Z"), "09:18 LMT +09:19");
    assert_eq!(shown("Pacific/Auckland", "+262142-01-01T00:00:00Z"), "13:00 NZDT +13:00");
}

/// Each change of a zone's clocks from 2000 to 2024, with the offset and the abbreviation after it.
fn changes<T: TimeZone<Offset: std::fmt::Display>>(zone: &T) -> Vec<(DateTime<Utc>, i32, String)> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let mut changes = Vec::new();
    let (mut from, end) = (at("2000-01-01T00:00:00Z"), at("2025-01-01T00:00:00Z"));
    while from < end {
        let next = from + TimeDelta::days(5);
        let (mut same, mut changed) = (from, next);
        while offset(next) != offset(from) && changed - same > TimeDelta::seconds(1) {
            let middle = same + TimeDelta::seconds((changed - same).num_seconds() / 2);
            if offset(middle) == offset(from) { same = middle } else { changed = middle }
        }
        if offset(next) != offset(from) {
            changes.push((changed, offset(changed), changed.with_timezone(zone).format("%Z").to_string()));
        }
        from = next;
    }
    changes
}

#[test]
fn every_name_is_a_zone() {
    assert!(names().count() >= chrono_tz::TZ_VARIANTS.len());
    for name in names() {
        assert_eq!(zone(name).name(), name);
    }
}

/// Zones whose past IANA has corrected since 2025b. A renewal may add some.
const CORRECTED: [&str; 2] = ["Europe/Chisinau", "Europe/Tiraspol"];

#[test]
fn agrees_with_chrono_tz_until_2024() {
    let mut compared = 0;
    for theirs in chrono_tz::TZ_VARIANTS.into_iter().filter(|zone| !CORRECTED.contains(&zone.name())) {
        let ours = zone(theirs.name());
        let (ours, expected) = (changes(&ours), changes(&theirs));
        assert_eq!(ours, expected, "{theirs}");
        compared += expected.len();
    }
    assert!(compared > 8_000, "{compared} changes compared");
}
