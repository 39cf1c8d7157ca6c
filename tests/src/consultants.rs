//! Consultants in the form of seed files.

use serde_json::{Value, json};

/// A consultant in Berlin with the product's defaults: Mon–Fri 9–18, 30-minute grid, no buffers, no limit,
/// two hours' notice, 60 days ahead.
pub fn ordinary(id: &str) -> Value {
    json!({
        "id": id, "firstName": "Anna", "lastName": "Schmidt", "email": format!("{id}@consultants.example"),
        "title": {"en": "AI strategist"}, "timezone": "Europe/Berlin"
    })
}

/// An ordinary consultant with these rules and this schedule instead of the defaults.
pub fn consultant(id: &str, rules: Value, schedule: Value) -> Value {
    let mut consultant = ordinary(id);
    if !rules.is_null() {
        consultant["rules"] = rules;
    }
    if !schedule.is_null() {
        consultant["schedule"] = schedule;
    }
    consultant
}

/// A consultant of a zone available day and night, every day of the week.
pub fn tireless(id: &str, timezone: &str) -> Value {
    let day = json!({"windows": [{"start": "00:00", "end": "24:00"}]});
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let weekly: serde_json::Map<String, Value> = days.iter().map(|name| ((*name).to_owned(), day.clone())).collect();
    let mut tireless = consultant(id, json!({"gridMinutes": 15}), json!({"weekly": weekly}));
    tireless["timezone"] = json!(timezone);
    tireless
}
