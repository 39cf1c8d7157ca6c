//! The fields in which two documents differ, for people who must know what another one changed.

use serde_json::Value;

/// Pointers that are listed at most.
const MAX_FIELDS: usize = 50;

/// Returns the JSON Pointers of the fields that differ: as deep as both are objects, lists as a whole.
pub fn changed_fields(before: &Value, after: &Value) -> Vec<String> {
    let mut fields = Vec::new();
    collect("", before, after, &mut fields);
    fields.truncate(MAX_FIELDS);
    fields
}

fn collect(pointer: &str, before: &Value, after: &Value, fields: &mut Vec<String>) {
    if before == after {
        return;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        fields.push(pointer.to_owned());
        return;
    };
    let added = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(added) {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let value = |object: &serde_json::Map<String, Value>| object.get(name).cloned().unwrap_or(Value::Null);
        collect(&format!("{pointer}/{escaped}"), &value(old), &value(new), fields);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changed_fields;

    #[test]
    fn changed_fields_are_pointers() {
        let before = json!({"a": 1, "b": {"c": [1], "d": 2, "e/f": 3}, "same": {"x": 1}});
        let after = json!({"a": 1, "b": {"c": [1, 2], "d": 2}, "same": {"x": 1}, "new": "n"});
        assert_eq!(changed_fields(&before, &after), ["/b/c", "/b/e~1f", "/new"]);
        assert!(changed_fields(&before, &before).is_empty());
    }
}
