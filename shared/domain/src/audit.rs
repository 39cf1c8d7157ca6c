//! Records of changes to anything but bookings: by which account, and which fields. Bookings have their events.

use serde::Serialize;
use serde_json::{Map, Value};

/// The kind of a recorded act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AuditKind {
    #[serde(rename = "account.changed")]
    AccountChanged,
    #[serde(rename = "consultant.changed")]
    ConsultantChanged,
    #[serde(rename = "schedule.changed")]
    ScheduleChanged,
    #[serde(rename = "settings.changed")]
    SettingsChanged,
    #[serde(rename = "template.changed")]
    TemplateChanged,
    #[serde(rename = "template.tested")]
    TemplateTested,
    #[serde(rename = "bookings.exported")]
    BookingsExported,
    #[serde(rename = "bookings.changed")]
    ManyChanged,
    #[serde(rename = "messages.redriven")]
    MessagesRedriven,
    #[serde(rename = "view_as.begun")]
    ViewAsBegun,
}

/// An act of an account.
///
/// Contact data of clients never belong in it: it is kept beyond their erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    pub kind: AuditKind,
    /// The changed thing, as `account:…`, `consultant:anna` or `settings:branding`.
    pub subject: String,
    /// The account's id in the user pool.
    pub actor_id: String,
    pub request_id: String,
    /// The fields that changed, as they were.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub before: Map<String, Value>,
    /// The same fields afterwards; for an act without a change, its facts.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub after: Map<String, Value>,
}

impl AuditEntry {
    /// An act of a program that no account runs, by its name: `seed`.
    pub fn of_program(name: &str, kind: AuditKind, subject: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            actor_id: name.to_owned(),
            request_id: name.to_owned(),
            before: Map::new(),
            after: Map::new(),
        }
    }

    /// Keeps the fields that differ: of objects their fields, of lists the whole list. A field that is missing on one
    /// side is missing in that side's record.
    ///
    /// # Errors
    /// Fails if a value can't be serialised (a bug).
    pub fn changed(mut self, before: &impl Serialize, after: &impl Serialize) -> Result<Self, serde_json::Error> {
        let fields = |value| match value {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        (self.before, self.after) = (fields(serde_json::to_value(before)?), fields(serde_json::to_value(after)?));
        without_equal(&mut self.before, &mut self.after);
        Ok(self)
    }

    pub fn is_without_change(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

fn without_equal(before: &mut Map<String, Value>, after: &mut Map<String, Value>) {
    before.retain(|name, old| match (old, after.get_mut(name)) {
        (old, Some(new)) if old == new => {
            after.remove(name);
            false
        }
        (Value::Object(old), Some(Value::Object(new))) => {
            without_equal(old, new);
            true
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> AuditEntry {
        AuditEntry {
            kind: AuditKind::SettingsChanged,
            subject: "settings:branding".to_owned(),
            actor_id: "a".to_owned(),
            request_id: "r".to_owned(),
            before: Map::new(),
            after: Map::new(),
        }
    }

    #[test]
    fn record_has_changed_fields_only() {
        let before = json!({ "a": 1, "b": { "x": 1, "y": [1, 2] }, "gone": true, "same": {} });
        let after = json!({ "a": 2, "b": { "x": 1, "y": [1, 3] }, "new": "n", "same": {} });
        let entry = entry().changed(&before, &after).unwrap();
        assert_eq!(json!(entry.before), json!({ "a": 1, "b": { "y": [1, 2] }, "gone": true }));
        assert_eq!(json!(entry.after), json!({ "a": 2, "b": { "y": [1, 3] }, "new": "n" }));
    }

    #[test]
    fn equal_values_are_no_change() {
        let value = json!({ "a": { "b": [1] } });
        assert!(entry().changed(&value, &value).unwrap().is_without_change());
        let created = entry().changed(&Value::Null, &value).unwrap();
        assert_eq!((json!(created.before), json!(created.after)), (json!({}), value));
    }
}
