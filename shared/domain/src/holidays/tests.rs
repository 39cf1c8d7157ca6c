use super::*;

fn calendar(code: &str) -> HolidayCalendar {
    code.parse().unwrap_or_else(|_| panic!("{code} is a calendar"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn day(code: &str, text: &str) -> DayKind {
    calendar(code).day(date(text))
}

fn dates(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(move |d| d.year() == year)
}

/// "mm-dd" of the days of a year that match `wanted`.
fn days_where(code: &str, year: i32, wanted: impl Fn(NaiveDate, DayKind) -> bool) -> Vec<String> {
    let calendar = calendar(code);
    dates(year).filter(|&d| wanted(d, calendar.day(d))).map(|d| d.format("%m-%d").to_string()).collect()
}

fn holidays(code: &str, year: i32) -> Vec<String> {
    days_where(code, year, |_, kind| matches!(kind, DayKind::Holiday { .. }))
}

fn shortened(code: &str, year: i32) -> Vec<String> {
    days_where(code, year, |_, kind| matches!(kind, DayKind::Shortened | DayKind::WorksAs { shortened: true, .. }))
}

/// Days off within the five-day week, as a production calendar prints beside its weekends.
fn weekdays_off(code: &str, year: i32) -> Vec<String> {
    let weekend = [Weekday::Sat, Weekday::Sun];
    days_where(code, year, |d, kind| matches!(kind, DayKind::Holiday { .. }) && !weekend.contains(&d.weekday()))
}

#[track_caller]
fn assert_name(code: &str, text: &str, wanted: &str) {
    match day(code, text) {
        DayKind::Holiday { name } => assert_eq!(name, wanted, "{code} {text}"),
        other => panic!("{code} {text} is {other:?}, not {wanted}"),
    }
}

/// Asserts that `only` have the day off, and all other calendars of the country an ordinary day.
#[track_caller]
fn assert_only(country: &str, text: &str, only: &[&str]) {
    let mut only = only.to_vec();
    only.sort_unstable();
    let mut found: Vec<_> = HolidayCalendar::all()
        .filter(|c| c.as_str().starts_with(country) && c.day(date(text)) != DayKind::Ordinary)
        .map(|c| c.as_str())
        .collect();
    found.sort_unstable();
    assert_eq!(found, only, "{text}");
}

#[test]
fn germany_common_days() {
    let common = ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"];
    assert_eq!(holidays("DE", 2026), common);
    assert_name("DE", "2026-04-06", "Easter Monday");
    assert_name("DE-SH", "2026-04-06", "Easter Monday");
}

#[test]
fn german_states_differ() {
    assert_name("DE-BE", "2026-03-08", "Women's Day");
    assert_only("DE", "2027-03-08", &["DE-BE", "DE-MV"]);
    let reformation = ["DE-BB", "DE-HB", "DE-HH", "DE-MV", "DE-NI", "DE-SH", "DE-SN", "DE-ST", "DE-TH"];
    assert_only("DE", "2026-10-31", &reformation);
    assert_only("DE", "2026-06-04", &["DE-BW", "DE-BY", "DE-HE", "DE-NW", "DE-RP", "DE-SL"]);
    assert_name("DE-BY", "2026-06-04", "Corpus Christi");
    assert_only("DE", "2026-01-06", &["DE-BW", "DE-BY", "DE-ST"]);
    assert_only("DE", "2026-08-15", &["DE-SL"]);
    assert_only("DE", "2026-09-20", &["DE-TH"]);
    assert_only("DE", "2026-11-01", &["DE-BW", "DE-BY", "DE-NW", "DE-RP", "DE-SL"]);
    assert_only("DE", "2026-11-18", &["DE-SN"]);
    assert_only("DE", "2025-05-08", &["DE-BE"]);
    assert_only("DE", "2028-06-17", &["DE-BE"]);
}

#[test]
fn easter_moves_with_the_years() {
    let mondays = ["2025-04-21", "2026-04-06", "2027-03-29", "2028-04-17", "2029-04-02", "2030-04-22", "2038-04-26"];
    for monday in mondays {
        assert_name("DE", monday, "Easter Monday");
        assert_name("AT", monday, "Easter Monday");
        assert_name("GB-ENG", monday, "Easter Monday");
        assert_eq!(day("GB-SCT", monday), DayKind::Ordinary);
    }
}

#[test]
fn austria() {
    let year = [
        "01-01", "01-06", "04-06", "05-01", "05-14", "05-25", "06-04", "08-15", "10-26", "11-01", "12-08", "12-25",
        "12-26",
    ];
    assert_eq!(holidays("AT", 2026), year);
}

#[test]
fn swiss_cantons() {
    assert_eq!(holidays("CH", 2026), ["01-01", "05-14", "08-01", "12-25"]);
    let zurich = ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "08-01", "12-25", "12-26"];
    assert_eq!(holidays("CH-ZH", 2026), zurich);
    assert_name("CH-GE", "2026-09-10", "Genevan Fast");
    assert_only("CH", "2026-09-10", &["CH-GE"]);
    assert_only("CH", "2026-12-31", &["CH-GE"]);
    assert_only("CH", "2026-09-21", &["CH-VD"]);
    assert_only("CH", "2026-06-23", &["CH-JU"]);
    assert_only("CH", "2026-03-19", &["CH-NW", "CH-SZ", "CH-TI", "CH-UR", "CH-VS"]);
    // Glarus: the first Thursday of April, a week later when that is Maundy Thursday.
    assert_only("CH", "2026-04-02", &[]);
    assert_only("CH", "2026-04-09", &["CH-GL"]);
}

#[test]
fn russia_2025_as_decreed() {
    let off = [
        "01-01", "01-02", "01-03", "01-06", "01-07", "01-08", "05-01", "05-02", "05-08", "05-09", "06-12", "06-13",
        "11-03", "11-04", "12-31",
    ];
    assert_eq!(weekdays_off("RU", 2025), off);
    assert_eq!(shortened("RU", 2025), ["03-07", "04-30", "06-11", "11-01"]);
    let worked = days_where("RU", 2025, |_, kind| matches!(kind, DayKind::WorksAs { .. }));
    assert_eq!(worked, ["11-01"]);
    // 1 November, a Saturday, has the hours of Monday the 3rd, the eve of Unity Day.
    assert_eq!(day("RU", "2025-11-01"), DayKind::WorksAs { weekday: Weekday::Mon, shortened: true });
    assert_name("RU", "2025-11-03", "Day off (moved from 2025-11-01)");
    // Weekend days that were holidays themselves stay off when they are moved.
    for moved in ["2025-01-04", "2025-01-05", "2025-02-23", "2025-03-08"] {
        assert!(matches!(day("RU", moved), DayKind::Holiday { .. }), "{moved}");
    }
}

#[test]
fn russia_2026_as_decreed() {
    let off = [
        "01-01", "01-02", "01-05", "01-06", "01-07", "01-08", "01-09", "02-23", "03-09", "05-01", "05-11", "06-12",
        "11-04", "12-31",
    ];
    assert_eq!(weekdays_off("RU", 2026), off);
    assert_eq!(shortened("RU", 2026), ["04-30", "05-08", "06-11", "11-03"]);
    assert!(days_where("RU", 2026, |_, kind| matches!(kind, DayKind::WorksAs { .. })).is_empty());
    assert_eq!(day("RU", "2026-05-08"), DayKind::Shortened);
    // The Saturday before a holiday on a Sunday is an ordinary weekend day.
    assert_eq!(day("RU", "2026-03-07"), DayKind::Ordinary);
}

#[test]
fn russia_2027_as_decreed() {
    let off = [
        "01-01", "01-04", "01-05", "01-06", "01-07", "01-08", "02-22", "02-23", "03-08", "05-03", "05-10", "06-14",
        "11-04", "11-05", "12-31",
    ];
    assert_eq!(weekdays_off("RU", 2027), off);
    assert_eq!(shortened("RU", 2027), ["02-20", "04-30", "06-11", "11-03"]);
    assert_eq!(day("RU", "2027-02-20"), DayKind::WorksAs { weekday: Weekday::Mon, shortened: true });
}

#[test]
fn undecreed_years_have_statutory_days_only() {
    let statutory = [
        "01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "02-23", "03-08", "05-01", "05-09",
        "06-12", "11-04",
    ];
    let russia = calendar("RU");
    let through = russia.transfers_through().unwrap();
    assert_eq!(through, 2027);
    for year in through + 1..=*russia.years_covered().end() {
        assert_eq!(holidays("RU", year), statutory, "{year}");
        assert!(days_where("RU", year, |_, kind| matches!(kind, DayKind::WorksAs { .. })).is_empty(), "{year}");
    }
    // The eves come from the law, not from a decree; the last 31 December precedes a year outside the tables.
    assert_eq!(shortened("RU", 2028), ["02-22", "03-07", "05-08", "11-03"]);
    assert_eq!(day("RU", "2040-12-31"), DayKind::Shortened);
}

#[test]
fn russian_transfers_are_consistent() {
    let transfers = Country::Ru.table().transfers.unwrap();
    assert!(transfers.statutory.is_sorted() && transfers.working.is_sorted());
    for &(worked, _) in transfers.working {
        let worked = NaiveDate::parse_from_str(&worked.to_string(), "%Y%m%d").unwrap();
        let replaced = transfers.replaced_by(worked).unwrap();
        let russia = calendar("RU");
        assert!(matches!(russia.day(replaced), DayKind::Holiday { .. }), "{replaced} is off");
        assert!(!matches!(russia.day(worked), DayKind::Holiday { .. }), "{worked} is worked");
        assert!(matches!(worked.weekday(), Weekday::Sat | Weekday::Sun), "{worked} is on a weekend");
        assert!(worked.year() <= transfers.decreed_through);
    }
}

#[test]
fn united_states_observed_days() {
    assert_name("US", "2026-07-03", "Independence Day (observed)");
    assert_name("US", "2026-07-04", "Independence Day");
    assert_name("US", "2027-07-05", "Independence Day (observed)");
    assert_name("US", "2027-12-24", "Christmas Day (observed)");
    assert_name("US", "2027-12-31", "New Year's Day (observed)");
    let year =
        ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "07-04", "09-07", "10-12", "11-11", "11-26", "12-25"];
    assert_eq!(holidays("US", 2026), year);
}

#[test]
fn british_substitute_days() {
    assert_name("GB", "2026-12-28", "Boxing Day (observed)");
    assert_name("GB-WLS", "2027-12-27", "Christmas Day (observed)");
    assert_name("GB-WLS", "2027-12-28", "Boxing Day (observed)");
    assert_name("GB-ENG", "2028-01-03", "New Year's Day (observed)");
    assert_only("GB", "2028-01-04", &["GB-SCT"]);
    assert_only("GB", "2026-03-17", &["GB-NIR"]);
    assert_only("GB", "2026-07-13", &["GB-NIR"]);
    assert_only("GB", "2026-08-03", &["GB-SCT"]);
    assert_only("GB", "2026-06-15", &["GB-SCT"]);
    assert_only("GB", "2026-08-31", &["GB-ENG", "GB-WLS", "GB-NIR"]);
    let england = ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-26", "12-28"];
    assert_eq!(holidays("GB-ENG", 2026), england);
}

#[test]
fn coverage_of_a_range_of_dates() {
    // (calendar, from, to, years of the range that are covered, those whose transfers are decreed)
    let cases = [
        ("DE-BE", "2026-11-23", "2027-01-22", 2026..=2027, None),
        ("RU", "2026-11-23", "2027-01-22", 2026..=2027, Some(2026..=2027)),
        ("RU", "2027-12-01", "2028-01-30", 2027..=2028, Some(2027..=2027)),
        ("US", "2024-12-01", "2025-01-30", 2025..=2025, None),
        ("CH-TI", "2040-12-01", "2041-01-30", 2040..=2040, None),
    ];
    for (code, from, to, covered, decreed) in cases {
        let (calendar, range) = (calendar(code), date(from).year()..=date(to).year());
        let years: Vec<_> = range.clone().filter(|y| calendar.years_covered().contains(y)).collect();
        assert_eq!(years, covered.collect::<Vec<_>>(), "{code} {from} {to}");
        let moved = calendar.transfers_through().map(|last| range.filter(|&y| y <= last).collect::<Vec<_>>());
        assert_eq!(moved, decreed.map(Iterator::collect), "{code} {from} {to}");
    }
}

#[test]
fn uncovered_years_are_ordinary() {
    for calendar in HolidayCalendar::all() {
        assert_eq!(calendar.years_covered(), 2025..=2040, "{calendar}");
        for text in ["2024-01-01", "2024-12-25", "2041-01-01", "-2025-01-01"] {
            assert_eq!(calendar.day(date(text)), DayKind::Ordinary, "{calendar} {text}");
        }
        assert_eq!(calendar.day(NaiveDate::MIN), DayKind::Ordinary);
        assert_eq!(calendar.day(NaiveDate::MAX), DayKind::Ordinary);
    }
}

#[test]
fn calendars_have_days_every_year() {
    for calendar in HolidayCalendar::all() {
        // The cantons share four days: 1 January, Ascension, 1 August, Christmas.
        let least = if calendar.as_str() == "CH" { 4 } else { 5 };
        for year in calendar.years_covered() {
            let found = holidays(calendar.as_str(), year);
            assert!(found.len() >= least && found.len() <= 25, "{calendar} {year}: {found:?}");
            assert!(found.contains(&"01-01".to_owned()), "{calendar} {year}");
        }
        assert_eq!(calendar.transfers_through().is_some(), calendar.as_str() == "RU");
    }
}

#[test]
fn tables_are_sorted_and_whole() {
    for country in Country::ALL {
        let table = country.table();
        assert!(table.days.is_sorted_by_key(|&(day, ..)| day), "{country:?}");
        let all = u32::MAX >> (32 - table.codes.len());
        for (index, &(day, name, regions)) in table.days.iter().enumerate() {
            assert!(NaiveDate::parse_from_str(&day.to_string(), "%Y%m%d").is_ok(), "{country:?} {day}");
            assert!(usize::from(name) < table.names.len(), "{country:?} {day}");
            assert!(regions != 0 && regions & !all == 0, "{country:?} {day}");
            // A region has one name for a date, so the first match is the only one.
            let twice = table.days.iter().skip(index + 1).any(|&(other, _, also)| other == day && also & regions != 0);
            assert!(!twice, "{country:?} {day}");
        }
        assert!(table.names.iter().all(|name| !name.is_empty()), "{country:?}");
    }
}

#[test]
fn codes_are_parsed_as_documented() {
    let codes: Vec<_> = HolidayCalendar::all().map(|c| c.as_str()).collect();
    assert_eq!(codes.len(), 17 + 1 + 27 + 1 + 5 + 1);
    for code in &codes {
        assert_eq!(calendar(code).to_string(), *code);
        assert_eq!(HolidayCalendar::try_from(*code), Ok(calendar(code)));
    }
    for wrong in ["", "de", "DE-", "DE-be", "DE-XX", "DE-Augsburg", "FR", "AT-9", " RU", "GB-ENG ", "UK", "US-CA"] {
        assert_eq!(wrong.parse::<HolidayCalendar>(), Err(UnknownCalendar), "{wrong:?}");
    }
    let message = UnknownCalendar.to_string();
    assert!(message.starts_with("not a holiday calendar; supported are DE, DE-BB, "), "{message}");
    assert!(message.ends_with(", GB-NIR, US"), "{message}");
}

#[test]
fn serialises_as_its_code() {
    let json = serde_json::to_string(&calendar("CH-ZH")).unwrap();
    assert_eq!(json, "\"CH-ZH\"");
    assert_eq!(serde_json::from_str::<HolidayCalendar>(&json).unwrap(), calendar("CH-ZH"));
    let error = "CH-XX".parse::<HolidayCalendar>().unwrap_err();
    assert!(error.to_string().contains("supported are"), "{error}");
}

#[test]
fn unknown_calendar_has_only_holidays() {
    let unknown = serde_json::from_str::<HolidayCalendar>("\"CH-XX\"").unwrap();
    assert_eq!(unknown, HolidayCalendar::UNKNOWN);
    let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    assert_eq!(unknown.day(date), DayKind::Holiday { name: "unknown" });
}
