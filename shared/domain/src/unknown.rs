//! Reads values and members that a later release has written and this one doesn't know.
//!
//! Versions run side by side during an upgrade, and a rollback leaves the newer one's items behind. So an unknown value
//! reads as such instead of failing, and a change keeps unknown values and members.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// How an unknown value of an enumeration is shown.
pub const UNKNOWN: &str = "unknown";

/// Reads the elements of a list that are known, and leaves out the others.
///
/// # Errors
/// Fails unless it is a list.
pub fn known_elements<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let values = Vec::<Value>::deserialize(deserializer)?;
    Ok(values.into_iter().filter_map(|value| T::deserialize(value).ok()).collect())
}

/// Reads an optional value, `None` if it isn't known.
///
/// # Errors
/// Fails if the input can't be read at all.
pub fn if_known<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(deserializer)?).ok())
}

/// The members of a stored object that this release doesn't know, and the values that it reads as unknown; each with
/// its path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownMembers(Vec<(Vec<String>, Value)>);

impl UnknownMembers {
    /// Compares a stored object with this release's form of it.
    pub fn of(stored: &Value, known: &Value) -> Self {
        let mut found = Self::default();
        found.collect(&mut Vec::new(), stored, known);
        found
    }

    fn collect(&mut self, path: &mut Vec<String>, stored: &Value, known: &Value) {
        if let (Value::Object(stored), Value::Object(known)) = (stored, known) {
            for (name, value) in stored {
                path.push(name.clone());
                match known.get(name) {
                    Some(known) => self.collect(path, value, known),
                    None => self.0.push((path.clone(), value.clone())),
                }
                path.pop();
            }
        } else if known == UNKNOWN && stored != known {
            self.0.push((path.clone(), stored.clone()));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts the members back into the object as this release writes it. A member that has got a known value since, or
    /// has lost its object, is left out.
    pub fn restore(&self, written: &mut Value) {
        for (path, value) in &self.0 {
            let Some((name, parents)) = path.split_last() else { continue };
            let parent = parents.iter().try_fold(&mut *written, |object, name| object.get_mut(name));
            let Some(Value::Object(parent)) = parent else { continue };
            if parent.get(name).is_none_or(|now| now == UNKNOWN) {
                parent.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_members_survive_a_change() {
        let stored = json!({
            "status": "awaiting_code", "meetingType": "chat", "subject": "AI", "code": {"sent": 2},
            "client": {"name": "Ada", "pronoun": "she"}, "feedback": {"rating": 5, "mood": "good"}
        });
        let known = json!({
            "status": "unknown", "meetingType": "unknown", "subject": "AI", "client": {"name": "Ada"},
            "feedback": {"rating": 5}
        });
        let unknown = UnknownMembers::of(&stored, &known);
        let mut same = known.clone();
        unknown.restore(&mut same);
        assert_eq!(same, stored);
        // Cancelled, and without its feedback.
        let mut changed = json!({
            "status": "cancelled", "meetingType": "unknown", "subject": "AI", "client": {"name": "Ada"}
        });
        unknown.restore(&mut changed);
        assert_eq!(
            changed,
            json!({
                "status": "cancelled", "meetingType": "chat", "subject": "AI", "code": {"sent": 2},
                "client": {"name": "Ada", "pronoun": "she"}
            })
        );
        assert!(UnknownMembers::of(&known, &known).is_empty());
    }
}
