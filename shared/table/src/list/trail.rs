//! What happened, newest first: events of bookings, and the recorded acts of accounts. The work of a request is bounded.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, KeysAndAttributes},
};
use domain::{
    ids::Reference,
    time::{Instant, Interval},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    pace::Pace,
    row::BATCH,
    starts::{last_instant, next_month},
};
use crate::{
    ACTS_INDEX, TRAIL_INDEX, Table, TableError,
    attributes::{from_item, get_text, sortable, text},
    keys::{self, Item},
};

/// The part of the trail that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum TrailOf {
    Everything,
    Booking(Reference),
    /// The acts of an account, by its id in the user pool.
    Account(String),
    /// The changes of one thing, as `consultant:anna`.
    Subject(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRequest {
    pub of: TrailOf,
    pub period: Interval,
    pub page_size: usize,
}

/// An event of a booking or a recorded act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailRow {
    pub at: Instant,
    /// `booking.confirmed` and the like, `schedule.changed` and the like.
    #[serde(alias = "type")]
    pub kind: String,
    /// The booking of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The version of the booking that the event created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The changed thing of an act, as `consultant:anna`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The originator of an event: `client`, `consultant`, `admin` or `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The account of the console.
    #[serde(default, alias = "accountId", skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// The rules that it waived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<String>,
    #[serde(default)]
    pub request_id: String,
    /// The change of a booking, in codes and instants.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub change: Map<String, Value>,
    /// The changed fields of an act, as they were.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub before: Map<String, Value>,
    /// The same fields afterwards.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub after: Map<String, Value>,
}

/// A place in a trail: the month (none in an account's or a booking's), and the keys of the last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailPlace {
    #[serde(rename = "m")]
    month: String,
    #[serde(rename = "k")]
    after: Option<TrailKey>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TrailKey {
    pk: String,
    sk: String,
    /// The sort key of the index.
    #[serde(rename = "at")]
    trail_at: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrailPage {
    pub rows: Vec<TrailRow>,
    /// Where the next page begins; `None`: this was the last one.
    pub next: Option<TrailPlace>,
}

impl Table {
    /// Returns a page of the trail: the rows that `takes` accepts, newest first.
    pub async fn trail(
        &self,
        request: &TrailRequest,
        place: Option<TrailPlace>,
        takes: impl Fn(&TrailRow) -> bool,
    ) -> Result<TrailPage, TableError> {
        if request.period.start >= request.period.end {
            return Ok(TrailPage::default());
        }
        let mut pace = Pace::new(false, request.page_size, self.clock.now());
        let first = match &request.of {
            TrailOf::Everything | TrailOf::Subject(_) => keys::month(last_instant(request.period)),
            TrailOf::Booking(_) | TrailOf::Account(_) => String::new(),
        };
        let mut at = place.unwrap_or(TrailPlace { month: first, after: None });
        let mut rows = Vec::new();
        while let Some(limit) = pace.next_limit() {
            let query = self.trail_query(request, &at).limit(limit);
            let answer = query.send().await.map_err(TableError::from_sdk)?;
            pace.looked_at(answer.scanned_count.try_into().unwrap_or(0));
            let more = answer.last_evaluated_key.as_ref().and_then(key_of);
            let items = answer.items.unwrap_or_default();
            let keys: Vec<Option<TrailKey>> = items.iter().map(key_of).collect();
            for (key, item) in keys.into_iter().zip(self.whole(request, items).await?) {
                let Some(row) = self.readable("trail", read_row(item))? else { continue };
                let is_within = request.period.start <= row.at && row.at < request.period.end;
                if is_within && takes(&row) {
                    rows.push(row);
                }
                if rows.len() >= request.page_size {
                    return Ok(TrailPage { rows, next: Some(TrailPlace { after: key, ..at }) });
                }
            }
            match more {
                Some(key) => at.after = Some(key),
                None => match next_month(&at.month, true, request.period) {
                    Some(month) => at = TrailPlace { month, after: None },
                    None => return Ok(TrailPage { rows, next: None }),
                },
            }
        }
        Ok(TrailPage { rows, next: Some(at) })
    }

    fn trail_query(&self, request: &TrailRequest, at: &TrailPlace) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).scan_index_forward(false);
        let (query, partition) = match &request.of {
            TrailOf::Booking(reference) => {
                let query = query.expression_attribute_values(":event", text(keys::EVENT));
                let query = query.key_condition_expression("#partition = :partition AND begins_with(sk, :event)");
                (query, (keys::PK, keys::booking_pk(reference)))
            }
            TrailOf::Account(id) => (self.by_time(query, request).index_name(ACTS_INDEX), (keys::ACTOR_ID, id.clone())),
            TrailOf::Everything => {
                (self.by_time(query, request).index_name(TRAIL_INDEX), (keys::TRAIL, at.month.clone()))
            }
            TrailOf::Subject(subject) => {
                let query = self.by_time(query, request).index_name(TRAIL_INDEX);
                let query = query
                    .filter_expression("#entry.#subject = :subject")
                    .expression_attribute_names("#entry", keys::ENTRY)
                    .expression_attribute_names("#subject", "subject")
                    .expression_attribute_values(":subject", text(subject));
                (query, (keys::TRAIL, at.month.clone()))
            }
        };
        let (name, value) = partition;
        let start = at.after.as_ref().map(|after| {
            let mut key =
                HashMap::from([(keys::PK.to_owned(), text(&after.pk)), (keys::SK.to_owned(), text(&after.sk))]);
            if !matches!(request.of, TrailOf::Booking(_)) {
                key.insert(name.to_owned(), text(&value));
                key.insert(keys::TRAIL_AT.to_owned(), text(&after.trail_at));
            }
            key
        });
        query
            .expression_attribute_names("#partition", name)
            .expression_attribute_values(":partition", text(value))
            .set_exclusive_start_key(start)
    }

    fn by_time(&self, query: QueryFluentBuilder, request: &TrailRequest) -> QueryFluentBuilder {
        query
            .key_condition_expression("#partition = :partition AND #at BETWEEN :from AND :to")
            .expression_attribute_names("#at", keys::TRAIL_AT)
            .expression_attribute_values(":from", text(sortable(request.period.start)))
            .expression_attribute_values(":to", text(sortable(request.period.end)))
    }

    /// The items of the entries of an index, in their order. `acts` shows keys alone, and `trail` of an act neither
    /// the state before nor the state after.
    async fn whole(&self, request: &TrailRequest, items: Vec<Item>) -> Result<Vec<Item>, TableError> {
        let is_whole = |item: &Item| {
            matches!(request.of, TrailOf::Booking(_))
                || item.contains_key(keys::ENTRY) && keys::reference_of(item).is_some()
        };
        let missing: Vec<Item> = items.iter().filter(|item| !is_whole(item)).map(keys::key_of).collect();
        let mut found: HashMap<String, Item> = HashMap::new();
        for batch in missing.chunks(BATCH) {
            for item in self.batch_of(batch.to_vec(), KeysAndAttributes::builder()).await? {
                found.insert(name_of(&item), item);
            }
        }
        Ok(items.into_iter().map(|item| found.remove(&name_of(&item)).unwrap_or(item)).collect())
    }
}

fn name_of(item: &Item) -> String {
    format!("{} {}", get_text(item, keys::PK).unwrap_or_default(), get_text(item, keys::SK).unwrap_or_default())
}

fn key_of(item: &Item) -> Option<TrailKey> {
    Some(TrailKey {
        pk: get_text(item, keys::PK)?.to_owned(),
        sk: get_text(item, keys::SK)?.to_owned(),
        trail_at: get_text(item, keys::TRAIL_AT).unwrap_or_default().to_owned(),
    })
}

fn read_row(mut item: Item) -> Result<TrailRow, TableError> {
    let Some(AttributeValue::M(entry)) = item.remove(keys::ENTRY) else {
        return Err(TableError::corrupt("trail", "it has no entry"));
    };
    let mut row: TrailRow = from_item("trail", entry)?;
    for (name, fields) in [("before", &mut row.before), ("after", &mut row.after)] {
        if let Some(text) = get_text(&item, name) {
            *fields = serde_json::from_str(text).map_err(|error| TableError::corrupt("trail", error))?;
        }
    }
    Ok(row)
}
