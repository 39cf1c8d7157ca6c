use serde_json::json;

use super::*;
use crate::unknown::UnknownMembers;

/// The demo's document.
fn demo() -> Document {
    serde_json::from_str(include_str!("../../../../infra/seed/site.json")).unwrap()
}

fn document(value: Value) -> Document {
    value.as_object().unwrap().clone()
}

fn faults(faults: Faults) -> Vec<(String, &'static str)> {
    faults.into_vec().into_iter().map(|fault| (fault.pointer, fault.rule.key())).collect()
}

/// Collects every language map of a document, with its place.
fn texts<'a>(value: &'a Value, place: &str, found: &mut Vec<(String, &'a Map<String, Value>)>) {
    match value {
        Value::Object(map) if map.contains_key("en") => found.push((place.to_owned(), map)),
        Value::Object(map) => map.iter().for_each(|(name, value)| texts(value, &format!("{place}/{name}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| texts(value, &format!("{place}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn demo_site_has_all_languages() {
    let (demo, built_in): (Value, Value) = (Value::Object(demo()), serde_json::from_str(BUILT_IN).unwrap());
    let mut found = Vec::new();
    texts(&demo, "", &mut found);
    assert!(found.len() > 20, "{}", found.len());
    texts(&built_in, "built in", &mut found);
    for (place, map) in found {
        let languages: Vec<&str> = map.keys().map(String::as_str).collect();
        let mut all = Language::CODES.to_vec();
        all.sort_unstable();
        assert_eq!(languages, all, "{place}");
        assert!(map.values().all(|text| text.as_str().is_some_and(|text| !text.trim().is_empty())), "{place}");
    }
}

#[test]
fn everything_in_the_files_has_an_effect() {
    for file in [demo(), serde_json::from_str(BUILT_IN).unwrap()] {
        let stored = parse(&file).unwrap();
        assert!(UnknownMembers::of(&Value::Object(file.clone()), &Value::Object(stored.clone())).is_empty());
        assert_eq!(parse(&stored).unwrap(), stored, "what is stored can be saved again");
        assert_eq!(CompanySettings::of(&stored).unwrap(), CompanySettings::of(&file).unwrap());
    }
    assert!(CompanySettings::of(&demo()).unwrap().is_configured());
}

#[test]
fn built_in_settings_promise_nothing() {
    let settings = CompanySettings::built_in().unwrap();
    assert!(!settings.is_configured());
    assert_eq!(settings.languages, Language::ALL);
    assert!(settings.badges.is_empty() && settings.logos.is_empty() && settings.testimonials.is_empty());
    assert!(settings.faq.is_empty() && settings.policies == Policies::default());
    assert!(!BUILT_IN.contains("http") && !BUILT_IN.contains("example"));
}

#[test]
fn settings_of_other_releases_are_readable() {
    let mut stored = demo();
    stored.insert("embed".to_owned(), json!({"origins": ["https://www.example.com"]}));
    stored.insert("display".to_owned(), json!({"consultants": "cloud", "filters": ["mood", "language"]}));
    stored.insert("phone".to_owned(), json!("twice"));
    stored.insert("recording".to_owned(), json!("always"));
    let settings = CompanySettings::of(&stored).unwrap();
    assert_eq!(settings.display.consultants, ConsultantsAs::Grid);
    assert_eq!(settings.display.filters, [ConsultantFilter::Language]);
    assert!(settings.display.show_photos, "absent members have their default");
    assert_eq!((settings.phone, settings.recording), (PhoneRule::Optional, Recording::Never));
    assert_eq!(settings.consents_asked().recording, None);
}

#[test]
fn every_fault_is_reported_at_once() {
    let broken = document(json!({
        "company": {"timezone": "Europe/Nowhere", "staffLanguage": "fr"},
        "branding": {"color": "blue", "logo": "javascript:alert(1)"},
        "languages": [],
        "hero": {"title": {}, "text": {"xx": "?"}},
        "consents": {"version": " ", "terms": {}},
        "badges": [{}], "logos": "none",
        "testimonials": [{"text": {"en": "Good"}, "author": "Ada", "rating": 6}],
        "support": {"email": "nobody"},
        "display": {"showPhotos": "yes", "filters": ["mood"], "valueProposition": [{}]},
        "changes": {"deadlineHours": 1000},
        "phone": "sometimes", "recording": true,
        "meetings": {"url": "https://meet.example.com/one-for-all"},
        "retention": {"days": 0}
    }));
    let expected = [
        ("/company/timezone", "timezone"),
        ("/company/staffLanguage", "one_of"),
        ("/branding/color", "color"),
        ("/branding/logo", "web_address"),
        ("/languages", "required"),
        ("/hero/title", "required"),
        ("/hero/text/xx", "one_of"),
        ("/consents/version", "required"),
        ("/consents/terms/text", "required"),
        ("/consents/privacy/text", "required"),
        ("/badges/0/name", "required"),
        ("/logos", "list"),
        ("/testimonials/0/rating", "whole_number"),
        ("/support/email", "email_address"),
        ("/display/valueProposition/0", "required"),
        ("/display/showPhotos", "boolean"),
        ("/display/filters/0", "one_of"),
        ("/changes/deadlineHours", "whole_number"),
        ("/phone", "one_of"),
        ("/recording", "text"),
        ("/meetings/url", "room_pattern"),
        ("/retention/days", "whole_number"),
    ];
    assert_eq!(faults(parse(&broken).unwrap_err()), expected.map(|(at, key)| (at.to_owned(), key)));
}

#[test]
fn section_is_the_body_or_its_member() {
    let section = |name: &str, body: Value| parse_section(name, &document(body)).map_err(faults);
    assert_eq!(section("branding", json!({"color": "#102030", "mood": 1})), Ok(json!({"color": "#102030"})));
    assert_eq!(section("phone", json!({"phone": "required"})), Ok(json!("required")));
    assert_eq!(section("faq", json!({"faq": []})), Ok(json!([])));
    assert_eq!(section("refundPolicy", json!({})), Ok(json!({})));
    assert_eq!(section("branding", json!({"color": 3})), Err(vec![("/color".to_owned(), "text")]));
    assert_eq!(section("faq", json!({})), Err(vec![("/faq".to_owned(), "required")]));
    for name in section_names() {
        assert!(is_section(name));
        let Some(section) = demo().get(name).cloned() else { continue };
        let body = if read::is_object(name) { section.clone() } else { json!({ name: section }) };
        assert_eq!(parse_section(name, &document(body)).unwrap(), section, "{name}");
    }
}

#[test]
fn changed_consents_need_a_version() {
    let before = CompanySettings::of(&demo()).unwrap();
    let mut after = before.clone();
    after.consents.terms.text = Texts::english("I agree to everything.");
    assert_eq!(faults(check_consents(&before, &after).unwrap_err()), [("/consents/version".to_owned(), "new_version")]);
    after.consents.version = "2027-01-01".to_owned();
    assert_eq!(check_consents(&before, &after), Ok(()));
    assert_eq!(check_consents(&before, &before), Ok(()));
}

#[test]
fn newest_testimonial_is_returned() {
    let settings = CompanySettings::of(&demo()).unwrap();
    let anna = ConsultantId::parse("anna-schmidt").unwrap();
    assert_eq!(settings.testimonial_on(&anna).and_then(|found| found.consultant_id.clone()), Some(anna));
    assert_eq!(settings.testimonial_on(&ConsultantId::parse("nobody").unwrap()), None);
}

#[test]
fn audit_counts_clients_addresses() {
    let shared = |addresses: Value| document(json!({ "phone": "required", "sharedAddresses": addresses }));
    let counts = |before: Value, after: Value| {
        let (before, after) = for_audit(&shared(before), &shared(after));
        assert_eq!((&before["phone"], &after["phone"]), (&json!("required"), &json!("required")), "the rest stays");
        (before[SHARED_ADDRESSES].clone(), after[SHARED_ADDRESSES].clone())
    };
    let (ada, ben) = ("ada@clients.example", "ben@clients.example");
    assert_eq!(counts(json!([]), json!([ada])), (json!({"count": 0}), json!({"count": 1, "added": 1})));
    let exchanged = counts(json!([ada]), json!([ben]));
    assert_eq!(exchanged, (json!({"count": 1, "removed": 1}), json!({"count": 1, "added": 1})));
    assert_eq!(counts(json!([ada, ben]), json!([ben])), (json!({"count": 2, "removed": 1}), json!({"count": 1})));
    assert_eq!(for_audit(&Document::new(), &Document::new()), (Document::new(), Document::new()));
}
