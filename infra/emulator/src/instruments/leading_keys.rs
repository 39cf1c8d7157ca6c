//! `dynamodb:LeadingKeys`: which partitions a call touches, and whether a policy allows them.

use sam::LeadingKeys;
use serde_json::Value;

/// Returns the first action in a call of the table, with its partition key, that fits none of the patterns that the
/// action is limited to. An unknown key (a scan, an index) fits none.
pub(crate) fn outside(limits: &LeadingKeys, operation: &str, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let fits = |action: &str, key: &str| {
        limits.get(action).is_none_or(|patterns| patterns.iter().any(|pattern| like(pattern, key)))
    };
    let touched = touched(operation, &body).into_iter().map(|(action, key)| (action, key.unwrap_or("?")));
    touched
        .map(|(action, key)| (format!("dynamodb:{action}"), key))
        .find(|(action, key)| !fits(action, key))
        .map(|(action, key)| format!("{action} on {key}"))
}

/// The actions of a call with their partition keys; `None` for an unknown key.
fn touched<'a>(operation: &'a str, body: &'a Value) -> Vec<(&'a str, Option<&'a str>)> {
    match operation {
        "TransactWriteItems" | "TransactGetItems" => {
            let items = body["TransactItems"].as_array().into_iter().flatten();
            let parts = items.flat_map(|item| item.as_object().into_iter().flatten());
            parts.map(|(kind, action)| (action_of(kind), partition(action))).collect()
        }
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            tables
                .flat_map(|table| table["Keys"].as_array().into_iter().flatten())
                .map(|key| (operation, key["pk"]["S"].as_str()))
                .collect()
        }
        "Query" => vec![(operation, queried(body))],
        _ => vec![(operation, partition(body))],
    }
}

/// The right that a part of a transaction needs.
fn action_of(kind: &str) -> &str {
    match kind {
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        "ConditionCheck" => "ConditionCheckItem",
        "Get" => "GetItem",
        other => other,
    }
}

/// The partition of a call on one item, or of one action of a transaction.
fn partition(action: &Value) -> Option<&str> {
    let of = |name: &str| action[name]["pk"]["S"].as_str();
    of("Key").or_else(|| of("Item"))
}

/// The partition of a query of the table itself.
fn queried(body: &Value) -> Option<&str> {
    let (_, condition) = body["KeyConditionExpression"].as_str()?.split_once("pk = ")?;
    body["ExpressionAttributeValues"][condition.split(' ').next()?]["S"].as_str()
}

/// As IAM's `StringLike`, with a `*` at the end only.
fn like(pattern: &str, key: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => key.starts_with(prefix),
        None => pattern == key,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::outside;

    const ACTIONS: [&str; 6] = ["GetItem", "PutItem", "UpdateItem", "Query", "BatchGetItem", "Scan"];

    fn refused(operation: &str, body: &Value) -> Option<String> {
        let patterns = ["DIRECTORY".to_owned(), "CONSULTANT#*".to_owned()];
        let limits = ACTIONS.map(|action| (format!("dynamodb:{action}"), patterns.to_vec()));
        outside(&BTreeMap::from(limits), operation, body.to_string().as_bytes())
    }

    #[test]
    fn each_action_has_its_limit() {
        let limits = BTreeMap::from([("dynamodb:PutItem".to_owned(), vec!["AUDIT#*".to_owned()])]);
        let refused = |operation, body: Value| outside(&limits, operation, body.to_string().as_bytes());
        assert_eq!(refused("GetItem", json!({"Key": key("BOOKING#1")})), None, "reading isn't limited");
        assert_eq!(refused("PutItem", json!({"Item": key("AUDIT#2026-11")})), None);
        let transaction = |pk| json!({"TransactItems": [{"Put": {"Item": key(pk)}}, {"Update": {"Key": key("X")}}]});
        assert_eq!(refused("TransactWriteItems", transaction("AUDIT#2026-11")), None);
        let message = refused("TransactWriteItems", transaction("BOOKING#1"));
        assert_eq!(message.unwrap(), "dynamodb:PutItem on BOOKING#1");
    }

    fn key(pk: &str) -> Value {
        json!({"pk": {"S": pk}, "sk": {"S": "X"}})
    }

    #[test]
    fn keys_are_found_in_every_call() {
        for (pk, is_refused) in [("DIRECTORY", false), ("CONSULTANT#anna", false), ("BOOKING#1", true)] {
            assert_eq!(refused("GetItem", &json!({"Key": key(pk)})).is_some(), is_refused);
            assert_eq!(refused("PutItem", &json!({"Item": key(pk)})).is_some(), is_refused);
            let query = json!({"KeyConditionExpression": "pk = :pk AND begins_with(sk, :p)",
                "ExpressionAttributeValues": {":pk": {"S": pk}, ":p": {"S": "TIME#"}}});
            assert_eq!(refused("Query", &query).is_some(), is_refused);
            let batch = json!({"RequestItems": {"Table": {"Keys": [key("DIRECTORY"), key(pk)]}}});
            assert_eq!(refused("BatchGetItem", &batch).is_some(), is_refused);
            let transaction =
                json!({"TransactItems": [{"Update": {"Key": key("DIRECTORY")}}, {"Put": {"Item": key(pk)}}]});
            assert_eq!(refused("TransactWriteItems", &transaction).is_some(), is_refused);
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        let index = json!({"IndexName": "pending", "KeyConditionExpression": "pendingShard = :shard",
            "ExpressionAttributeValues": {":shard": {"S": "DIRECTORY"}}});
        assert!(refused("Query", &index).is_some());
        assert!(refused("Scan", &json!({})).is_some());
        assert!(refused("GetItem", &json!({"Key": key("DIRECTORYX")})).is_some());
    }
}
