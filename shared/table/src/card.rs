//! How bookings and events lie in the table, so that the indexes can show them.
//!
//! An index's projection can't grow, a map can: `agenda` and `diary` project the one map `card`, `trail` the one map
//! `entry`. The members that lists show aren't copied there, they live there: a booking has each of them once.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Booking, Event, Utm},
    time::Instant,
};

use crate::{
    TableError,
    attributes::{from_item, number, sortable, text, to_item},
    keys::{self, Item},
};

/// Members of a booking that lists show, filter by or count.
const SHOWN: [&str; 10] = [
    "cancelledAt",
    "createdAt",
    "end",
    "erasedAt",
    "facts",
    "mailTrouble",
    "meetingType",
    "source",
    "status",
    "timezone",
];
/// Members of the client that lists show. The others may be long.
const SHOWN_OF_CLIENT: [&str; 6] = ["firstName", "lastName", "email", "phone", "company", "industry"];
/// Members of the card alone: copies for lists, which are left out when the booking is read.
const COPIED: [&str; 6] = [keys::CONSULTANT_ID, "campaign", "late", "offer", "rating", "version"];
/// Characters of a campaign's parameter that the card has.
const MAX_CAMPAIGN: usize = 40;

/// Moves the members that lists show into the card, and adds the attributes of the indexes.
pub(crate) fn fold(item: &mut Item, booking: &Booking) -> Result<(), TableError> {
    let mut card: Item = SHOWN.iter().filter_map(|name| item.remove_entry(*name)).collect();
    if let Some(AttributeValue::M(mut client)) = item.remove("client") {
        let shown: Item = SHOWN_OF_CLIENT.iter().filter_map(|name| client.remove_entry(*name)).collect();
        card.insert("client".to_owned(), AttributeValue::M(shown));
        if !client.is_empty() {
            item.insert("client".to_owned(), AttributeValue::M(client));
        }
    }
    card.extend(copied(booking)?);
    item.insert(keys::CARD.to_owned(), AttributeValue::M(card));
    item.insert(keys::MONTH.to_owned(), text(keys::month(booking.slot.start)));
    item.insert(keys::CONSULTANT_ID.to_owned(), text(&booking.consultant.id));
    Ok(())
}

fn copied(booking: &Booking) -> Result<Item, TableError> {
    let mut copied = Item::from([
        (keys::CONSULTANT_ID.to_owned(), text(&booking.consultant.id)),
        ("version".to_owned(), number(booking.version)),
    ]);
    if let Some(feedback) = &booking.feedback {
        copied.insert("rating".to_owned(), number(feedback.rating));
    }
    if booking.is_cancelled_late() {
        copied.insert("late".to_owned(), AttributeValue::Bool(true));
    }
    if booking.status.is_live() && booking.offer.is_some() {
        copied.insert("offer".to_owned(), AttributeValue::Bool(true));
    }
    if let Some(utm) = &booking.utm {
        let short = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(MAX_CAMPAIGN).collect());
        let campaign = Utm { source: short(&utm.source), medium: None, campaign: short(&utm.campaign) };
        copied.insert("campaign".to_owned(), AttributeValue::M(to_item("campaign", &campaign)?));
    }
    Ok(copied)
}

/// Moves the members of the card back, and removes the attributes of the indexes.
pub(crate) fn unfold(item: &mut Item) {
    item.remove(keys::MONTH);
    item.remove(keys::CONSULTANT_ID);
    let Some(AttributeValue::M(card)) = item.remove(keys::CARD) else { return };
    for (name, value) in card {
        if COPIED.contains(&name.as_str()) {
            continue;
        }
        match (item.get_mut(&name), value) {
            (Some(AttributeValue::M(there)), AttributeValue::M(more)) => there.extend(more),
            (_, value) => {
                item.insert(name, value);
            }
        }
    }
}

/// The item of an event, with its keys and the attributes of the indexes.
pub(crate) fn write_event(event: &Event) -> Result<Item, TableError> {
    let mut item = keys::event(&event.reference, event.version);
    item.insert(keys::ENTRY.to_owned(), AttributeValue::M(to_item("event", event)?));
    item.extend(trail(event.at, format!("{}#{}", event.reference, event.version)));
    if let Some(account) = &event.account_id {
        item.insert(keys::ACTOR_ID.to_owned(), text(account));
    }
    Ok(item)
}

/// Reads an event. One of a version before the indexes lies in the item itself.
pub(crate) fn read_event(mut item: Item) -> Result<Event, TableError> {
    let entry = match item.remove(keys::ENTRY) {
        Some(AttributeValue::M(entry)) => entry,
        Some(_) => return Err(TableError::corrupt("event", "its entry isn't a map")),
        None => item,
    };
    from_item("event", entry)
}

/// The attributes of the index `trail`.
pub(crate) fn trail(at: Instant, tail: impl std::fmt::Display) -> Item {
    Item::from([
        (keys::TRAIL.to_owned(), text(keys::month(at))),
        (keys::TRAIL_AT.to_owned(), text(format!("{}#{tail}", sortable(at)))),
    ])
}
