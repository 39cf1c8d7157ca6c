//! Idempotency keys: a repeated request has one effect and gets the same answer (IETF
//! draft-ietf-httpapi-idempotency-key-header).

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::ids::Reference;
use platform::SecretError;
use serde::Serialize;
use serde_json::Value;

use crate::{
    ClientKeys, Table, TableError,
    attributes::{get_number, get_text, number, text},
    keys::{self, Item},
    transaction::TransactionError,
};

/// How long a key is stored, in seconds: 24 hours.
const LIFETIME_SECONDS: i64 = 24 * 60 * 60;

/// The version of [`canonical`]. A release that changes it raises the number and keeps computing the ones before.
const HASH_VERSION: u32 = 1;

/// A client's idempotency key, bound to the operation and the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    operation: &'static str,
    /// Keyed hash of key and scope: neither the key nor the e-mail is stored.
    key_hash: String,
    /// Keyed hash of the request's canonical form.
    body_hash: String,
}

/// The earlier use of an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The same request: it created this booking.
    Same(Reference),
    /// Another request.
    Other,
}

/// As [`Replay`], for a request that made something else than a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The same request: it made the thing with this id.
    Same(String),
    /// Another request.
    Other,
}

impl Idempotency {
    /// A key for an operation. `scope` is the client's e-mail or the booking's reference, in its normal form; `request`
    /// is the parsed request, also with its texts in their normal form.
    ///
    /// # Errors
    /// Fails if the secret of the hashes can't be read.
    pub async fn of(
        keys: &ClientKeys,
        operation: &'static str,
        (key, scope): (&str, &str),
        request: &impl Serialize,
    ) -> Result<Self, SecretError> {
        let body = canonical_text(request);
        Ok(Self {
            operation,
            key_hash: keys.of_parts(&["idempotency", operation, key, scope]).await?,
            body_hash: keys.of_parts(&["body", &body]).await?,
        })
    }

    /// Whether a stored request is this one. A newer version's hash can't be computed here, and counts as the same: a
    /// client that repeats its request meets both releases during an upgrade.
    fn is_same_as(&self, stored: &Item) -> bool {
        let version: u32 = get_number(stored, "bodyVersion").unwrap_or(HASH_VERSION);
        version > HASH_VERSION || get_text(stored, "bodyHash") == Some(self.body_hash.as_str())
    }
}

/// A request's canonical form as a text.
pub(crate) fn canonical_text(request: &impl Serialize) -> String {
    let request = serde_json::to_value(request).unwrap_or_default();
    canonical(request).map(|value| value.to_string()).unwrap_or_default()
}

/// The known fields that have a value, sorted by name: a field that another release adds changes nothing while it is
/// absent. `None` if nothing is left.
fn canonical(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(Value::String(text)),
        Value::Array(values) => {
            let values: Vec<Value> = values.into_iter().filter_map(canonical).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(fields) => {
            let fields: BTreeMap<String, Value> =
                fields.into_iter().filter_map(|(name, value)| Some((name, canonical(value)?))).collect();
            (!fields.is_empty()).then(|| Value::Object(fields.into_iter().collect()))
        }
        value => Some(value),
    }
}

impl Table {
    /// Returns the use of a key within the last 24 hours, if any.
    pub async fn replay(&self, idempotency: &Idempotency) -> Result<Option<Replay>, TableError> {
        Ok(match self.replayed(idempotency).await? {
            None => None,
            Some(Replayed::Other) => Some(Replay::Other),
            Some(Replayed::Same(id)) => {
                let corrupt = |_| TableError::corrupt("idempotency", "its booking isn't one");
                Some(Replay::Same(Reference::parse(&id).map_err(corrupt)?))
            }
        })
    }

    /// As [`Table::replay`], for a request that made something else than a booking.
    pub async fn replayed(&self, idempotency: &Idempotency) -> Result<Option<Replayed>, TableError> {
        let key = keys::idempotency(idempotency.operation, &idempotency.key_hash);
        let Some(item) = self.get(key, true).await? else { return Ok(None) };
        let expires = get_number::<i64>(&item, keys::EXPIRES_AT).unwrap_or(0);
        if expires < self.clock.now().timestamp() {
            return Ok(None);
        }
        if !idempotency.is_same_as(&item) {
            return Ok(Some(Replayed::Other));
        }
        let id =
            get_text(&item, "reference").ok_or_else(|| TableError::corrupt("idempotency", "it has no reference"))?;
        Ok(Some(Replayed::Same(id.to_owned())))
    }

    /// Records the key of a request that changed nothing. Returns `false` if another request used the key meanwhile;
    /// call [`Table::replay`] then.
    pub async fn use_key(&self, idempotency: &Idempotency, reference: &Reference) -> Result<bool, TableError> {
        match self.transact(vec![self.put_idempotency(idempotency, reference, 200)?]).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Records the use of the key, if it is unused (or older than 24 hours).
    pub(crate) fn put_idempotency(
        &self,
        idempotency: &Idempotency,
        reference: &Reference,
        status: u16,
    ) -> Result<TransactWriteItem, TableError> {
        self.put_idempotency_of(idempotency, reference.as_str(), status)
    }

    /// As [`Table::put_idempotency`], for a request that makes the thing with this id.
    pub(crate) fn put_idempotency_of(
        &self,
        idempotency: &Idempotency,
        id: &str,
        status: u16,
    ) -> Result<TransactWriteItem, TableError> {
        let now = self.clock.now().timestamp();
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(keys::idempotency(idempotency.operation, &idempotency.key_hash)))
            .item("bodyHash", text(&idempotency.body_hash))
            .item("bodyVersion", number(HASH_VERSION))
            .item("reference", text(id))
            .item("status", number(status))
            .item(keys::EXPIRES_AT, number(now + LIFETIME_SECONDS))
            .condition_expression("attribute_not_exists(pk) OR expiresAt < :now")
            .expression_attribute_values(":now", number(now))
            .build()
            .map_err(|error| TableError::corrupt("idempotency", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn absent_and_empty_fields_change_nothing() {
        let before = json!({"start": "2026-11-24T10:00:00Z", "client": {"email": "ada@example.com"}, "terms": false});
        let after = json!({
            "terms": false, "start": "2026-11-24T10:00:00Z", "utm": null, "hold": "", "materials": [], "visit": {"steps": []},
            "client": {"phone": null, "email": "ada@example.com"}
        });
        let text = |value| canonical(value).unwrap().to_string();
        assert_eq!(text(before.clone()), text(after));
        assert_eq!(
            text(before),
            r#"{"client":{"email":"ada@example.com"},"start":"2026-11-24T10:00:00Z","terms":false}"#
        );
        assert_eq!(canonical(json!({"reason": null})), None);
        assert_ne!(canonical(json!({"terms": true})), canonical(json!({"terms": false})));
    }
}
