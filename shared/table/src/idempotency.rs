//! Idempotency keys: a repeated request has one effect and gets the same answer (IETF
//! draft-ietf-httpapi-idempotency-key-header).

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::ids::Reference;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Table, TableError,
    attributes::{get_number, get_text, number, text},
    keys,
    transaction::TransactionError,
};

/// How long a key is stored, in seconds: 24 hours.
const LIFETIME_SECONDS: i64 = 24 * 60 * 60;

/// A client's idempotency key, bound to the operation and the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    operation: &'static str,
    /// Hash of key and scope: neither the key nor the e-mail is stored.
    key_hash: String,
    /// Hash of the parsed request, so that white space and the order of fields don't matter.
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

impl Idempotency {
    /// A key for an operation. `scope` is the client's e-mail or the booking's reference.
    pub fn new(operation: &'static str, key: &str, scope: &str, request: &impl Serialize) -> Self {
        let body = serde_json::to_vec(request).unwrap_or_default();
        Self { operation, key_hash: hash(&[key.as_bytes(), scope.as_bytes()]), body_hash: hash(&[&body]) }
    }
}

/// 128 bits of SHA-256 over the parts, each prefixed with its length.
pub(crate) fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    platform::hex(&digest.finalize()[..16])
}

impl Table {
    /// Returns the use of a key within the last 24 hours, if any.
    pub async fn replay(&self, idempotency: &Idempotency) -> Result<Option<Replay>, TableError> {
        let key = keys::idempotency(idempotency.operation, &idempotency.key_hash);
        let Some(item) = self.get(key, true).await? else { return Ok(None) };
        let expires = get_number::<i64>(&item, keys::EXPIRES_AT).unwrap_or(0);
        if expires < self.clock.now().timestamp() {
            return Ok(None);
        }
        if get_text(&item, "bodyHash") != Some(idempotency.body_hash.as_str()) {
            return Ok(Some(Replay::Other));
        }
        let reference = get_text(&item, "reference").and_then(|text| Reference::parse(text).ok());
        let reference = reference.ok_or_else(|| TableError::corrupt("idempotency", "it has no reference"))?;
        Ok(Some(Replay::Same(reference)))
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
        let now = self.clock.now().timestamp();
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(keys::idempotency(idempotency.operation, &idempotency.key_hash)))
            .item("bodyHash", text(&idempotency.body_hash))
            .item("reference", text(reference))
            .item("status", number(status))
            .item(keys::EXPIRES_AT, number(now + LIFETIME_SECONDS))
            .condition_expression("attribute_not_exists(pk) OR expiresAt < :now")
            .expression_attribute_values(":now", number(now))
            .build()
            .map_err(|error| TableError::corrupt("idempotency", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
