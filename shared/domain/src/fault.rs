//! What is wrong with an input: every fault at once, each with where, what and what to do.

use serde::Serialize;

/// What kind of fault it is; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// A field that must be there is missing (or null, or empty).
    Required,
    /// The field has another JSON type than it should.
    WrongType,
    /// The text is not in the form that is asked for.
    InvalidFormat,
    /// A number, date or count is outside its limits.
    OutOfRange,
    /// The text or list is longer than allowed.
    TooLong,
    /// Not one of the values that are allowed.
    UnknownValue,
    /// The value is fine in itself, but the consultant does not offer it.
    NotOffered,
    /// There is no such consultant.
    UnknownConsultant,
    /// A consent without which there can be no booking.
    MustBeTrue,
    /// Control characters (or line breaks where one line is asked for).
    ControlCharacters,
    /// A name that holds a web address.
    LooksLikeUrl,
    /// The idempotency key was used with another request.
    KeyReused,
}

/// One fault of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON Pointer into the body (RFC 6901), or `?name` for a query parameter.
    pub pointer: String,
    /// What kind of fault.
    pub code: FaultCode,
    /// What is wrong and what to do, in English.
    pub message: String,
}

/// Every fault of an input, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single fault.
    pub fn one(pointer: impl Into<String>, code: FaultCode, message: impl Into<String>) -> Self {
        let mut faults = Self::new();
        faults.add(pointer, code, message);
        faults
    }

    /// Notes a fault.
    pub fn add(&mut self, pointer: impl Into<String>, code: FaultCode, message: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.into(), code, message: message.into() });
    }

    /// Notes all of another's faults.
    pub fn extend(&mut self, other: Faults) {
        self.0.extend(other.0);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in order.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// The faults in order, owned.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// `value` if nothing is wrong.
    ///
    /// # Errors
    /// The faults, if there are any.
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
