use chrono::Weekday;
use serde_json::{Value, json};

use super::*;
use crate::{
    fault::{FaultCode, Faults},
    schedule::{DayHours, Window},
};

/// The smallest valid consultant, with additional fields.
fn consultant(more: Value) -> Value {
    let mut value = json!({
        "id": "anna", "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com", "timezone": "Europe/Berlin",
    });
    for (name, field) in more.as_object().unwrap() {
        value[name] = field.clone();
    }
    value
}

fn codes(faults: &Faults) -> Vec<(&str, FaultCode)> {
    faults.iter().map(|fault| (fault.pointer.as_str(), fault.rule.code())).collect()
}

#[track_caller]
fn assert_faults(value: Value, wanted: &[(&str, FaultCode)]) {
    let faults = parse(&value).expect_err("there are faults");
    assert_eq!(codes(&faults), wanted);
}

/// Asserts the only fault of a valid consultant with this additional field.
#[track_caller]
fn assert_fault(field: &str, value: Value, pointer: &str, code: FaultCode) {
    assert_faults(consultant(json!({ field: value })), &[(pointer, code)]);
}

fn window(start: u32, end: u32) -> Window {
    Window { start, end }
}

#[test]
fn contract_example_is_parsed_completely() {
    let anna = parse(&json!({
        "id": "anna-schmidt",
        "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com", "phone": "+49 30 901820",
        "title": {"en": "AI strategist", "de": "KI-Strategin", "ru": "Стратег по ИИ"},
        "biography": {"en": "…", "de": "…", "ru": "…"}, "photo": "https://example.com/anna.jpg",
        "expertise": ["AI Strategy"], "languages": ["de", "en"], "experience": "senior",
        "certifications": [{"name": "CCP", "issuer": "ISO", "year": 2024}], "linkedinUrl": "https://example.com/in/anna",
        "timezone": "Europe/Berlin",
        "schedule": {
            "weekly": {
                "monday": {
                    "windows": [{"start": "09:00", "end": "18:00"}], "breaks": [{"start": "12:00", "end": "13:00"}]
                },
                "saturday": {"windows": []}
            },
            "exceptions": [{"date": "2026-12-24", "windows": [{"start": "09:00", "end": "12:00"}]}],
            "holidays": {
                "calendar": "DE-BE", "except": ["2026-12-26"],
                "own": [{"month": 7, "day": 1, "name": "Founders' day"}]
            },
            "blackouts": [{"from": "2026-12-27", "to": "2026-12-31", "reason": "vacation"}]
        },
        "rules": {
            "bufferBeforeMinutes": 0, "bufferAfterMinutes": 15, "minimumNoticeHours": 2, "maximumAdvanceDays": 14,
            "dailyLimit": 6, "durations": [120, 30, 60, 90, 30], "gridMinutes": 30,
            "meetingTypes": ["video", "phone", "in_person"], "acceptingBookings": true, "online": true,
            "location": "Berlin"
        }
    }))
    .unwrap();

    assert_eq!(anna.profile.summary().full_name(), "Anna Schmidt");
    assert_eq!(anna.profile.summary().title_in(Language::De), Some("KI-Strategin"));
    assert_eq!(anna.profile.certifications[0].year, Some(2024));
    let monday = DayHours { windows: vec![window(540, 1080)], breaks: vec![window(720, 780)] };
    assert_eq!(*anna.schedule.weekly.on(Weekday::Mon), monday);
    assert_eq!(*anna.schedule.weekly.on(Weekday::Tue), DayHours::default());
    assert_eq!(anna.schedule.exceptions[0].hours.windows, [window(540, 720)]);
    assert_eq!(anna.schedule.holidays.calendar.unwrap().as_str(), "DE-BE");
    assert_eq!(anna.schedule.holidays.except.len(), 1);
    assert_eq!(anna.schedule.holidays.own[0].name, "Founders' day");
    assert_eq!(anna.schedule.blackouts[0].reason.as_deref(), Some("vacation"));
    assert_eq!(anna.rules.durations, [30, 60, 90, 120]);
    assert_eq!((anna.rules.buffer_before_minutes, anna.rules.buffer_after_minutes), (0, 15));
    assert_eq!((anna.rules.minimum_notice_hours, anna.rules.maximum_advance_days), (2, 14));
    assert_eq!(anna.rules.daily_limit, Some(6));
}

#[test]
fn missing_fields_get_the_defaults() {
    for empty in [json!({}), json!({"schedule": null, "rules": null}), json!({"schedule": {}, "rules": {}})] {
        let anna = parse(&consultant(empty)).unwrap();
        assert_eq!(anna.schedule, Schedule::business_hours(Tz::BERLIN));
        assert_eq!(anna.schedule.holidays.calendar, None);
        for day in [Weekday::Mon, Weekday::Fri] {
            assert_eq!(anna.schedule.weekly.on(day).windows, [window(9 * 60, 18 * 60)]);
        }
        assert!(anna.schedule.weekly.on(Weekday::Sat).windows.is_empty());
        let rules = &anna.rules;
        assert_eq!((rules.buffer_before_minutes, rules.buffer_after_minutes), (0, 0));
        assert_eq!((rules.minimum_notice_hours, rules.maximum_advance_days), (2, 60));
        assert_eq!((rules.grid_minutes, rules.daily_limit), (30, None));
        assert_eq!((rules.durations.as_slice(), rules.default_duration()), ([30, 60, 90, 120].as_slice(), 30));
        assert_eq!(rules.meeting_types, MeetingType::ALL);
        assert!(rules.accepting_bookings && rules.online);
    }
}

#[test]
fn shortest_length_is_the_fallback_default() {
    let anna = parse(&consultant(json!({"rules": {"durations": [90, 45]}}))).unwrap();
    assert_eq!(anna.rules.default_duration(), 45);
    assert_eq!(anna.card().default_duration(), 45);
    assert!(anna.rules.offers_duration(90) && !anna.rules.offers_duration(30));
    assert!(anna.card().offers(45, Some(MeetingType::Phone)) && !anna.card().offers(30, None));
}

#[test]
fn default_duration_is_one_on_offer() {
    let of = |rules: Value| parse(&consultant(json!({"rules": rules})));
    let anna = of(json!({"durations": [30, 60, 90], "defaultDuration": 60})).unwrap();
    assert_eq!((anna.rules.default_duration(), anna.card().default_duration()), (60, 60));
    let wrong = json!({"durations": [30, 60], "defaultDuration": 90});
    assert_fault("rules", wrong, "/rules/defaultDuration", FaultCode::NotOffered);
    assert_fault("rules", json!({"defaultDuration": "60"}), "/rules/defaultDuration", FaultCode::WrongType);
}

#[test]
fn missing_fields_are_reported_together() {
    let wanted = ["/id", "/firstName", "/lastName", "/email", "/timezone"].map(|place| (place, FaultCode::Required));
    assert_faults(json!({}), &wanted);
    let blank = json!({"id": " ", "firstName": "", "lastName": null, "email": "\t", "timezone": ""});
    assert_faults(blank, &wanted);
}

#[test]
fn every_fault_has_its_place() {
    let faulty = json!({
        "id": "Anna", "firstName": 1, "lastName": "www.evil.example", "email": "anna", "timezone": "Berlin",
        "title": {"fr": "…", "en": 2}, "photo": "photo.jpg", "expertise": ["ok", 3], "experience": "guru",
        "certifications": [{"issuer": "ISO", "year": 1}, "CCP"],
        "schedule": {
            "weekly": {
                "friday": {"windows": [{"start": "9:00", "end": "24:01"}], "breaks": [{"start": "12:00"}]},
                "montag": {},
                "sunday": 7
            },
            "exceptions": [
                {"date": "2026-12-24", "windows": [{"start": "12:00", "end": "12:00"}]},
                {"windows": []},
                {"date": "2026-12-24", "windows": []},
                {"date": "2026-02-30"}
            ],
            "holidays": {
                "calendar": "XX", "except": ["tomorrow"],
                "own": [{"month": 13, "day": 32, "name": "x"}, {"month": 2, "day": 30, "name": "x"}, {}]
            },
            "blackouts": [{"from": "2026-12-31", "to": "2026-12-27"}, {"to": "x"}]
        },
        "rules": {
            "bufferBeforeMinutes": 125, "bufferAfterMinutes": 7, "minimumNoticeHours": -1, "maximumAdvanceDays": 0,
            "gridMinutes": 25, "dailyLimit": 0, "durations": [30, 7, 485, "60"], "meetingTypes": ["video", "fax"],
            "acceptingBookings": "yes", "online": 1, "location": "a\nb"
        }
    });
    use FaultCode::{ControlCharacters, InvalidFormat, LooksLikeUrl, OutOfRange, Required, UnknownValue, WrongType};
    assert_faults(
        faulty,
        &[
            ("/id", InvalidFormat),
            ("/firstName", WrongType),
            ("/lastName", LooksLikeUrl),
            ("/email", InvalidFormat),
            ("/title/en", WrongType),
            ("/title/fr", UnknownValue),
            ("/photo", InvalidFormat),
            ("/expertise/1", WrongType),
            ("/experience", UnknownValue),
            ("/certifications/0/name", Required),
            ("/certifications/0/year", OutOfRange),
            ("/certifications/1", WrongType),
            ("/timezone", UnknownValue),
            ("/schedule/weekly/friday/windows/0/start", InvalidFormat),
            ("/schedule/weekly/friday/windows/0/end", InvalidFormat),
            ("/schedule/weekly/friday/breaks/0/end", Required),
            ("/schedule/weekly/montag", UnknownValue),
            ("/schedule/weekly/sunday", WrongType),
            ("/schedule/exceptions/0/windows/0", OutOfRange),
            ("/schedule/exceptions/1/date", Required),
            ("/schedule/exceptions/2", OutOfRange),
            ("/schedule/exceptions/3/date", InvalidFormat),
            ("/schedule/holidays/calendar", UnknownValue),
            ("/schedule/holidays/except/0", InvalidFormat),
            ("/schedule/holidays/own/0/month", OutOfRange),
            ("/schedule/holidays/own/0/day", OutOfRange),
            ("/schedule/holidays/own/1/day", OutOfRange),
            ("/schedule/holidays/own/2/month", Required),
            ("/schedule/holidays/own/2/day", Required),
            ("/schedule/holidays/own/2/name", Required),
            ("/schedule/blackouts/0", OutOfRange),
            ("/schedule/blackouts/1/from", Required),
            ("/schedule/blackouts/1/to", InvalidFormat),
            ("/rules/bufferBeforeMinutes", OutOfRange),
            ("/rules/minimumNoticeHours", OutOfRange),
            ("/rules/maximumAdvanceDays", OutOfRange),
            ("/rules/dailyLimit", OutOfRange),
            ("/rules/gridMinutes", OutOfRange),
            ("/rules/bufferAfterMinutes", OutOfRange),
            ("/rules/durations/1", OutOfRange),
            ("/rules/durations/2", OutOfRange),
            ("/rules/durations/3", WrongType),
            ("/rules/meetingTypes/1", UnknownValue),
            ("/rules/acceptingBookings", WrongType),
            ("/rules/online", WrongType),
            ("/rules/location", ControlCharacters),
        ],
    );
}

#[test]
fn wrong_types_are_one_fault_each() {
    let rules = |name: &str, value: Value| json!({ name: value });
    assert_fault("schedule", json!([]), "/schedule", FaultCode::WrongType);
    assert_fault("rules", json!("none"), "/rules", FaultCode::WrongType);
    assert_fault("rules", rules("durations", json!(30)), "/rules/durations", FaultCode::WrongType);
    assert_fault("rules", rules("durations", json!([])), "/rules/durations", FaultCode::Required);
    assert_fault("rules", rules("durations", json!([7])), "/rules/durations/0", FaultCode::OutOfRange);
    assert_fault("rules", rules("durations", json!(vec![30; 21])), "/rules/durations", FaultCode::TooLong);
    assert_fault("rules", rules("meetingTypes", json!([])), "/rules/meetingTypes", FaultCode::Required);
    assert_fault("rules", rules("gridMinutes", json!(30.5)), "/rules/gridMinutes", FaultCode::WrongType);
    assert_fault("rules", rules("bufferAfterMinutes", json!(7.0)), "/rules/bufferAfterMinutes", FaultCode::OutOfRange);
    assert_faults(json!(["anna"]), &[("", FaultCode::WrongType)]);
}

#[test]
fn whole_numbers_may_have_a_point() {
    let rules = json!({"gridMinutes": 15.0, "durations": [45.0], "dailyLimit": 3e0});
    let rules = parse(&consultant(json!({"rules": rules}))).unwrap().rules;
    assert_eq!((rules.grid_minutes, rules.durations, rules.daily_limit), (15, vec![45], Some(3)));
}

#[test]
fn limits_are_inclusive() {
    let fine = json!({
        "bufferBeforeMinutes": 120, "bufferAfterMinutes": 0, "minimumNoticeHours": 0, "maximumAdvanceDays": 730,
        "gridMinutes": 1440, "durations": [5, 480], "dailyLimit": 1
    });
    assert!(parse(&consultant(json!({"rules": fine}))).is_ok());
    for grid in [5, 10, 15, 20, 30, 45, 60, 90, 120, 720] {
        assert!(parse(&consultant(json!({"rules": {"gridMinutes": grid}}))).is_ok(), "{grid}");
    }
    for grid in [0, 1, 4, 6, 12, 25, 35, 50, 100, 1445, 2880] {
        assert_fault("rules", json!({"gridMinutes": grid}), "/rules/gridMinutes", FaultCode::OutOfRange);
    }
}

#[test]
fn window_may_end_at_midnight() {
    let hours = |start: &str, end: &str| json!({"weekly": {"monday": {"windows": [{"start": start, "end": end}]}}});
    let late = parse(&consultant(json!({"schedule": hours("00:00", "24:00")}))).unwrap();
    assert_eq!(late.schedule.weekly.on(Weekday::Mon).windows, [window(0, 1440)]);
    let place = "/schedule/weekly/monday/windows/0";
    for (start, end) in [("18:00", "09:00"), ("09:00", "09:00"), ("22:00", "02:00"), ("24:00", "24:00")] {
        assert_fault("schedule", hours(start, end), place, FaultCode::OutOfRange);
    }
    for bad in ["24:01", "25:00", "9:00", "09:0", "09:60", "0900", "-1:00", "09:00:00", "+9:00", "٠٩:٠٠"] {
        assert_fault("schedule", hours("00:00", bad), &format!("{place}/end"), FaultCode::InvalidFormat);
    }
}

#[test]
fn seed_requires_an_array_of_consultants() {
    let anna = consultant(json!({}));
    let boris = consultant(json!({"id": "boris"}));
    let read = parse_seed(&json!([anna, boris])).unwrap();
    assert_eq!(read.iter().map(|one| one.profile.id.as_str()).collect::<Vec<_>>(), ["anna", "boris"]);
    assert_eq!(parse_seed(&json!([])), Ok(vec![]));

    assert_eq!(codes(&parse_seed(&anna).unwrap_err()), [("", FaultCode::WrongType)]);
    let faults =
        parse_seed(&json!([anna, {"id": "x/y"}, 3, anna, {"id": "boris", "rules": {"gridMinutes": 7}}])).unwrap_err();
    use FaultCode::{InvalidFormat, OutOfRange, Required, WrongType};
    let wanted = [
        ("/1/id", InvalidFormat),
        ("/1/firstName", Required),
        ("/1/lastName", Required),
        ("/1/email", Required),
        ("/1/timezone", Required),
        ("/2", WrongType),
        ("/3/id", OutOfRange),
        ("/4/firstName", Required),
        ("/4/lastName", Required),
        ("/4/email", Required),
        ("/4/timezone", Required),
        ("/4/rules/gridMinutes", OutOfRange),
    ];
    assert_eq!(codes(&faults), wanted);
    assert!(
        faults.to_string().starts_with("/1/id: invalid_format (consultant_id); /1/firstName: required (required); "),
        "{faults}"
    );
}

#[test]
fn pointers_are_escaped() {
    assert_fault("title", json!({"a/b~c": "x"}), "/title/a~1b~0c", FaultCode::UnknownValue);
}

#[test]
fn card_and_stored_parts_round_trip() {
    let anna = parse(&consultant(json!({
        "title": {"en": "Strategist"}, "experience": "mid", "responseTime": {"en": "a day"},
        "rules": {"dailyLimit": 2, "meetingTypes": ["phone", "phone"], "location": "Berlin", "online": false}
    })))
    .unwrap();
    assert_eq!(anna.rules.meeting_types, [MeetingType::Phone]);
    let profile: Profile = serde_json::from_value(serde_json::to_value(&anna.profile).unwrap()).unwrap();
    let rules: BookingRules = serde_json::from_value(serde_json::to_value(&anna.rules).unwrap()).unwrap();
    let card: Card = serde_json::from_value(serde_json::to_value(anna.card()).unwrap()).unwrap();
    assert_eq!((&profile, &rules, &card), (&anna.profile, &anna.rules, &anna.card()));
    let shown = serde_json::to_string(&card).unwrap();
    assert!(!shown.contains("anna@example.com"), "a card is public");
}

#[test]
fn schedule_has_a_largest_size() {
    let date = |day: u64| chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() + chrono::Days::new(day);
    let exceptions = |windows: u32| -> Vec<serde_json::Value> {
        let windows: Vec<_> = (0..windows)
            .map(|hour| json!({"start": format!("{hour:02}:00"), "end": format!("{hour:02}:30")}))
            .collect();
        (0..730).map(|day| json!({"date": date(day), "windows": windows})).collect()
    };
    assert!(parse(&consultant(json!({"schedule": {"exceptions": exceptions(3)}}))).is_ok());
    let faults = parse(&consultant(json!({"schedule": {"exceptions": exceptions(24)}}))).unwrap_err().into_vec();
    assert_eq!(faults.len(), 1);
    assert_eq!(
        (faults[0].pointer.as_str(), faults[0].rule.code()),
        ("/schedule/exceptions", crate::fault::FaultCode::TooLong)
    );
    assert_eq!(faults[0].rule.key(), "stored_size");
    let blackouts: Vec<_> =
        (0..730).map(|day| json!({"from": date(day), "to": date(day), "reason": "x".repeat(200)})).collect();
    let faults = parse(&consultant(json!({"schedule": {"blackouts": blackouts}}))).unwrap_err().into_vec();
    assert_eq!(faults[0].pointer, "/schedule/blackouts");
}

#[test]
fn file_leaves_absences_and_archive() {
    let blackouts = |list: Value| consultant(json!({"schedule": {"weekly": {}, "blackouts": list}}));
    let days = |from: &str, to: &str| json!({"from": from, "to": to});
    let file = parse(&blackouts(json!([days("2027-01-04", "2027-01-05")]))).unwrap();
    let mut stored = parse(&blackouts(json!([days("2026-12-01", "2026-12-02")]))).unwrap();
    let absence =
        serde_json::from_value(json!({"from": "2026-12-24", "to": "2026-12-31", "absence": "01ABC"})).unwrap();
    stored.schedule = stored.schedule.with_absence(absence);
    stored.profile.archived_at = Some("2026-11-23T08:00:00Z".parse().unwrap());
    let after = file.in_place_of(&stored);
    let closed: Vec<String> = after.schedule.blackouts.iter().map(|it| it.from.to_string()).collect();
    assert_eq!(closed, ["2027-01-04", "2026-12-24"], "the file's own, and the team's");
    assert_eq!(after.profile.archived_at, stored.profile.archived_at);
    assert_eq!(file.in_place_of(&after), after, "a second time changes nothing");
}
