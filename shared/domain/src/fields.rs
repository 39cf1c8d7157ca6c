//! Parses a JSON object field by field and records every fault instead of stopping at the first.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::{
    fault::{Faults, Rule},
    text,
};

/// A JSON object with its place in the document.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    pointer: String,
}

impl<'a> Fields<'a> {
    /// The document itself.
    pub fn root(object: &'a Map<String, Value>) -> Self {
        Self { object, pointer: String::new() }
    }

    /// An object at a place in the document.
    pub fn at(pointer: impl Into<String>, object: &'a Map<String, Value>) -> Self {
        Self { object, pointer: pointer.into() }
    }

    /// An object inside a document; records a fault and returns `None` for any other type.
    pub fn of(value: &'a Value, pointer: impl Into<String>, faults: &mut Faults) -> Option<Self> {
        let pointer = pointer.into();
        match value {
            Value::Object(object) => Some(Self { object, pointer }),
            _ => {
                faults.add(pointer, Rule::Object);
                None
            }
        }
    }

    /// The JSON Pointer of a field of this object.
    pub fn pointer(&self, name: &str) -> String {
        // RFC 6901: `~` and `/` are escaped.
        format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1"))
    }

    /// The field's value; null counts as absent.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// Returns `true` if the field is missing, null, or a text of which nothing can be seen: forms send these for an
    /// empty field.
    pub fn is_absent(&self, name: &str) -> bool {
        match self.get(name) {
            None => true,
            Some(Value::String(text)) => !text::is_visible(text.trim()),
            Some(_) => false,
        }
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.object.keys().map(String::as_str)
    }

    /// Records a missing required field.
    pub fn missing(&self, name: &str, faults: &mut Faults) {
        faults.add(self.pointer(name), Rule::Required);
    }

    /// An optional text; white space at both ends is dropped, and a text of which nothing can be seen counts as absent.
    pub fn text(&self, name: &str, faults: &mut Faults) -> Option<&'a str> {
        match self.get(name)? {
            Value::String(text) => Some(text.trim()).filter(|text| text::is_visible(text)),
            _ => {
                faults.add(self.pointer(name), Rule::Text);
                None
            }
        }
    }

    /// An optional text, parsed with a function.
    pub fn parsed<T>(&self, name: &str, faults: &mut Faults, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.text(name, faults)?;
        parse(text).map_err(|rule| faults.add(self.pointer(name), rule)).ok()
    }

    /// Like [`Fields::parsed`], for a required field.
    pub fn required<T>(
        &self,
        name: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        if self.is_absent(name) {
            self.missing(name, faults);
            return None;
        }
        self.parsed(name, faults, parse)
    }

    /// An optional boolean.
    pub fn boolean(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            _ => {
                faults.add(self.pointer(name), Rule::Boolean);
                None
            }
        }
    }

    /// An optional whole number within limits.
    pub fn number(&self, name: &str, limits: std::ops::RangeInclusive<u32>, faults: &mut Faults) -> Option<u32> {
        number(self.get(name)?, &self.pointer(name), limits, faults)
    }

    /// An optional object.
    pub fn object(&self, name: &str, faults: &mut Faults) -> Option<Fields<'a>> {
        Fields::of(self.get(name)?, self.pointer(name), faults)
    }

    /// A required object with required fields: an absent one is parsed as empty, so that each missing field is
    /// reported at once.
    pub fn required_object(&self, name: &str, faults: &mut Faults) -> Option<Fields<'a>> {
        static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        match self.get(name) {
            None => Some(Self { object: &EMPTY, pointer: self.pointer(name) }),
            Some(value) => Fields::of(value, self.pointer(name), faults),
        }
    }

    /// The elements of an array with their places (none if the field is absent), at most `most` of them.
    pub fn list(&self, name: &str, most: usize, faults: &mut Faults) -> Vec<(String, &'a Value)> {
        let pointer = self.pointer(name);
        match self.get(name) {
            None => Vec::new(),
            Some(Value::Array(values)) if values.len() > most => {
                faults.add(pointer, Rule::MaxEntries(most));
                Vec::new()
            }
            Some(Value::Array(values)) => {
                values.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)).collect()
            }
            Some(_) => {
                faults.add(pointer, Rule::List);
                Vec::new()
            }
        }
    }
}

/// A whole number within limits.
pub fn number(value: &Value, pointer: &str, limits: std::ops::RangeInclusive<u32>, faults: &mut Faults) -> Option<u32> {
    let (from, to) = limits.into_inner();
    // In JSON, 30 and 30.0 are the same number.
    let rule = match value.as_f64() {
        Some(found) if found.fract() != 0.0 => Rule::WholeNumber { from, to },
        Some(found) if (f64::from(from)..=f64::from(to)).contains(&found) => return Some(found as u32),
        Some(_) => Rule::WholeNumberWithin { from, to },
        None => Rule::WholeNumber { from, to },
    };
    faults.add(pointer, rule);
    None
}

/// A text that is an element of an array.
pub fn element<'a>(value: &'a Value, pointer: &str, faults: &mut Faults) -> Option<&'a str> {
    match value {
        Value::String(text) => Some(text.trim()),
        _ => {
            faults.add(pointer, Rule::TextEntry);
            None
        }
    }
}
