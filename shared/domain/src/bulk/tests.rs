use serde_json::{Value, json};

use super::*;
use crate::{booking::StaffAction, fault::FaultCode, time::Instant, zone::Tz};

const NOW: &str = "2026-11-23T08:00:00Z";
const REFERENCE: &str = "VLT-20261123-7KXMPR";

fn parse(body: Value) -> Result<BulkRequest, Vec<(String, FaultCode)>> {
    let now: Instant = NOW.parse().unwrap();
    let parsed = BulkRequest::parse(body.as_object().unwrap(), Tz::BERLIN, now);
    parsed.map_err(|faults| faults.iter().map(|fault| (fault.pointer.clone(), fault.rule.code())).collect())
}

fn pointers(body: Value) -> Vec<String> {
    parse(body).unwrap_err().into_iter().map(|(pointer, _)| pointer).collect()
}

#[test]
fn order_names_bookings_or_selection() {
    let request = parse(json!({"action": "complete", "references": [REFERENCE, "vlt-20261123-7kxmpr"]})).unwrap();
    let Chosen::References(references) = request.chosen else { panic!() };
    assert_eq!((references.len(), request.delay_seconds), (1, 0), "each booking once");
    let list = json!({"action": "complete", "selection": {"status": "confirmed"}});
    assert!(matches!(parse(list).unwrap().chosen, Chosen::Selection(_)));
    assert_eq!(pointers(json!({"action": "complete"})), ["/references"]);
    assert_eq!(pointers(json!({"action": "complete", "references": []})), ["/references"]);
    assert_eq!(pointers(json!({"action": "complete", "references": ["x", 3]})), ["/references/0", "/references/1"]);
    let both = json!({"action": "complete", "references": [REFERENCE], "selection": {}});
    assert_eq!(pointers(both), ["/references"]);
    let list = json!({"action": "complete", "selection": {"status": "gone"}});
    assert_eq!(pointers(list), ["/selection/status"]);
    let many: Vec<Value> = (0..=MAX_BULK).map(|_| json!(REFERENCE)).collect();
    let faults = parse(json!({"action": "complete", "references": many})).unwrap_err();
    assert_eq!(faults, [("/references".to_owned(), FaultCode::TooLong)]);
}

#[test]
fn params_are_checked_at_once() {
    let of = |action: &str, params: Value| {
        parse(json!({"action": action, "references": [REFERENCE], "params": params, "delaySeconds": 10}))
    };
    for (action, params) in [
        ("cancel", json!({"reason": "Ill"})),
        ("reassign", json!({"consultantId": "any", "waive": ["hours"]})),
        ("reschedule", json!({"shift": "-P2W"})),
        ("notes", json!({"text": "Called."})),
        ("send-reminder", json!({})),
        ("resend", json!({"recipient": "consultant"})),
        ("no-show", json!({})),
    ] {
        assert_eq!(of(action, params).unwrap().action.as_str(), action);
    }
    for (action, params, pointer) in [
        ("cancel", json!({}), "/params/reason"),
        ("reassign", json!({"consultantId": "A B"}), "/params/consultantId"),
        ("reschedule", json!({"shift": "P1M"}), "/params/shift"),
        ("reschedule", json!({"shift": "P0D"}), "/params/shift"),
        ("notes", json!({}), "/params/text"),
        ("send-reminder", json!({"channel": "chat"}), "/params/channel"),
        ("resend", json!({"recipient": "all"}), "/params/recipient"),
        ("erase", json!({}), "/action"),
        ("contact", json!({}), "/action"),
    ] {
        assert_eq!(of(action, params).unwrap_err()[0].0, pointer, "{action}");
    }
    assert_eq!(
        pointers(json!({"action": "complete", "references": [REFERENCE], "delaySeconds": 61})),
        ["/delaySeconds"]
    );
}

#[test]
fn messages_of_an_action_are_counted() {
    let mails =
        |action: &str, params: Value| mails_of(StaffAction::from_key(action).unwrap(), params.as_object().unwrap());
    assert_eq!(mails("cancel", json!({})), 1);
    assert_eq!(mails("complete", json!({})), 0);
    assert_eq!(mails("resend", json!({})), 1);
    assert_eq!(mails("resend", json!({"recipient": "consultant"})), 0);
}

#[test]
fn tally_counts_results_by_code() {
    let target = |number: u32| BulkTarget {
        reference: crate::ids::Reference::parse(&format!("VLT-20261123-7KXM{}R", ["A", "C", "D"][number as usize]))
            .unwrap(),
        edition: 1,
    };
    let targets: Vec<BulkTarget> = (0..3).map(target).collect();
    let results = [
        (targets[0].reference.clone(), BulkResult::done()),
        (targets[1].reference.clone(), BulkResult::refused("changed_meanwhile")),
    ];
    let chunk = BulkChunk { number: 1, targets, results: results.into_iter().collect() };
    assert_eq!(chunk.left().count(), 1);
    let tally = BulkTally::of(&[chunk]);
    assert_eq!((tally.done, tally.ok, tally.by_code["changed_meanwhile"]), (2, 1, 1));
}
