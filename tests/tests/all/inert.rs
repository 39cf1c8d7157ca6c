//! Hostile input of clients is shown as they typed it, and has no effect, wherever it is shown.

use calcard::{Entry, Parser};
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde_json::{Value, json};
use tests::{Mail, World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
/// The demo's address for answers of clients.
const SUPPORT: &str = "hello@example.com";
/// They get no invite: they look after bookings, and hold none.
const TEAM: &str = "team@magnetiq.example";
const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

/// Names that a person could give, all of which are accepted.
const NAMES: [&str; 10] = [
    MARKUP,
    "Ada\" <evil@clients.example>, \"x",
    "👩‍🚀 Zoë",
    "محمد",
    "Ада-Мария О'Нил",
    "{{ 7 * 7 }}",
    "=1+1;x:y,z\\n",
    "a;CN=\"b\":c",
    "\u{feff}Ada",
    "ATTENDEE:x",
];

#[tokio::test]
async fn linkable_name_is_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = hostile_body("Win 500 EUR at bit.ly/free now", 0);
    body["client"]["lastName"] = json!("evil.co");
    let faults = world.post("/v1/bookings", &body).await.faults();
    let expected = ["/client/firstName", "/client/lastName"];
    assert_eq!(faults, expected.map(|pointer| (pointer.to_owned(), "looks_like_url".to_owned())));
    world.finish().await;
}

fn hostile_body(name: &str, hour: usize) -> Value {
    let mut body =
        booking_body("anna", &format!("2026-11-24T{:02}:{:02}:00+01:00", 9 + hour / 2, hour % 2 * 30), 30, ADA);
    body["client"]["firstName"] = json!(name);
    body["client"]["lastName"] = json!(name);
    body["client"]["company"] = json!(format!("Company {MARKUP}"));
    body["client"]["position"] = json!("Position \"; x=\"");
    body["subject"] = json!(format!("Subject {MARKUP}"));
    body["message"] =
        json!(format!("Message {MARKUP}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n.\r\n--boundary\r\nBcc: x@y.example"));
    body["preparationNotes"] = json!("Notes\nBCC: x@y.example\n\nContent-Type: text/html");
    body["preparationMaterials"] = json!(["https://material.example/?a=%22%3E'"]);
    body["specialRequirements"] = json!("Requirements </pre></iframe><b>");
    body
}

async fn parsed(world: &World, mail: &Mail) -> Message<'static> {
    MessageParser::default().parse(world.eml(mail).await.as_bytes()).unwrap().into_owned()
}

/// The head of a mail has its own content and no headers from a client.
fn check_head(mail: &Mail, eml: &str, message: &Message<'_>) {
    let (head, _) = eml.split_once("\r\n\r\n").unwrap();
    assert!(head.is_ascii(), "{head}");
    assert!(head.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    let mut names: Vec<String> = message.headers().iter().map(|header| header.name().to_lowercase()).collect();
    names.sort();
    assert_eq!(
        names,
        ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"]
    );
    let answers: Vec<&str> = message.reply_to().unwrap().iter().map(|address| address.address().unwrap()).collect();
    assert_eq!(answers, [if mail.to == [ADA] { SUPPORT } else { ADA }]);
    let to: Vec<&str> = message.to().unwrap().iter().map(|address| address.address().unwrap()).collect();
    assert_eq!(to, mail.to.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(message.from().unwrap().iter().count(), 1);
    assert_eq!(message.subject().unwrap(), mail.subject);
}

/// Its HTML holds the client's input as text alone.
fn check_html(message: &Message<'_>) {
    let html = message.body_html(0).unwrap().to_lowercase();
    for bad in ["<script", "<img", "<iframe", "</pre", "<b>", "{{", "javascript:"] {
        assert!(!html.contains(bad) || bad == "{{" && html.contains("{{ 7 * 7 }}"), "{bad} in {html}");
    }
}

/// Its invite is one event with its required properties, each once, except attendees.
fn check_invite(message: &Message<'_>, attendees: usize) {
    let is_invite = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar"))
    };
    let text = message.parts.iter().find(is_invite).unwrap().text_contents().unwrap();
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    let unfolded = text.replace("\r\n ", "");
    let mut names: Vec<&str> = unfolded.lines().map(|line| line.split([':', ';']).next().unwrap()).collect();
    names.sort_unstable();
    let mut expected = vec![
        "BEGIN",
        "BEGIN",
        "CALSCALE",
        "CREATED",
        "DESCRIPTION",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "END",
        "END",
        "LAST-MODIFIED",
        "LOCATION",
        "METHOD",
        "ORGANIZER",
        "PRODID",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "UID",
        "URL",
        "VERSION",
    ];
    expected.extend(std::iter::repeat_n("ATTENDEE", attendees));
    expected.sort_unstable();
    assert_eq!(names, expected, "{unfolded}");
    for line in unfolded.lines().filter(|line| line.starts_with("ATTENDEE")) {
        assert!(
            line.ends_with("mailto:ada@clients.example") || line.ends_with("mailto:anna@consultants.example"),
            "{line}"
        );
    }
    let Entry::ICalendar(calendar) = Parser::new(text).entry() else { panic!("{text}") };
    assert_eq!(calendar.components.len(), 2, "a calendar with an event");
}

#[tokio::test]
async fn hostile_name_stays_plain_text() {
    let world = World::with(&[ordinary("anna")]).await;
    for (hour, name) in NAMES.iter().enumerate() {
        let made = world.post("/v1/bookings", &hostile_body(name, hour)).await.expect(201);
        assert_eq!(made["booking"]["client"]["firstName"], name.trim());
        let ics = made["links"]["ics"].as_str().unwrap().strip_prefix(world.local.url()).unwrap();
        assert_eq!(world.get(ics).await.status, 200);
    }
    world.settle().await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 3 * NAMES.len(), "client, consultant and team");
    for mail in &mails {
        let message = parsed(&world, mail).await;
        check_head(mail, &world.eml(mail).await, &message);
        check_html(&message);
        if mail.to != [TEAM] {
            check_invite(&message, if mail.to == [ADA] { 1 } else { 2 });
        }
    }
    let to_consultant: Vec<&str> =
        mails.iter().filter(|mail| mail.to == [ANNA]).map(|mail| mail.subject.as_str()).collect();
    for name in NAMES.map(str::trim) {
        assert!(
            to_consultant.iter().any(|subject| subject.starts_with(&format!("New booking: {name} {name},"))),
            "{name}: {to_consultant:?}"
        );
    }
    world.finish().await;
}

#[tokio::test]
async fn mailbox_page_runs_no_markup() {
    let world = World::with(&[ordinary("anna")]).await;
    world.post("/v1/bookings", &hostile_body(MARKUP, 0)).await.expect(201);
    world.settle().await;
    let mut pages = vec!["/_local/mail".to_owned()];
    for mail in world.mails().await {
        pages.extend([format!("/_local/mail/{}", mail.id), format!("/_local/mail/{}/html", mail.id)]);
        if mail.to == [TEAM] {
            continue;
        }
        let attachment = world.get(&format!("/_local/mail/{}/attachments/0", mail.id)).await;
        assert_eq!(attachment.header("content-type"), "application/octet-stream");
        assert!(attachment.header("content-disposition").starts_with("attachment"));
    }
    for path in pages {
        let page = world.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        for bad in ["<script", "<img", "</iframe><b>", "</pre></iframe>"] {
            assert!(!page.text.to_lowercase().contains(bad), "{bad} in {path}: {}", page.text);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn client_mail_repeats_only_the_name() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.post("/v1/bookings", &hostile_body("Ada", 4)).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let path = format!("/v1/bookings/{}/cancel", made["booking"]["reference"].as_str().unwrap());
    let reason = json!({"reason": "Reason <b>buy.example</b>"});
    world.post_as(&path, made["manageToken"].as_str().unwrap(), &reason).await.expect(200);
    world.settle().await;
    let free_text =
        ["Company", "Position", "Subject ", "Message ", "Notes", "material.example", "Requirements", "Reason", "alert"];
    for mail in world.mails_to(ADA).await {
        let message = parsed(&world, &mail).await;
        let all: Vec<&str> = message.parts.iter().filter_map(|part| part.text_contents()).collect();
        let all = format!("{} {}", mail.subject, all.join("\n"));
        for text in free_text {
            assert!(!all.contains(text), "{text} in {all}");
        }
        assert!(all.contains("Ada"));
    }
    let mails = world.mails_to(ANNA).await;
    let first = parsed(&world, &mails[0]).await.body_text(0).unwrap().into_owned();
    assert!(free_text.iter().all(|text| *text == "Reason" || first.contains(text)), "{first}");
    assert!(parsed(&world, &mails[2]).await.body_text(0).unwrap().contains("Reason <b>buy.example</b>"));
    world.finish().await;
}

#[tokio::test]
async fn header_like_address_stays_an_address() {
    let world = World::with(&[ordinary("anna")]).await;
    let address = "ada?bcc=x%40y.example&body=z@clients.example";
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, address).await.expect(201);
    assert_eq!(made["booking"]["client"]["email"], address);
    world.settle().await;
    assert_eq!(world.mails_to(address).await.len(), 1);
    let html = parsed(&world, &world.mails_to(ANNA).await[0]).await.body_html(0).unwrap().into_owned();
    let link = html.split("href=\"").find(|link| link.starts_with("mailto:")).unwrap().split('"').next().unwrap();
    assert_eq!(link.replace("&#x2f;", "/"), "mailto:ada%3Fbcc%3Dx%2540y.example%26body%3Dz@clients.example");
    world.finish().await;
}
