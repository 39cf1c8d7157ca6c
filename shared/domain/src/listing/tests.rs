use serde_json::{Value, json};

use super::*;
use crate::{fault::FaultCode, time::Instant, zone::Tz};

const NOW: &str = "2026-11-23T08:00:00Z";

fn parse(body: &Value) -> Result<ListRequest, Vec<(String, FaultCode)>> {
    let now: Instant = NOW.parse().unwrap();
    let faults =
        |faults: crate::fault::Faults| faults.iter().map(|fault| (fault.pointer.clone(), fault.rule.code())).collect();
    ListRequest::parse(body.as_object().unwrap(), Tz::BERLIN, now).map_err(faults)
}

fn period(body: &Value) -> (String, String) {
    let period = parse(body).unwrap().period.unwrap();
    (period.start.to_rfc3339(), period.end.to_rfc3339())
}

#[test]
fn period_has_usual_edges() {
    let expected = |start: &str, end: &str| (start.to_owned(), end.to_owned());
    assert_eq!(period(&json!({})), expected("2026-11-23T08:00:00+00:00", "2027-12-28T08:00:00+00:00"));
    for past in ["-start", "createdAt", "-createdAt"] {
        let found = period(&json!({ "sort": past }));
        assert_eq!(found, expected("2025-10-19T08:00:00+00:00", "2026-11-23T08:00:00+00:00"), "{past}");
    }
    // The last date is part of the period.
    let dates = json!({"from": "2026-11-24", "to": "2026-11-24"});
    assert_eq!(period(&dates), expected("2026-11-23T23:00:00+00:00", "2026-11-24T23:00:00+00:00"));
    let elsewhere = json!({"from": "2026-11-24", "to": "2026-11-24T12:00:00Z", "timezone": "Asia/Tokyo"});
    assert_eq!(period(&elsewhere), expected("2026-11-23T15:00:00+00:00", "2026-11-24T12:00:00+00:00"));
    assert_eq!(parse(&json!({"q": "ada"})).unwrap().period, None, "a search is over all times");
}

#[test]
fn search_takes_three_forms() {
    let search = |q: &str| parse(&json!({ "q": q })).unwrap().search.unwrap();
    assert!(
        matches!(search(" vlt-20261123-7kxmpr "), Search::Reference(found) if found.as_str() == "VLT-20261123-7KXMPR")
    );
    assert!(matches!(search("ADA@example.com"), Search::Email(found) if found.as_str() == "ada@example.com"));
    assert_eq!(search("ada Lovelace"), Search::Words(vec!["lovelace".to_owned(), "ada".to_owned()]));
    assert_eq!(search("Marie-Anne-Luise"), Search::Words(["marie", "luise", "anne"].map(str::to_owned).to_vec()));
    // A name is stored, a legal form isn't.
    assert_eq!(search("Li GmbH"), Search::Words(vec!["li".to_owned(), "gmbh".to_owned()]));
    for q in ["a", "-", "a@"] {
        assert_eq!(parse(&json!({ "q": q })).unwrap_err(), [("/q".to_owned(), FaultCode::InvalidFormat)], "{q}");
    }
}

#[test]
fn every_fault_of_a_list_is_reported() {
    let body = json!({
        "from": "2026-11-25", "to": "2026-11-23", "timezone": "Mars/Base", "consultantId": ["anna", "Any!"],
        "status": "open", "source": ["tv"], "meetingType": "chat", "visit": [0], "flag": "odd", "sort": "name",
        "pageSize": 30
    });
    let faults = parse(&body).unwrap_err();
    let places: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/timezone",
            "/sort",
            "/to",
            "/pageSize",
            "/consultantId/1",
            "/status",
            "/source/0",
            "/meetingType",
            "/visit/0",
            "/flag"
        ]
    );
}

#[test]
fn one_value_is_a_list() {
    let one = parse(&json!({"consultantId": "anna", "visit": 3, "status": ["completed", "completed"]})).unwrap();
    assert_eq!((one.filter.consultants.len(), one.filter.visits, one.filter.statuses.len()), (1, vec![3], 1));
}
