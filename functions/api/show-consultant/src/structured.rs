//! A consultant as search engines read them (schema.org, `ProfilePage`).

use domain::consultant::{Card, Profile};
use serde_json::json;

use crate::page::About;

/// The description as JSON that may stand in a script element.
pub(crate) fn person(
    about: &About<'_>,
    (card, profile): (&Card, &Profile),
    biography: Option<&str>,
    address: &str,
) -> String {
    let language = about.language;
    let description = json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": address,
        "inLanguage": language.as_str(),
        "mainEntity": {
            "@type": "Person",
            "@id": format!("{address}#person"),
            "name": format!("{} {}", profile.first_name, profile.last_name),
            "givenName": profile.first_name,
            "familyName": profile.last_name,
            "jobTitle": profile.title.get(language),
            "description": biography,
            "image": card.photo,
            "url": address,
            "sameAs": profile.linkedin_url,
            "knowsAbout": profile.expertise,
            "knowsLanguage": profile.languages,
            "worksFor": {"@type": "Organization", "name": about.company, "url": about.site_url},
            "potentialAction": {
                "@type": "ReserveAction",
                "target": format!("{}/book-consultation?consultant={}", about.site_url, profile.id),
            },
        },
    });
    // No text may end the script element.
    without_nulls(description).to_string().replace('<', "\\u003c")
}

/// To search engines an absent value is none, and null is a fault.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}
