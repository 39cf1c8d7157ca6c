//! Data as the first version wrote them.

use std::{collections::HashMap, path::Path};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate},
};
use emulator::store::Store;
use local::Local;
use serde_json::Value;

type Item = HashMap<String, AttributeValue>;

/// Turns a system's data into those of the first version: without indexes but one and without their attributes, with
/// entries that find a client's bookings, with counters of days, and without a version.
#[allow(clippy::disallowed_methods, reason = "a test writes what an older version wrote")]
pub(super) async fn make_older(local: &Local, data: &Path) {
    let client = Client::new(&local.sdk_config());
    let table = local.table_name().unwrap();
    let mut items = client.scan().table_name(table).into_paginator().items().send();
    while let Some(item) = items.next().await {
        let item = item.unwrap();
        let delete = client.delete_item().table_name(table).key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
        delete.send().await.unwrap();
        for older in older(item) {
            client.put_item().table_name(table).set_item(Some(older)).send().await.unwrap();
        }
    }
    let store = Store::open(&data.join("local.db")).unwrap();
    let key = format!("table.{table}");
    let mut definition: Value = serde_json::from_str(&store.text(&key).unwrap().unwrap()).unwrap();
    let indexes = definition["GlobalSecondaryIndexes"].as_array_mut().unwrap();
    let (kept, dropped): (Vec<Value>, Vec<Value>) =
        indexes.drain(..).partition(|index| index["IndexName"] == "pending");
    *indexes = kept;
    for index in dropped {
        let delete = DeleteGlobalSecondaryIndexAction::builder().index_name(index["IndexName"].as_str().unwrap());
        let update = GlobalSecondaryIndexUpdate::builder().delete(delete.build().unwrap()).build();
        client.update_table().table_name(table).global_secondary_index_updates(update).send().await.unwrap();
    }
    let attributes = definition["AttributeDefinitions"].as_array_mut().unwrap();
    attributes.retain(|it| ["pk", "sk", "pendingShard", "pendingDue"].iter().any(|name| it["AttributeName"] == *name));
    store.set_text(&key, &definition.to_string()).unwrap();
    store.set_number("data.version", 1).unwrap();
}

/// Returns the items of the first version in place of one of today's.
fn older(mut item: Item) -> Vec<Item> {
    let of = |item: &Item, name: &str| item[name].as_s().unwrap().clone();
    let (pk, sk) = (of(&item, "pk"), of(&item, "sk"));
    assert!(!item.contains_key("effects"), "{pk} {sk} is still open: the first version's events had tasks instead");
    if pk.starts_with("SEARCH#") || sk == "LIVE" {
        return Vec::new();
    }
    if let Some(date) = sk.strip_prefix("DAY#") {
        let counter = AttributeValue::S(format!("TIME#{date}"));
        return vec![Item::from([
            ("pk".to_owned(), item["pk"].clone()),
            ("sk".to_owned(), counter),
            ("n".to_owned(), item["n"].clone()),
        ])];
    }
    for map in ["card", "entry"].map(|name| item.remove(name)).into_iter().flatten() {
        item.extend(map.as_m().unwrap().clone());
    }
    let newer = ["month", "consultantId", "words", "facts", "trail", "trailAt"];
    item.retain(|name, _| !newer.contains(&name.as_str()));
    let entry = (sk == "BOOKING").then(|| {
        let (client, start) = (of(&item, "clientKey"), of(&item, "start"));
        Item::from([
            ("pk".to_owned(), AttributeValue::S(format!("SEARCH#{client}"))),
            ("sk".to_owned(), AttributeValue::S(format!("{start}#{}", of(&item, "reference")))),
        ])
    });
    [Some(item), entry].into_iter().flatten().collect()
}
