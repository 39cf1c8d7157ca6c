//! All kinds of invalid input: answered with the fault and its place, never with a 5xx.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";

/// Texts that a person, a broken program or an attacker may enter.
const TEXTS: [&str; 26] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "x\r\nBcc: victim@example.com",
    "x\nBEGIN:VEVENT",
    "👩‍🚀🏳️‍🌈",
    "مرحبا بالعالم",
    "\u{202E}gnp.exe",
    "\u{2066}x\u{2069}",
    "a\0b",
    "\u{1b}[31mred",
    "\u{7f}",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}x",
    "\u{fffe}\u{ffff}",
    "Z̷̨͝a̷l̶g̵o̶",
    "{{ 7 * 7 }}{% include \"x\" %}",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    "=HYPERLINK(\"http://x\")",
    "../../etc/passwd",
    "javascript:alert(1)",
    "%00%0d%0a",
    "VLT-20261123-AAAA#EVENT",
    "-1",
    "NaN",
];

/// A booking with every field, but an unknown consultant, so that valid input is refused for that alone.
fn full_body() -> Value {
    let mut body = booking_body("nobody", "2026-11-24T11:00:00+01:00", 60, ADA);
    let more = json!({
        "subject": "s", "message": "m", "preparationNotes": "n", "preparationMaterials": ["https://a.example"], "specialRequirements": "r",
        "language": "de", "reminders": {"email": true, "sms": false, "timing": [7, 1]}, "source": "website",
        "utm": {"source": "a", "medium": "b", "campaign": "c"}, "visit": {"device": "phone", "secondsToBook": 48, "steps": ["landing"]}
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let client = json!({"phone": "+49 30 901820", "company": "c", "website": "https://a.example", "position": "p"});
    body["client"].as_object_mut().unwrap().extend(client.as_object().unwrap().clone());
    body["consent"] = json!({"terms": true, "privacy": true, "marketing": false, "recording": false});
    body
}

/// Every value in a document, with its pointer.
fn values(value: &Value, pointer: &str, found: &mut Vec<String>) {
    if !pointer.is_empty() {
        found.push(pointer.to_owned());
    }
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(name, child)| values(child, &format!("{pointer}/{name}"), found))
        }
        Value::Array(array) => {
            array.iter().enumerate().for_each(|(index, child)| values(child, &format!("{pointer}/{index}"), found))
        }
        _ => {}
    }
}

/// A system with a booking, and each POST with a valid body.
async fn world_with_posts() -> (World, Vec<(String, Option<String>, Value)>) {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T15:00:00+01:00", 60, ADA).await.expect(201);
    let path = format!("/v1/bookings/{}", made["booking"]["reference"].as_str().unwrap());
    let token = made["manageToken"].as_str().map(str::to_owned);
    let to = json!({"start": "2026-11-25T11:00:00+01:00", "duration": 60, "consultantId": "nobody"});
    let posts = vec![
        ("/v1/bookings".to_owned(), None, full_body()),
        ("/v1/bookings/lookup".to_owned(), None, json!({"reference": "VLT-20261123-AAAA", "email": ADA})),
        (format!("{path}/reschedule"), token.clone(), to),
        (format!("{path}/cancel"), token, json!({"reason": "r"})),
    ];
    (world, posts)
}

async fn post(
    world: &World,
    path: &str,
    token: Option<&str>,
    kind: Option<&str>,
    body: impl Into<reqwest::Body>,
) -> Answer {
    let mut request = world.request(Method::POST, path).body(body);
    if let Some(kind) = kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    world.send(request).await
}

#[tokio::test]
async fn non_object_body_is_refused() {
    let (world, posts) = world_with_posts().await;
    let deep = format!("{{\"message\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies: Vec<Vec<u8>> = [
        "{",
        "[]",
        "[{}]",
        "null",
        "true",
        "1",
        "\"{}\"",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":1}{",
        "{a:1}",
        "\u{feff}{}",
        "{\"a\":NaN}",
        "{\"a\":1e999}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\n\"}",
        "<a/>",
        "a=1",
        "   ",
        &deep,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into_iter()
    .chain([b"\xff\xfe{}".to_vec(), b"{\"a\":\"\xed\xa0\x80\"}".to_vec(), b"{\"a\":\"\xff\"}".to_vec(), b"\0".to_vec()])
    .collect();
    for (path, token, _) in &posts {
        for body in &bodies {
            let answer = post(&world, path, token.as_deref(), Some("application/json"), body.clone()).await;
            assert_eq!(
                answer.problem(400),
                "malformed_body",
                "{path} {:?}",
                String::from_utf8_lossy(&body[..body.len().min(40)])
            );
        }
        if !path.ends_with("/cancel") {
            assert_eq!(
                post(&world, path, token.as_deref(), Some("application/json"), "").await.problem(400),
                "malformed_body"
            );
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn wrong_type_or_size_is_refused() {
    let (world, posts) = world_with_posts().await;
    for (path, token, body) in &posts {
        let token = token.as_deref();
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data; boundary=x"),
            Some("application/jsonp"),
            Some("json"),
            Some(""),
        ] {
            let answer = post(&world, path, token, kind, body.to_string()).await;
            assert_eq!(answer.problem(415), "unsupported_media_type", "{path} {kind:?}");
        }
        let spaces = |count: usize| format!("{{\"consultantId\":\"\"{}}}", " ".repeat(count - 19));
        let large = post(&world, path, token, Some("application/json"), spaces(64 * 1024 + 1)).await;
        assert_eq!(large.problem(413), "body_too_large");
        if !path.ends_with("/cancel") {
            let largest = post(&world, path, token, Some("APPLICATION/JSON ; charset=utf-8"), spaces(64 * 1024)).await;
            largest.expect(422);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn wrong_value_type_names_its_pointer() {
    let (world, posts) = world_with_posts().await;
    let kind = |value: &Value| std::mem::discriminant(value);
    let others = [
        json!(true),
        json!(1.5),
        json!(-1),
        json!(1e300),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"a": 1}),
    ];
    for (path, token, body) in &posts {
        let mut pointers = Vec::new();
        values(body, "", &mut pointers);
        for pointer in &pointers {
            let right = body.pointer(pointer).unwrap();
            let is_whole = |value: &Value| value.as_i64().is_some_and(|number| number > 0);
            for wrong in
                others.iter().filter(|wrong| kind(wrong) != kind(right) || right.is_number() && !is_whole(wrong))
            {
                let mut changed = body.clone();
                *changed.pointer_mut(pointer).unwrap() = wrong.clone();
                let answer = post(&world, path, token.as_deref(), Some("application/json"), changed.to_string()).await;
                let faults = answer.faults();
                assert!(
                    faults.iter().any(|(at, _)| at.starts_with(pointer.as_str())),
                    "{path} {pointer} {wrong}: {faults:?}"
                );
            }
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn hostile_text_is_accepted_or_located() {
    let (world, posts) = world_with_posts().await;
    let long = ["x".repeat(10_000), "я".repeat(4_001), "<".repeat(5_000), "👩‍🚀".repeat(3_000)];
    let texts: Vec<&str> = TEXTS.into_iter().chain(long.iter().map(String::as_str)).collect();
    for (path, token, body) in posts.iter().filter(|(path, ..)| !path.ends_with("/cancel")) {
        let mut pointers = Vec::new();
        values(body, "", &mut pointers);
        let usual = post(&world, path, token.as_deref(), Some("application/json"), body.to_string()).await;
        for pointer in pointers.iter().filter(|pointer| body.pointer(pointer).unwrap().is_string()) {
            for text in &texts {
                let mut changed = body.clone();
                *changed.pointer_mut(pointer).unwrap() = json!(text);
                let answer = post(&world, path, token.as_deref(), Some("application/json"), changed.to_string()).await;
                if answer.text == usual.text || answer.status == 429 {
                    continue;
                }
                let faults = answer.faults();
                assert!(matches!(&faults[..], [(at, _)] if at == pointer), "{path} {pointer} {text:?}: {faults:?}");
            }
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn control_characters_and_length_are_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let lines = ["/message", "/preparationNotes", "/specialRequirements"];
    let limits = [
        ("/client/firstName", 100),
        ("/client/lastName", 100),
        ("/client/company", 100),
        ("/client/position", 100),
        ("/subject", 200),
        ("/message", 4_000),
        ("/preparationNotes", 2_000),
        ("/specialRequirements", 2_000),
        ("/utm/campaign", 200),
    ];
    for (pointer, most) in limits {
        let post = async |text: String| {
            let mut body = full_body();
            *body.pointer_mut(pointer).unwrap() = json!(text);
            world.post("/v1/bookings", &body).await.faults()
        };
        let parsed = [("/consultantId".to_owned(), "unknown_consultant".to_owned())];
        assert_eq!(post("я".repeat(most)).await, parsed, "{pointer}");
        assert_eq!(post("я".repeat(most + 1)).await, [(pointer.to_owned(), "too_long".to_owned())]);
        let control = [(pointer.to_owned(), "control_characters".to_owned())];
        for text in ["a\0b", "a\u{1b}b", "a\u{85}b", "a\u{202E}b"] {
            assert_eq!(post(text.to_owned()).await, control, "{pointer} {text:?}");
        }
        for text in ["a\r\nb", "a\nb", "a\u{2028}b"] {
            let expected = if lines.contains(&pointer) { &parsed } else { &control };
            assert_eq!(&post(text.to_owned()).await, expected, "{pointer} {text:?}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn hostile_query_never_fails_with_5xx() {
    let world = World::with(&[ordinary("anna")]).await;
    let long = "x".repeat(5_000);
    let texts: Vec<&str> = TEXTS
        .into_iter()
        .chain([
            long.as_str(),
            ",,,,",
            "+",
            "1e9",
            "99999999999999999999",
            "0",
            "2026-13-45",
            "any,any",
            "any,anna",
            " ",
        ])
        .collect();
    let raw = ["%00", "%ff%fe", "%ed%a0%80", "%", "%zz", "&&&==&", "[]", "%2B", "a&from=b&from=c"];
    for (path, names) in [
        (
            "/v1/availability",
            &["consultantId", "from", "to", "duration", "timezone", "meetingType", "include", "unheard"][..],
        ),
        ("/v1/availability/check?start=2026-11-24T10:00:00Z&", &["consultantId", "start", "duration"][..]),
        ("/v1/consultants", &["expertise", "limit"][..]),
    ] {
        let (path, first) = path.split_once('?').map_or((path, String::new()), |(path, rest)| (path, rest.to_owned()));
        for name in names {
            for text in &texts {
                let request = world.request(Method::GET, &format!("{path}?{first}")).query(&[(name, text)]);
                assert_reported(&world.send(request).await, name, text);
            }
            for text in raw {
                assert_reported(&world.get(&format!("{path}?{first}{name}={text}")).await, name, text);
            }
        }
    }
    for text in raw.into_iter().chain(["x%2Fy", "..%2F..", &long, "anna%00", "ANNA", "%F0%9F%91%A9"]) {
        let answer = world.get(&format!("/v1/consultants/{text}")).await;
        assert!([200, 404].contains(&answer.status.as_u16()), "{text} {}", answer.text);
        let answer = world.get(&format!("/v1/bookings/{text}")).await;
        assert!([401, 404].contains(&answer.status.as_u16()), "{text} {}", answer.text);
    }
    world.finish().await;
}

/// 200, 404 for an unknown consultant, or 422 that names the parameter.
fn assert_reported(answer: &Answer, name: &str, text: &str) {
    match answer.status.as_u16() {
        200 => {}
        404 => assert_eq!(name, "consultantId", "{text:?}"),
        _ => {
            let at = format!("?{name}");
            // One of the raw ones asks for another `from`, from which the missing end follows.
            let is_reported = |pointer: &String| *pointer == at || ["?from", "?to"].contains(&pointer.as_str());
            assert!(answer.faults().iter().all(|(pointer, _)| is_reported(pointer)), "{at} {text:?} {}", answer.text);
        }
    }
}

#[tokio::test]
async fn hostile_headers_are_accepted_or_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let long = "k".repeat(256);
    for key in ["", "   ", long.as_str(), "schlüssel"] {
        let request = world.request(Method::POST, "/v1/bookings").json(&full_body());
        let answer = world.send(request.header("idempotency-key", key.as_bytes())).await;
        assert_eq!(answer.faults(), [(String::new(), "invalid_format".to_owned())], "{key:?}");
    }
    for value in ["*", "de;q=x", ";;;,,,", "xx-YY;q=9", "en;q=0", "ü", &"de,".repeat(1_000)] {
        for name in
            ["accept-language", "if-none-match", "accept", "authorization", "origin", "x-forwarded-for", "user-agent"]
        {
            let request =
                world.request(Method::GET, "/v1/availability?consultantId=anna").header(name, value.as_bytes());
            let status = world.send(request).await.status;
            assert!(status == 200 || status == 304 && name == "if-none-match", "{name} {value} {status}");
        }
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "HEAD"] {
        let answer = world.send(world.request(Method::from_bytes(method.as_bytes()).unwrap(), "/v1/bookings")).await;
        assert_eq!(answer.status, 404, "{method}");
    }
    world.finish().await;
}
