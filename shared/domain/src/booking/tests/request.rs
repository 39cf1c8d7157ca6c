//! Clients' requests.

use super::*;
use crate::fault::FaultCode;

fn codes(faults: &Faults) -> Vec<(&str, FaultCode)> {
    faults.iter().map(|fault| (fault.pointer.as_str(), fault.rule.code())).collect()
}

/// Asserts that this value alone is at fault, with this code, at this place.
#[track_caller]
fn assert_fault_at(pointer: &str, value: Value, place: &str, code: FaultCode) {
    let faults = parse(&with(pointer, value.clone())).expect_err("a fault");
    assert_eq!(codes(&faults), [(place, code)], "{value}");
}

#[track_caller]
fn assert_fault(pointer: &str, value: Value, code: FaultCode) {
    assert_fault_at(pointer, value, pointer, code);
}

#[test]
fn contract_example_is_parsed_completely() {
    let request = parse(&body()).unwrap();
    assert_eq!(request.consultant, ConsultantChoice::One(ConsultantId::parse("anna-schmidt").unwrap()));
    assert_eq!(request.start, at("2026-11-24T08:00:00Z"));
    assert_eq!((request.duration, request.timezone), (60, Tz::BERLIN));
    assert_eq!(request.meeting_type, MeetingType::Video);
    assert_eq!(request.client.full_name(), "Ada Lovelace");
    assert_eq!(request.client.email.as_str(), "Ada@example.com");
    assert_eq!(request.client.phone.as_ref().unwrap().as_str(), "+4930901820");
    assert_eq!(request.client.company.as_deref(), Some("Analytical Engines"));
    assert_eq!(request.client.position.as_deref(), Some("CTO"));
    assert_eq!(request.content.subject.as_deref(), Some("AI strategy"));
    assert_eq!(request.content.message.as_deref(), Some("Hello\nthere"));
    assert_eq!(request.content.preparation_materials, ["https://example.com/brief.pdf"]);
    assert_eq!(request.language, Some(Language::De));
    assert_eq!(request.reminders, Reminders { email: true, sms: false, timing: vec![7, 1] });
    assert_eq!(request.source, Source::Social);
    assert_eq!(request.utm.as_ref().unwrap().campaign.as_deref(), Some("c"));
    let consent = request.consent.given_at(at("2026-11-20T10:00:00Z"), "2026-11-01");
    assert!(consent.terms && consent.privacy && !consent.marketing && consent.recording);
}

#[test]
fn optional_fields_may_be_empty() {
    let mut body = body();
    let optional = [
        "subject",
        "message",
        "preparationNotes",
        "preparationMaterials",
        "specialRequirements",
        "language",
        "reminders",
        "source",
        "utm",
        "visit",
        "challenge",
    ];
    for name in optional {
        body[name] = Value::Null;
    }
    for name in ["phone", "company", "website", "position"] {
        body["client"][name] = json!(" ");
    }
    body["unknown"] = json!({"fields": "are ignored"});
    body["consultantId"] = json!("any");
    let request = parse(&body).unwrap();
    assert_eq!(request.consultant, ConsultantChoice::Any);
    assert_eq!(request.content, Content::default());
    assert_eq!((request.client.phone, request.client.company), (None, None));
    assert_eq!(request.reminders, Reminders { email: true, sms: false, timing: vec![] });
    assert_eq!((request.language, request.source, request.utm), (None, Source::Website, None));
    body.as_object_mut().unwrap().retain(|name, _| !optional.contains(&name.as_str()));
    assert!(parse(&body).is_ok());
}

#[test]
fn empty_request_reports_every_required_field() {
    let wanted = [
        "/consultantId",
        "/start",
        "/duration",
        "/timezone",
        "/meetingType",
        "/client/firstName",
        "/client/lastName",
        "/client/email",
        "/consent/terms",
        "/consent/privacy",
    ]
    .map(|pointer| (pointer, FaultCode::Required));
    assert_eq!(codes(&parse(&json!({})).unwrap_err()), wanted);
    let hollow = json!({
        "consultantId": "", "start": null, "duration": null, "timezone": " ", "meetingType": "",
        "client": {"firstName": "\n", "lastName": null}, "consent": {}
    });
    assert_eq!(codes(&parse(&hollow).unwrap_err()), wanted);
}

#[test]
fn wrong_types_are_reported_together() {
    let texts = [
        "/consultantId",
        "/start",
        "/timezone",
        "/meetingType",
        "/client/firstName",
        "/client/lastName",
        "/client/email",
        "/client/phone",
        "/client/company",
        "/client/website",
        "/client/position",
        "/subject",
        "/message",
        "/preparationNotes",
        "/specialRequirements",
        "/language",
        "/source",
        "/utm/source",
        "/utm/medium",
        "/utm/campaign",
        "/visit/device",
    ];
    let flags = [
        "/reminders/email",
        "/reminders/sms",
        "/consent/terms",
        "/consent/privacy",
        "/consent/marketing",
        "/consent/recording",
    ];
    let others = ["/duration", "/preparationMaterials", "/reminders/timing"];
    let mut all_wrong = body();
    let mut wanted = Vec::new();
    for (pointers, wrong) in [(&texts[..], json!(7)), (&flags[..], json!("yes")), (&others[..], json!("7"))] {
        for pointer in pointers {
            assert_fault(pointer, wrong.clone(), FaultCode::WrongType);
            *all_wrong.pointer_mut(pointer).unwrap() = wrong.clone();
            wanted.push((*pointer, FaultCode::WrongType));
        }
    }
    let faults = parse(&all_wrong).unwrap_err();
    let mut found = codes(&faults);
    found.sort_unstable_by_key(|(pointer, _)| *pointer);
    wanted.sort_unstable_by_key(|(pointer, _)| *pointer);
    assert_eq!(found, wanted);
    for object in ["/client", "/reminders", "/consent", "/utm"] {
        for wrong in [json!([]), json!("x"), json!(false)] {
            assert_fault(object, wrong, FaultCode::WrongType);
        }
    }
    assert_fault_at(
        "/preparationMaterials",
        json!(["https://example.com", 1]),
        "/preparationMaterials/1",
        FaultCode::WrongType,
    );
    assert_fault_at("/reminders/timing", json!([1, "7"]), "/reminders/timing/1", FaultCode::WrongType);
}

#[test]
fn invalid_values_have_specific_codes() {
    use FaultCode::{ControlCharacters, InvalidFormat, LooksLikeUrl, OutOfRange, TooLong, UnknownValue, WrongType};
    for (pointer, value, code) in [
        ("/consultantId", json!("Anna Schmidt"), InvalidFormat),
        ("/start", json!("2026-11-24T09:00:00"), InvalidFormat),
        ("/start", json!("2026-11-24"), InvalidFormat),
        ("/start", json!("2026-02-30T09:00:00Z"), InvalidFormat),
        ("/start", json!("9999-12-31T23:59:59Z"), OutOfRange),
        ("/duration", json!(0), OutOfRange),
        ("/duration", json!(-30), OutOfRange),
        ("/duration", json!(485), OutOfRange),
        ("/duration", json!(1e300), OutOfRange),
        ("/duration", json!(18_446_744_073_709_551_615_u64), OutOfRange),
        ("/duration", json!(30.5), WrongType),
        ("/timezone", json!("Berlin"), UnknownValue),
        ("/timezone", json!("+01:00"), UnknownValue),
        ("/meetingType", json!("fax"), UnknownValue),
        ("/client/firstName", json!("a\u{0}b"), ControlCharacters),
        ("/client/lastName", json!("see evil.com"), LooksLikeUrl),
        ("/client/lastName", json!("я".repeat(101)), TooLong),
        ("/client/email", json!("ada"), InvalidFormat),
        ("/client/phone", json!("030 901820"), InvalidFormat),
        ("/client/website", json!("javascript://x y"), InvalidFormat),
        ("/client/company", json!("a\r\nb"), ControlCharacters),
        ("/subject", json!("a\nb"), ControlCharacters),
        ("/subject", json!("x".repeat(201)), TooLong),
        ("/message", json!("x".repeat(4_001)), TooLong),
        ("/message", json!("\u{1b}[31m"), ControlCharacters),
        ("/preparationNotes", json!("x".repeat(2_001)), TooLong),
        ("/specialRequirements", json!("x".repeat(2_001)), TooLong),
        ("/preparationMaterials", json!(vec!["https://example.com"; 11]), TooLong),
        ("/preparationMaterials/0", json!("file:///etc/passwd"), InvalidFormat),
        ("/language", json!("fr"), UnknownValue),
        ("/source", json!("tv"), UnknownValue),
        ("/reminders/timing", json!([1, 2, 3, 4, 5, 6]), TooLong),
        ("/reminders/timing/0", json!(0), OutOfRange),
        ("/reminders/timing/0", json!(31), OutOfRange),
        ("/visit/device", json!("fridge"), UnknownValue),
        ("/visit/secondsToBook", json!(-1), OutOfRange),
        ("/visit/steps", json!(vec!["landing"; 21]), TooLong),
        ("/visit/steps/1", json!("left"), UnknownValue),
        ("/utm/source", json!("x".repeat(201)), TooLong),
    ] {
        assert_fault(pointer, value, code);
    }
}

#[test]
fn values_at_the_limits_are_accepted() {
    for (pointer, value) in [
        ("/client/firstName", json!("я".repeat(100))),
        ("/subject", json!("x".repeat(200))),
        ("/message", json!("\u{1F600}".repeat(4_000))),
        ("/preparationNotes", json!("a\r\n\tb".repeat(400))),
        ("/duration", json!(5)),
        ("/duration", json!(480)),
        ("/duration", json!(60.0)),
        ("/reminders/timing", json!([30, 1, 30])),
        ("/start", json!("2026-11-24T13:45:00.000+05:45")),
        ("/client/website", json!("example.com")),
    ] {
        assert!(parse(&with(pointer, value.clone())).is_ok(), "{pointer} {value}");
    }
}

#[test]
fn calls_and_sms_require_a_phone() {
    let phone = |meeting_type: &str, sms: bool, phone: Value| {
        let mut body = with("/meetingType", json!(meeting_type));
        body["reminders"]["sms"] = json!(sms);
        body["client"]["phone"] = phone;
        parse(&body).map_err(|faults| faults.into_vec())
    };
    for absent in [json!(null), json!(""), json!("  ")] {
        for (meeting_type, sms) in [("phone", false), ("video", true), ("in_person", true), ("phone", true)] {
            let faults = phone(meeting_type, sms, absent.clone()).unwrap_err();
            assert_eq!(faults.len(), 1, "{absent}");
            assert_eq!((faults[0].pointer.as_str(), faults[0].rule.code()), ("/client/phone", FaultCode::Required));
        }
        assert!(phone("video", false, absent.clone()).is_ok());
        assert!(phone("in_person", false, absent).is_ok());
    }
    assert!(phone("phone", true, json!("+1 555 0100 123")).is_ok());
    // An invalid number is one fault, not two.
    assert_eq!(phone("phone", true, json!("12")).unwrap_err().len(), 1);
}

#[test]
fn both_consents_are_required() {
    for name in ["/consent/terms", "/consent/privacy"] {
        assert_fault(name, json!(false), FaultCode::MustBeTrue);
        assert_fault(name, json!(null), FaultCode::Required);
        assert_fault(name, json!("true"), FaultCode::WrongType);
    }
    let faults = parse(&with("/consent", json!({"terms": false, "privacy": false}))).unwrap_err();
    assert_eq!(
        codes(&faults),
        [("/consent/terms", FaultCode::MustBeTrue), ("/consent/privacy", FaultCode::MustBeTrue)]
    );
    let bare = parse(&with("/consent", json!({"terms": true, "privacy": true}))).unwrap();
    let consent = bare.consent.given_at(at("2026-11-20T10:00:00Z"), "2026-11-01");
    assert!(!consent.marketing && !consent.recording);
    assert_eq!(consent.text_version, "2026-11-01");
    assert_eq!(consent.given_at, at("2026-11-20T10:00:00Z"));
}

#[test]
fn move_requires_only_a_start() {
    let read = |body: Value| MoveRequest::parse(body.as_object().unwrap());
    let plain = read(json!({"start": "2026-11-24T09:00:00+01:00"})).unwrap();
    assert_eq!((plain.start, plain.duration, &plain.consultant), (at("2026-11-24T08:00:00Z"), None, &None));
    let full = read(json!({"start": "2026-11-24T08:00:00Z", "duration": 90, "consultantId": "any"})).unwrap();
    assert_eq!((full.duration, full.consultant), (Some(90), Some(ConsultantChoice::Any)));
    let faults = read(json!({"duration": "1", "consultantId": "A"})).unwrap_err();
    let wanted = [
        ("/consultantId", FaultCode::InvalidFormat),
        ("/start", FaultCode::Required),
        ("/duration", FaultCode::WrongType),
    ];
    assert_eq!(codes(&faults), wanted);
}

#[test]
fn cancellation_reason_is_optional() {
    let read = |body: Value| cancellation_reason(body.as_object().unwrap());
    assert_eq!(read(json!({})), Ok(None));
    assert_eq!(read(json!({"reason": " ill\nsorry "})), Ok(Some("ill\nsorry".to_owned())));
    assert_eq!(codes(&read(json!({"reason": ["ill"]})).unwrap_err()), [("/reason", FaultCode::WrongType)]);
    assert_eq!(codes(&read(json!({"reason": "x".repeat(2_001)})).unwrap_err()), [("/reason", FaultCode::TooLong)]);
}
