use std::collections::BTreeSet;

use domain::language::Language;
use serde_json::json;
use texts::{Table, made_up};

use super::*;
use detail::ProblemCode;

fn keys(table: Table) -> BTreeSet<&'static str> {
    table.iter().map(|(key, _)| key).collect()
}

#[test]
fn every_code_and_detail_has_texts() {
    let english = Locale::from(Language::En);
    assert_eq!(ProblemCode::ALL.iter().map(|code| code.as_str()).collect::<BTreeSet<_>>(), keys(english.problems()));
    assert_eq!(Detail::ALL.iter().map(|detail| detail.key()).collect::<BTreeSet<_>>(), keys(english.details()));
}

#[test]
fn document_is_translated() {
    let mut faults = Faults::one("/client/phone", Rule::PhoneForMeeting);
    let german =
        |faults: &Faults| serde_json::to_value(Problem::from(faults.clone()).document(Language::De.into())).unwrap();
    let one = json!({
        "type": "urn:magnetiq:problem:invalid_request", "status": 422, "code": "invalid_request",
        "title": "Die Angaben sind unvollständig oder falsch",
        "detail": "/client/phone: `phone` wird für ein Telefongespräch gebraucht",
        "errors": [{"pointer": "/client/phone", "code": "required",
                    "message": "`phone` wird für ein Telefongespräch gebraucht"}]
    });
    assert_eq!(german(&faults), one);
    faults.add("/duration", Rule::WholeNumberWithin { from: 5, to: 480 });
    let two = german(&faults);
    assert_eq!(two["detail"], "2 Angaben brauchen noch einen Blick; siehe `errors`.");
    assert_eq!(two["errors"][1]["message"], "muss eine ganze Zahl von 5 bis 480 sein");
}

#[test]
fn made_up_language_has_every_text() {
    let locale = made_up::bracketed().unwrap();
    for detail in Detail::ALL {
        let document = serde_json::to_value(Problem::new(*detail).document(locale)).unwrap();
        for part in ["title", "detail"] {
            let text = document[part].as_str().unwrap();
            assert!(made_up::outside_brackets(text).is_empty() && !text.contains('{'), "{detail:?}: {text}");
        }
    }
    let response = Problem::too_many_requests(7).into_response(locale);
    assert_eq!(response.headers()["content-language"], "xx");
    let Body::Text(body) = response.body() else { panic!("{response:?}") };
    assert!(body.contains("⟦Too many attempts. Try again in 7 seconds.⟧"), "{body}");
}
