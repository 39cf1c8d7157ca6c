//! Input faults: all at once, each with its place and the rule that it breaks.

mod rule;

pub use rule::{FaultCode, Rule};

use crate::template::Position;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON Pointer into the body (RFC 6901), or `?name` for a query parameter.
    pub pointer: String,
    pub rule: Rule,
    /// Where in the text of the field, if it is one that people write as a template.
    pub position: Option<Position>,
}

impl Fault {
    /// The name of the field or parameter: the end of the pointer.
    pub fn name(&self) -> String {
        match self.pointer.strip_prefix('?') {
            Some(parameter) => parameter.to_owned(),
            None => self.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~"),
        }
    }
}

/// Every fault of an input, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn new() -> Self {
        Self::default()
    }

    /// A single fault.
    pub fn one(pointer: impl Into<String>, rule: Rule) -> Self {
        Self(vec![Fault { pointer: pointer.into(), rule, position: None }])
    }

    /// Adds a fault.
    pub fn add(&mut self, pointer: impl Into<String>, rule: Rule) {
        self.0.push(Fault { pointer: pointer.into(), rule, position: None });
    }

    /// Adds a fault at a place in the field's text.
    pub fn add_at(&mut self, pointer: impl Into<String>, rule: Rule, position: Position) {
        self.0.push(Fault { pointer: pointer.into(), rule, position: Some(position) });
    }

    /// Adds all of another's faults.
    pub fn extend(&mut self, other: Faults) {
        self.0.extend(other.0);
    }

    /// Returns `true` without faults.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// The faults in order, owned.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// Returns `value` if there are no faults.
    ///
    /// # Errors
    /// Returns the faults, if there are any.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

/// For logs: `/client/phone: invalid_format (phone_number)`.
impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", fault.pointer, fault.rule)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
