//! `dynamodb:LeadingKeys`: which partitions a call touches, and whether a policy allows them.

use serde_json::Value;

/// Returns the first partition key in a call of the table that matches none of the patterns. An unknown key (a scan, an
/// index) matches none.
pub(crate) fn outside(patterns: &[String], operation: &str, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let keys = touched(operation, &body);
    let fits = |key: &str| patterns.iter().any(|pattern| like(pattern, key));
    keys.into_iter().map(|key| key.unwrap_or("?").to_owned()).find(|key| !fits(key))
}

/// The partition keys of a call; `None` for an unknown one.
fn touched<'a>(operation: &str, body: &'a Value) -> Vec<Option<&'a str>> {
    match operation {
        "TransactWriteItems" | "TransactGetItems" => {
            let items = body["TransactItems"].as_array().into_iter().flatten();
            items.flat_map(|item| item.as_object().into_iter().flat_map(|it| it.values())).map(partition).collect()
        }
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            tables
                .flat_map(|table| table["Keys"].as_array().into_iter().flatten())
                .map(|key| key["pk"]["S"].as_str())
                .collect()
        }
        "Query" => vec![queried(body)],
        _ => vec![partition(body)],
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
    use serde_json::{Value, json};

    use super::outside;

    fn refused(operation: &str, body: &Value) -> Option<String> {
        let patterns = ["DIRECTORY".to_owned(), "CONSULTANT#*".to_owned()];
        outside(&patterns, operation, body.to_string().as_bytes())
    }

    fn key(pk: &str) -> Value {
        json!({"pk": {"S": pk}, "sk": {"S": "X"}})
    }

    #[test]
    fn keys_are_found_in_every_call() {
        for (pk, refusal) in
            [("DIRECTORY", None), ("CONSULTANT#anna", None), ("BOOKING#1", Some("BOOKING#1".to_owned()))]
        {
            assert_eq!(refused("GetItem", &json!({"Key": key(pk)})), refusal);
            assert_eq!(refused("PutItem", &json!({"Item": key(pk)})), refusal);
            let query = json!({"KeyConditionExpression": "pk = :pk AND begins_with(sk, :p)",
                "ExpressionAttributeValues": {":pk": {"S": pk}, ":p": {"S": "TIME#"}}});
            assert_eq!(refused("Query", &query), refusal);
            let batch = json!({"RequestItems": {"Table": {"Keys": [key("DIRECTORY"), key(pk)]}}});
            assert_eq!(refused("BatchGetItem", &batch), refusal);
            let transaction =
                json!({"TransactItems": [{"Update": {"Key": key("DIRECTORY")}}, {"Put": {"Item": key(pk)}}]});
            assert_eq!(refused("TransactWriteItems", &transaction), refusal);
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
