//! A client with all kinds of personal data, in words that occur nowhere else.

use serde_json::{Value, json};
use tests::booking_body;

pub(crate) const PERSONAL: [&str; 12] = [
    "Zephyrine",
    "Quibblethorpe",
    "zephyrine.q",
    "901820",
    "Snickerdoodle",
    "Flummoxer",
    "Wibblesome",
    "Gobbledygook",
    "Bumfuzzle",
    "Cattywampus",
    "Lollygag",
    "Taradiddle",
];
pub(crate) const EMAIL: &str = "zephyrine.q@clients.example";

/// A booking with all of these data.
pub(crate) fn personal_body() -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, EMAIL);
    body["client"] = json!({
        "firstName": "Zephyrine", "lastName": "Quibblethorpe", "email": EMAIL, "phone": "+49 30 901820",
        "company": "Snickerdoodle Inc", "position": "Flummoxer", "website": "https://wibblesome.example/Wibblesome"
    });
    body["subject"] = json!("Gobbledygook");
    body["message"] = json!("Bumfuzzle");
    body["preparationNotes"] = json!("Cattywampus");
    body["preparationMaterials"] = json!(["https://lollygag.example/Lollygag"]);
    body["specialRequirements"] = json!("Taradiddle");
    body
}

/// Asserts that a text has none of these data.
#[track_caller]
pub(crate) fn assert_impersonal(text: &str) {
    for word in PERSONAL {
        assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{word} in {text}");
    }
}
