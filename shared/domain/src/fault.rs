//! Input faults: all at once, each with its place, its code and a hint.

use serde::Serialize;

/// The kind of fault; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// A required field is missing (or null, or empty).
    Required,
    /// The field has the wrong JSON type.
    WrongType,
    /// The text doesn't have the required form.
    InvalidFormat,
    /// A number, date or count is outside its limits.
    OutOfRange,
    /// The text or list is too long.
    TooLong,
    /// Not one of the allowed values.
    UnknownValue,
    /// The value is valid, but the consultant doesn't offer it.
    NotOffered,
    /// There is no such consultant.
    UnknownConsultant,
    /// A consent that every booking requires.
    MustBeTrue,
    /// Control characters (or line breaks in a single line).
    ControlCharacters,
    /// A name that holds a web address.
    LooksLikeUrl,
    /// The idempotency key was used with another request.
    KeyReused,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON Pointer into the body (RFC 6901), or `?name` for a query parameter.
    pub pointer: String,
    pub code: FaultCode,
    /// The fault and the remedy, in English.
    pub message: String,
}

/// Every fault of an input, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn new() -> Self {
        Self::default()
    }

    /// A single fault.
    pub fn one(pointer: impl Into<String>, code: FaultCode, message: impl Into<String>) -> Self {
        let mut faults = Self::new();
        faults.add(pointer, code, message);
        faults
    }

    /// Adds a fault.
    pub fn add(&mut self, pointer: impl Into<String>, code: FaultCode, message: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.into(), code, message: message.into() });
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

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", fault.pointer, fault.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
