use serde_json::{Value, json};

use super::*;
use crate::{fault::FaultCode, zone::Tz};

fn parse(body: Value) -> Result<ExportRequest, Vec<(String, FaultCode)>> {
    let parsed = ExportRequest::parse(body.as_object().unwrap(), Tz::BERLIN, "2026-11-23T08:00:00Z".parse().unwrap());
    parsed.map_err(|faults| faults.iter().map(|fault| (fault.pointer.clone(), fault.rule.code())).collect())
}

#[test]
fn text_is_never_a_formula() {
    let written = |text: &str| Cell::text(text).into_written();
    for hostile in ["=1+1", "+49 30", "-2", "@x", "\tx", "\rx", "＝1"] {
        assert_eq!(written(hostile), format!("'{hostile}"));
    }
    assert_eq!(written("Ada = Lovelace"), "Ada = Lovelace");
    assert_eq!(Cell::plain(-2).into_written(), "-2", "a number stays one");
    assert_eq!(Cell::Empty.into_written(), "");
}

#[test]
fn contact_columns_need_the_word() {
    let usual = parse(json!({})).unwrap();
    assert!(usual.columns.contains(&Column::Initials) && !usual.columns.iter().any(|column| column.is_personal()));
    let personal = parse(json!({"personal": true})).unwrap();
    assert!(personal.columns.contains(&Column::Email) && !personal.columns.contains(&Column::Initials));
    assert!(!personal.columns.contains(&Column::Phone00), "only on request");
    let faults = parse(json!({"columns": ["email", "phone", "gone"]})).unwrap_err();
    let expected = [("/personal", FaultCode::MustBeTrue), ("/columns/2", FaultCode::UnknownValue)];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn faults_of_filters_have_their_place() {
    let faults = parse(json!({"filters": {"status": "gone"}, "separator": "x", "timezone": "Mars"})).unwrap_err();
    let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/timezone", "/separator", "/filters/status"]);
    assert_eq!(parse(json!({"filters": []})).unwrap_err()[0].0, "/filters");
}

#[test]
fn file_ends_an_hour_after_its_first_address() {
    let at = |time: &str| time.parse().unwrap();
    let export: Export = serde_json::from_value(json!({
        "id": "x", "separator": ",", "zone": "Europe/Berlin", "actor": {"id": "a", "roles": ["admin"]},
        "createdAt": "2026-11-23T08:00:00Z", "state": "done", "key": "k", "version": 3,
        "file": {"rows": 1, "bytes": 2, "at": "2026-11-23T08:01:00Z"}, "fetchedAt": "2026-11-23T09:00:00Z"
    }))
    .unwrap();
    assert_eq!(export.state_at(at("2026-11-23T09:59:00Z")), ExportState::Done);
    assert_eq!(export.state_at(at("2026-11-23T10:00:00Z")), ExportState::Expired);
    let unfetched = Export { fetched_at: None, ..export };
    assert_eq!(unfetched.state_at(at("2026-11-24T08:00:59Z")), ExportState::Done);
    assert_eq!(unfetched.state_at(at("2026-11-24T08:01:00Z")), ExportState::Expired);
}
