//! The table's indexes.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::booking::Booking;
use local::Local;

use super::{Item, text};

/// Each booking is in `agenda`, `diary` and (with its client) `client` once, with its present start; each event and each
/// recorded change in `trail`, and in `acts` if an account made it.
pub(super) async fn check(local: &Local, items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let instant = |booking: &Booking| booking.slot.start.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let booked = |partition: fn(&Booking) -> Option<String>| -> BTreeSet<String> {
        let entry = |booking: &Booking| {
            Some(format!("{} {} BOOKING#{} BOOKING", partition(booking)?, instant(booking), booking.reference))
        };
        bookings.iter().filter_map(entry).collect()
    };
    let month = |booking: &Booking| Some(booking.slot.start.format("%Y-%m").to_string());
    let expected = [
        ("agenda", ["month", "start"], booked(month)),
        ("diary", ["consultantId", "start"], booked(|booking| Some(booking.consultant.id.to_string()))),
        ("client", ["clientKey", "start"], booked(|booking| booking.client_key.clone())),
        ("trail", ["trail", "trailAt"], recorded(items, |item| Some(at(item).get(..7)?.to_owned()))),
        ("acts", ["actorId", "trailAt"], recorded(items, |item| Some(item.get("actorId")?.as_s().unwrap().clone()))),
    ];
    for (index, keys, expected) in expected {
        let entries = entries(local, index).await;
        let found: BTreeSet<String> =
            entries.iter().map(|item| [keys[0], keys[1], "pk", "sk"].map(|name| text(item, name)).join(" ")).collect();
        faults.extend(found.symmetric_difference(&expected).map(|it| format!("{index}: {it} is missing or too much")));
        let bare = entries.iter().filter(|item| matches!(index, "agenda" | "diary") && !item.contains_key("card"));
        faults.extend(bare.map(|item| format!("{index}: {} shows nothing", text(item, "pk"))));
    }
}

/// The events and the recorded changes, by a partition.
fn recorded(items: &[Item], partition: impl Fn(&Item) -> Option<String>) -> BTreeSet<String> {
    let is_recorded = |item: &&Item| text(item, "sk").starts_with("EVENT#") || text(item, "pk").starts_with("AUDIT#");
    let entry = |item: &Item| {
        let (pk, sk) = (text(item, "pk"), text(item, "sk"));
        // Milliseconds always, so that the texts sort by time.
        let instant: chrono::DateTime<chrono::Utc> = at(item).parse().unwrap();
        let instant = instant.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let tail = match pk.strip_prefix("BOOKING#") {
            Some(reference) => format!("{reference}#{}", sk["EVENT#".len()..].trim_start_matches('0')),
            None => text(item, "trailAt").strip_prefix(&format!("{instant}#"))?.to_owned(),
        };
        Some(format!("{} {instant}#{tail} {pk} {sk}", partition(item)?))
    };
    items.iter().filter(is_recorded).filter_map(entry).collect()
}

/// The time of an event or a recorded change.
fn at(item: &Item) -> &str {
    let entry = item.get("entry").and_then(|entry| entry.as_m().ok());
    entry.and_then(|entry| entry.get("at")).and_then(|at| at.as_s().ok()).map_or("", String::as_str)
}

#[allow(clippy::disallowed_methods, reason = "a test looks at everything")]
async fn entries(local: &Local, index: &str) -> Vec<std::collections::HashMap<String, AttributeValue>> {
    let client = aws_sdk_dynamodb::Client::new(&local.sdk_config());
    let scan = client.scan().table_name(local.table_name().unwrap()).index_name(index);
    let mut pages = scan.into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.unwrap());
    }
    items
}
