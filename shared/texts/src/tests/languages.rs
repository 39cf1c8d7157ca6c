//! A language needs no code: one that exists only in these tests, and folders that are refused.

use std::{collections::BTreeSet, fs, path::Path};

use domain::{
    fault::{Fault, Rule},
    language::Language,
};

use super::*;
use crate::{Locale, made_up};

fn rules() -> Vec<Rule> {
    vec![
        Rule::Required,
        Rule::MaxEntries(5),
        Rule::StoredSize { kilobytes: 120, most: 100 },
        Rule::MaxLength(100),
        Rule::MaxConsultants(20),
        Rule::MaxDays(62),
        Rule::Agreement(412),
        Rule::WholeNumber { from: 5, to: 480 },
        Rule::NumberWithin { from: 0, to: 5 },
        Rule::MinutesWithin { from: 5, to: 480 },
        Rule::UniqueDate("2026-11-24".parse().unwrap()),
        Rule::RangeTooLarge("2026-11-24".parse().unwrap()),
        Rule::UniqueConsultant("anna".to_owned()),
        Rule::OneOf(&["mail", "sms", "chat"]),
        Rule::Only("unavailable"),
        Rule::HolidayCalendar,
        Rule::PhoneNumber,
        Rule::KnownVariable("clent".to_owned()),
        Rule::PrintableVariable("has_room".to_owned()),
        Rule::KnownTag("for".to_owned()),
        Rule::MisplacedTag("endif".to_owned()),
        Rule::ValueForEverySample { variable: "phone".to_owned(), sample: "moved" },
        Rule::MaxOutput(100),
    ]
}

fn sentence(rule: Rule, locale: impl Into<Locale>) -> String {
    fault(&Fault { pointer: "/client/firstName".to_owned(), rule, position: None }, locale).into_owned()
}

#[test]
fn every_rule_has_a_text() {
    let rules: BTreeSet<&str> = Rule::KEYS.iter().copied().collect();
    let texts: BTreeSet<&str> = Locale::from(En).faults().iter().map(|(key, _)| key).collect();
    assert_eq!(rules, texts);
}

#[test]
fn placeholders_are_filled() {
    assert_eq!(sentence(Rule::Required, De), "`firstName` fehlt");
    assert_eq!(sentence(Rule::MaxEntries(5), Ru), "В поле `firstName` может быть не более 5 значений");
    assert_eq!(sentence(Rule::WholeNumber { from: 5, to: 480 }, En), "must be a whole number from 5 to 480");
    assert_eq!(sentence(Rule::OneOf(&["mail", "sms", "chat"]), De), "muss mail, sms oder chat sein");
    assert_eq!(sentence(Rule::OneOf(&["completed", "no_show"]), Ru), "должно быть completed или no_show");
    for language in Language::ALL {
        for rule in rules() {
            let text = sentence(rule, language);
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}

#[test]
fn plain_rules_name_only_the_field() {
    let with_parameters: BTreeSet<&str> = rules().iter().map(Rule::key).collect();
    for (key, text) in Locale::from(En).faults().iter().filter(|(key, _)| !with_parameters.contains(key)) {
        let Text::One(text) = text else { panic!("{key}") };
        assert!(!text.replace("{name}", "").contains('{'), "{text}");
    }
}

#[test]
fn made_up_language_needs_no_code() {
    let locale = made_up::bracketed().unwrap();
    let booking = booking("Anna", "Schmidt");
    let slot = hour("2026-11-24T22:30:00Z");
    let mut said: Vec<String> = rules().into_iter().map(|rule| sentence(rule, locale)).collect();
    said.extend(SMS_KINDS.map(|kind| sms(&kind, &SmsFacts::of(&booking, "Magnetiq"), locale)));
    said.push(chat(&ChatKind::Bounced, &ChatFacts::of(&booking), locale));
    said.push(interval(slot, BERLIN, locale));
    said.push(short_date_time(slot.start, BERLIN, locale));
    said.push(meeting_type(MeetingType::Phone, locale).to_owned());
    for text in &said {
        assert!(made_up::outside_brackets(text).is_empty() && !text.contains(['{', '}']), "{text}");
    }
    assert_eq!(interval(slot, BERLIN, locale), "⟦⟦Tuesday⟧, 24 ⟦November⟧ 2026, 23:30–00:30 (25 ⟦November⟧)⟧");
    assert_eq!(sentence(Rule::OneOf(&["mail", "sms", "chat"]), locale), "⟦must be mail⟦, ⟧sms⟦ or ⟧chat⟧");
}

/// A copy of the English folder with one change in one file.
fn refused(file: &str, from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    copy(&made_up::english(), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replace(from, to)).unwrap();
    made_up::read("xx", folder.path()).unwrap_err()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { assert!(fs::copy(&path, &to).is_ok()) }
    }
}

#[test]
fn incomplete_languages_are_refused() {
    for (file, from, to, sentence) in [
        ("faults.toml", "required =", "demanded =", "xx/faults.toml: `required` is missing"),
        ("faults.toml", "# Texts.", "new = \"x\"", "xx/faults.toml: `new` doesn't exist in English"),
        (
            "faults.toml",
            "at most {most} characters",
            "many characters",
            "xx/faults.toml: `max_length` has the placeholders {}, and {\"most\"} in English",
        ),
        (
            "faults.toml",
            "at most {most} days",
            "at most {most days",
            "xx/faults.toml: `max_days` has a `{` without its `}`",
        ),
        (
            "times.toml",
            "{month:short}",
            "{month:long}",
            "xx/times.toml: `short` has `{month:long}`; the forms are [\"02\", \"short\"], not \"long\"",
        ),
        ("times.toml", "\"Jan\", ", "", "xx/times.toml: `short_months` must have 12 texts, as in English"),
        ("mails/reminder_2h.toml", "headline =", "head =", "xx/mails/reminder_2h.toml: `headline` is missing"),
    ] {
        assert_eq!(refused(file, from, to), sentence);
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(made_up::read("xx", folder.path()).unwrap_err(), "xx/chat.toml is missing");
}
