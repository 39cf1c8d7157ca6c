//! Conversions between Rust values and DynamoDB attributes.

use std::{collections::HashMap, fmt::Display};

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::SecondsFormat;
use domain::time::Instant;
use serde::{Serialize, de::DeserializeOwned};

use crate::TableError;

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn text(value: impl Display) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// An instant as text that sorts by time: always with milliseconds.
pub(crate) fn sortable(value: Instant) -> String {
    value.to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(crate) fn instant(value: Instant) -> AttributeValue {
    text(sortable(value))
}

pub(crate) fn get_text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

pub(crate) fn get_number<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

pub(crate) fn get_map<'a>(item: &'a Item, name: &str) -> Option<&'a Item> {
    item.get(name)?.as_m().ok()
}

pub(crate) fn get_instant(item: &Item, name: &str) -> Option<Instant> {
    get_text(item, name)?.parse().ok()
}

/// A value as separate attributes, for items that conditions and people read.
pub(crate) fn to_item(kind: &'static str, value: &impl Serialize) -> Result<Item, TableError> {
    serde_dynamo::to_item(value).map_err(|error| TableError::corrupt(kind, error))
}

pub(crate) fn from_item<T: DeserializeOwned>(kind: &'static str, item: Item) -> Result<T, TableError> {
    serde_dynamo::from_item(item).map_err(|error| TableError::corrupt(kind, error))
}

/// The attribute that holds a whole value as JSON, for items that are only read and written whole: a third of the
/// size and of the reading time of nested attributes.
pub(crate) const BODY: &str = "body";

pub(crate) fn to_body(kind: &'static str, value: &impl Serialize) -> Result<AttributeValue, TableError> {
    serde_json::to_string(value).map(AttributeValue::S).map_err(|error| TableError::corrupt(kind, error))
}

pub(crate) fn from_body<T: DeserializeOwned>(kind: &'static str, item: &Item) -> Result<T, TableError> {
    let body = get_text(item, BODY).ok_or_else(|| TableError::corrupt(kind, "it has no body"))?;
    serde_json::from_str(body).map_err(|error| TableError::corrupt(kind, error))
}
