//! Drafts: refusals with their place, and mails made with good ones.

use domain::{
    fault::Faults,
    language::Language,
    settings::CompanySettings,
    template::{EditedMails, Sentence},
};
use serde_json::{Value, json};
use texts::Locale;

use super::samples::{booking, client, mailer};
use crate::draft::{Draft, Sample, built_in, name_of, names, readers_of, variables_of};

const CANCELLATION: &str = "booking_cancellation";

fn read(name: &str, body: &Value) -> Result<Draft, Faults> {
    Draft::read(name_of(name).unwrap(), Language::En, body.as_object().unwrap())
}

/// Pointer, line, column and key of every fault.
fn faults(name: &str, body: &Value) -> Vec<(String, usize, usize, &'static str)> {
    let checked = read(name, body).and_then(|draft| mailer(&[]).check(&draft).unwrap());
    let faults = checked.err().unwrap_or_default().into_vec().into_iter();
    let place = |fault: domain::fault::Fault| {
        let (line, column) = fault.position.map_or((0, 0), |at| (at.line, at.column));
        (fault.pointer, line, column, fault.rule.key())
    };
    faults.map(place).collect()
}

#[test]
fn built_in_sentences_pass_their_check() {
    let refunds = json!({"refundPolicy": {"en": "Nothing to refund.", "de": "Nichts.", "ru": "Нечего."}});
    let settings = CompanySettings::of(refunds.as_object().unwrap()).unwrap();
    for mailer in [mailer(&[]), mailer(&[]).of(&settings, &Default::default())] {
        for name in names() {
            for language in Language::ALL {
                let draft = Draft { name, language, sentences: built_in(name, language) };
                assert_eq!(mailer.check(&draft).unwrap(), Ok(()), "{name} in {language:?}");
                for sample in Sample::ALL {
                    let preview = mailer.preview(&draft, *sample).unwrap();
                    assert!(!preview.subject.is_empty() && preview.html.contains("VLT-"), "{name}");
                }
            }
        }
    }
}

#[test]
fn every_variable_has_a_meaning() {
    for language in Language::ALL {
        let mut meanings: Vec<&str> = Locale::from(language).variables().iter().map(|(key, _)| key).collect();
        let mut names: Vec<&str> = crate::draft::names().flat_map(variables_of).map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        meanings.sort_unstable();
        assert_eq!(meanings, names);
    }
}

/// T1: thirty broken drafts.
#[test]
fn broken_drafts_are_refused_with_their_place() {
    let long = "x".repeat(201);
    let subject = |text: &str| json!({"subject": text});
    let lead = |text: &str| json!({"subject": "Off", "sentences": {"lead": [text]}});
    for (body, pointer, line, column, key) in [
        (json!({}), "/subject", 0, 0, "required"),
        (subject("   "), "/subject", 0, 0, "required"),
        (subject("{% if is_off %}{% endif %}"), "/subject", 0, 0, "required"),
        (json!({"subject": 7}), "/subject", 0, 0, "text"),
        (subject(&long), "/subject", 0, 0, "max_length"),
        (subject("two\nlines"), "/subject", 0, 0, "no_control_characters"),
        (subject("Off: {{ consltant }}"), "/subject", 1, 9, "known_variable"),
        (subject("Off: {{ client }}"), "/subject", 1, 9, "known_variable"),
        (subject("{{ consultant"), "/subject", 1, 1, "unclosed_tag"),
        (subject("{% if phone %}x"), "/subject", 1, 1, "unclosed_tag"),
        (subject("{{ consultant|upper }}"), "/subject", 1, 4, "no_filter"),
        (subject("{{ consultant.id }}"), "/subject", 1, 4, "plain_variable"),
        (subject("{{ has_room }}"), "/subject", 1, 4, "printable_variable"),
        (subject("{{ phone }}"), "/subject", 1, 4, "value_for_every_sample"),
        (lead("{% for x in name %}x{% endfor %}"), "/sentences/lead/0", 1, 1, "known_tag"),
        (lead("{% set x = 1 %}"), "/sentences/lead/0", 1, 1, "known_tag"),
        (lead("{% include 'x' %}"), "/sentences/lead/0", 1, 1, "known_tag"),
        (lead("{% macro x() %}{% endmacro %}"), "/sentences/lead/0", 1, 1, "known_tag"),
        (lead("{# hidden #}"), "/sentences/lead/0", 1, 1, "known_tag"),
        (lead("first\nsecond {% endif %}"), "/sentences/lead/0", 2, 8, "misplaced_tag"),
        (lead("{% else %}"), "/sentences/lead/0", 1, 1, "misplaced_tag"),
        (lead("{% if visit = 1 %}x{% endif %}"), "/sentences/lead/0", 1, 13, "condition"),
        (lead("{% if range(9) %}x{% endif %}"), "/sentences/lead/0", 1, 7, "known_variable"),
        (lead("Pay at https://evil.example/now"), "/sentences/lead/0", 1, 8, "no_foreign_link"),
        (lead("Pay at evil.com"), "/sentences/lead/0", 1, 8, "no_foreign_link"),
        (lead("Pay at evil{% if is_off %}.{% endif %}com"), "/sentences/lead/0", 0, 0, "no_foreign_link"),
        (lead("<script>alert(1)</script>"), "/sentences/lead/0", 1, 1, "no_markup"),
        (lead("<img src=x onerror=alert(1)>"), "/sentences/lead/0", 1, 1, "no_markup"),
        (lead("a\u{202e}b"), "/sentences/lead/0", 0, 0, "no_control_characters"),
        (json!({"subject": "Off", "sentences": {"lead": "not a list"}}), "/sentences/lead", 0, 0, "list"),
        (json!({"subject": "Off", "sentences": {"button": ["a list"]}}), "/sentences/button", 0, 0, "text"),
        (json!({"subject": "Off", "sentences": {"layout": "x"}}), "/sentences/layout", 0, 0, "known_sentence"),
        (json!({"subject": "Off", "sentences": {"subject": "x"}}), "/sentences/subject", 0, 0, "known_sentence"),
        (json!({"subject": "Off", "sentences": {"lead": vec!["x"; 21]}}), "/sentences/lead", 0, 0, "max_entries"),
    ] {
        let found = faults(CANCELLATION, &body);
        assert_eq!(found.first(), Some(&(pointer.to_owned(), line, column, key)), "{body}: {found:?}");
    }
}

#[test]
fn whole_mail_has_a_size_limit() {
    let lead: Vec<String> = vec!["x".repeat(2_000); 20];
    let after = lead.clone();
    let large = json!({"subject": "Off", "sentences": {"lead": lead, "after": after}});
    assert_eq!(faults(CANCELLATION, &large), [(String::new(), 0, 0, "max_output")]);
}

#[test]
fn every_fault_is_reported_at_once() {
    let body = json!({"subject": "{{ a }}", "preheader": "{{ b }}", "sentences": {"lead": ["{{ c }}", "{{ d }}"]}});
    let pointers: Vec<String> = faults(CANCELLATION, &body).into_iter().map(|(pointer, ..)| pointer).collect();
    assert_eq!(pointers, ["/sentences/lead/0", "/sentences/lead/1", "/preheader", "/subject"]);
}

#[test]
fn conditions_on_the_booking_choose_sentences() {
    let lead = "{% if visit == 1 %}Welcome. {% endif %}{% if meeting_type == 'phone' %}We call.{% else %}We meet.{% endif %}\
                {% if source == 'website' and has_company %} {{ company }}{% endif %}{% if refundPolicy %} {{ refundPolicy }}{% endif %}";
    let draft =
        read(CANCELLATION, &json!({"subject": "Off: {{ consultant }}", "sentences": {"lead": [lead]}})).unwrap();
    let refunds = json!({"refundPolicy": {"en": "We refund all."}});
    let settings = CompanySettings::of(refunds.as_object().unwrap()).unwrap();
    let mailer = mailer(&[]).of(&settings, &Default::default());
    assert_eq!(mailer.check(&draft).unwrap(), Ok(()));
    let text = |sample| mailer.preview(&draft, sample).unwrap().text;
    assert!(text(Sample::Phone).contains("We call. Magnetiq Systems We refund all."), "{}", text(Sample::Phone));
    assert!(text(Sample::Bare).contains("We meet. We refund all."), "{}", text(Sample::Bare));
}

/// T3: what the client wrote stays text, in preview and mail.
#[test]
fn hostile_names_stay_text() {
    let draft = read(CANCELLATION, &json!({"subject": "Off, {{ name }}", "sentences": {"lead": ["Dear {{ name }}"]}}));
    let mut edited = EditedMails::default();
    edited.insert(CANCELLATION, Language::En, draft.unwrap().sentences);
    let mailer = mailer(&[]).of(&CompanySettings::default(), &edited.into());
    let mut booking = booking(Language::En);
    booking.client.first_name = "{{ company }}<b>{% if".to_owned();
    let notification =
        domain::booking::Notification::Cancellation { notified: Some(super::samples::notified(&booking)) };
    let email = mailer.write(&booking, &client(), &notification, super::samples::now()).unwrap();
    assert!(email.subject.starts_with("Off, {{ company }}<b>{% if"), "{}", email.subject);
    assert!(email.text.contains("Dear {{ company }}<b>{% if"), "{}", email.text);
    assert!(email.html.contains("Dear {{ company }}&lt;b&gt;{% if"), "{}", email.html);
}

#[test]
fn sentences_that_fail_are_replaced() {
    let mut edited = EditedMails::default();
    let broken = Sentence::One("Off: {{ phone }}".to_owned());
    edited.insert(CANCELLATION, Language::En, [("subject".to_owned(), broken)].into());
    let mailer = mailer(&[]).of(&CompanySettings::default(), &edited.into());
    let booking = booking(Language::En);
    let notification =
        domain::booking::Notification::Cancellation { notified: Some(super::samples::notified(&booking)) };
    let email = mailer.write(&booking, &client(), &notification, super::samples::now()).unwrap();
    assert!(email.subject.starts_with("Cancelled: Anna Schmidt"), "no mail is lost: {}", email.subject);
}

#[test]
fn readers_follow_from_the_name() {
    use crate::draft::Readers::{Client, Consultant, Team};
    for (name, readers) in [
        ("booking_confirmation", Client),
        ("reminder_2h", Client),
        ("new_booking_consultant", Consultant),
        ("attendance_check", Consultant),
        ("new_booking_team", Team),
    ] {
        assert_eq!(readers_of(name), readers, "{name}");
    }
}
