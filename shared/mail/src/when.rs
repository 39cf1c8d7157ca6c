//! Times as people read them: in their own zone, with the zone named.

use chrono::Offset;
use chrono_tz::Tz;
use domain::time::{Instant, Interval};

/// "Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)".
pub(crate) fn stretch(slot: Interval, zone: Tz) -> String {
    let (start, end) = (slot.start.with_timezone(&zone), slot.end.with_timezone(&zone));
    let day = start.format("%A, %-d %B %Y");
    let end = if start.date_naive() == end.date_naive() {
        end.format("%H:%M").to_string()
    } else {
        end.format("%H:%M (%-d %B)").to_string()
    };
    format!("{day}, {}–{end} ({})", start.format("%H:%M"), zone_name(slot.start, zone))
}

/// "Tuesday, 24 November 2026, 09:00 (Europe/Berlin, UTC+01:00)".
pub(crate) fn moment(start: Instant, zone: Tz) -> String {
    format!("{} ({})", start.with_timezone(&zone).format("%A, %-d %B %Y, %H:%M"), zone_name(start, zone))
}

/// "24 Nov 2026, 09:00": for subjects, where the zone follows in the text.
pub(crate) fn short(start: Instant, zone: Tz) -> String {
    start.with_timezone(&zone).format("%-d %b %Y, %H:%M").to_string()
}

fn zone_name(instant: Instant, zone: Tz) -> String {
    format!("{}, UTC{}", zone.name(), instant.with_timezone(&zone).offset().fix())
}
