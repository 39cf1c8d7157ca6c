use std::{fmt::Write, sync::Arc};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use emulator::store::{BounceType, Mail, MailEventKind, NewMail, StoreError};
use lambda_http::http::{HeaderValue, StatusCode, header};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use serde_json::{Value, json};

use super::{Pages, broken, form, html, json_page, not_found, problem, respond, see_other};

/// `GET /_local/mail.json`: the mailbox, oldest first.
pub(super) async fn list_json(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.mails() {
        Ok(mails) => json_page(&mails.iter().map(to_json).collect()),
        Err(error) => broken(&error),
    }
}

fn to_json(mail: &Mail) -> Value {
    let head = &mail.head;
    json!({
        "id": mail.id.to_string(),
        "from": head.from,
        "to": head.to,
        "cc": head.cc,
        "subject": head.subject,
        "sentAt": html::instant(head.sent_at),
        "template": head.template,
        "reference": head.reference,
    })
}

/// `GET /_local/mail`: the mailbox as a page, newest first.
pub(super) async fn list(State(pages): State<Arc<Pages>>) -> Response {
    let (mails, events) = match pages.aws.store.mails().and_then(|mails| Ok((mails, events(&pages)?))) {
        Ok(both) => both,
        Err(error) => return broken(&error),
    };
    if mails.is_empty() {
        return html::page("Mailbox", "<p>Nothing was sent yet.</p>");
    }
    let mut content = "<table><tr><th>sent<th>to<th>subject<th>reference<th>became of it</tr>".to_owned();
    for mail in mails.iter().rev() {
        let head = &mail.head;
        let _ = write!(
            content,
            "<tr><td>{}<td>{}<td><a href=\"/_local/mail/{}\">{}</a><td>{}<td>{}</tr>",
            html::instant(head.sent_at),
            html::escaped(&addressees(head)),
            mail.id,
            html::escaped(if head.subject.is_empty() { "(no subject)" } else { &head.subject }),
            html::escaped(head.reference.as_deref().unwrap_or_default()),
            fate(mail.id, &events),
        );
    }
    content.push_str("</table>");
    html::page("Mailbox", &content)
}

/// `GET /_local/mail/{id}`: a mail to read; with `.eml`, as it was sent.
pub(super) async fn show(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    let (id, raw_wanted) = match name.strip_suffix(".eml") {
        Some(id) => (id, true),
        None => (name.as_str(), false),
    };
    let (mail, raw) = match find(&pages, id) {
        Ok(found) => found,
        Err(response) => return *response,
    };
    if raw_wanted {
        return respond(StatusCode::OK, "message/rfc822", raw);
    }
    match MessageParser::new().parse(&raw) {
        Some(message) => match events(&pages) {
            Ok(events) => html::page(&mail.head.subject, &readable(&mail, &message, &fate(mail.id, &events))),
            Err(error) => broken(&error),
        },
        None => not_found(),
    }
}

/// `POST /_local/mail/{id}/bounce`: makes a mail bounce, as if its address did not exist or, with `{"type":
/// "Transient"}`, as if its server didn't answer or, with `"MailboxFull"`, as if its mailbox were full.
pub(super) async fn bounce(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = form(&headers, &body);
    let kind = match &fields {
        Some(fields) => fields.iter().find(|(name, _)| name == "type").map(|(_, value)| value.clone()),
        None => serde_json::from_slice::<Value>(&body).ok().and_then(|it| it["type"].as_str().map(str::to_owned)),
    };
    let kind = match kind.as_deref() {
        None | Some("Permanent") => BounceType::Permanent,
        Some("Transient") => BounceType::Transient,
        Some("MailboxFull") => BounceType::MailboxFull,
        Some(_) => {
            return problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_type",
                "type is Permanent, Transient or MailboxFull",
            );
        }
    };
    befall(&pages, &id, MailEventKind::Bounce(kind), fields.is_some())
}

/// `POST /_local/mail/{id}/suppressed`: makes SES drop a mail, because its reader complained earlier.
pub(super) async fn suppressed(State(pages): State<Arc<Pages>>, Path(id): Path<String>) -> Response {
    befall(&pages, &id, MailEventKind::Suppressed, false)
}

/// `POST /_local/mail/{id}/complaint`: makes the recipients of a mail report it as spam.
pub(super) async fn complaint(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    befall(&pages, &id, MailEventKind::Complaint, form(&headers, &body).is_some())
}

fn befall(pages: &Pages, id: &str, kind: MailEventKind, is_form: bool) -> Response {
    let (mail, _) = match find(pages, id) {
        Ok(found) => found,
        Err(response) => return *response,
    };
    match pages.aws.befall(&mail, kind) {
        Ok(()) if is_form => see_other(&format!("/_local/mail/{}", mail.id)),
        Ok(()) => json_page(&json!({ "eventType": kind.name(), "messageId": mail.head.message_id })),
        Err(error) => broken(&error),
    }
}

fn events(pages: &Pages) -> Result<Vec<(i64, String)>, StoreError> {
    pages.aws.store.mail_events(pages.time.clock().now_millis())
}

/// Describes the events of a mail so far.
fn fate(id: i64, events: &[(i64, String)]) -> String {
    let word = |kind: &str| match kind {
        "Delivery" => Some("delivered"),
        "Bounce" => Some("bounced"),
        "Complaint" => Some("complained"),
        _ => None,
    };
    let words: Vec<&str> = events.iter().filter(|(of, _)| *of == id).filter_map(|(_, kind)| word(kind)).collect();
    if words.is_empty() { "on its way".to_owned() } else { words.join(", ") }
}

/// The recipients of a mail, with copies marked as such.
fn addressees(head: &NewMail) -> String {
    let direct: Vec<&str> = head.to.iter().filter(|it| !head.cc.contains(it)).map(String::as_str).collect();
    if head.cc.is_empty() {
        return direct.join(", ");
    }
    format!("{} (cc {})", direct.join(", "), head.cc.join(", "))
}

/// `GET /_local/mail/{id}/html`: the HTML part, for a frame in which nothing runs.
pub(super) async fn html_part(State(pages): State<Arc<Pages>>, Path(id): Path<String>) -> Response {
    let (_, raw) = match find(&pages, &id) {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let part = MessageParser::new().parse(&raw).and_then(|it| it.body_html(0).map(|text| text.into_owned()));
    let Some(part) = part else { return not_found() };
    let mut response = respond(StatusCode::OK, "text/html; charset=utf-8", part);
    let policy = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// `GET /_local/mail/{id}/attachments/{index}`: an attachment, to be saved.
pub(super) async fn attachment(State(pages): State<Arc<Pages>>, Path((id, index)): Path<(String, u32)>) -> Response {
    let (_, raw) = match find(&pages, &id) {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let message = MessageParser::new().parse(&raw);
    let Some(part) = message.as_ref().and_then(|it| it.attachment(index)) else { return not_found() };
    let mut response = respond(StatusCode::OK, "application/octet-stream", part.contents().to_vec());
    let name: String =
        part.attachment_name().unwrap_or("attachment").chars().filter(|c| c.is_ascii_graphic()).collect();
    let disposition = format!("attachment; filename=\"{}\"", name.replace(['"', '\\', '/'], "_"));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn find(pages: &Pages, id: &str) -> Result<(Mail, Vec<u8>), Box<Response>> {
    let id: i64 = id.parse().map_err(|_| Box::new(not_found()))?;
    let found = pages.aws.store.mail(id).map_err(|error| Box::new(broken(&error)))?;
    found.ok_or_else(|| Box::new(not_found()))
}

fn readable(mail: &Mail, message: &Message<'_>, fate: &str) -> String {
    let head = &mail.head;
    let mut content = format!(
        "<table><tr><th>from<td>{}</tr><tr><th>to<td>{}</tr><tr><th>sent<td>{}</tr>\
         <tr><th>became of it<td>{fate}</tr></table>\
         <form method=\"post\" action=\"/_local/mail/{id}/bounce\"><button>let it bounce</button></form>\
         <form method=\"post\" action=\"/_local/mail/{id}/complaint\"><button>let them complain</button></form>\
         <p><a href=\"/_local/mail/{id}.eml\">as it was sent (.eml)</a></p>",
        html::escaped(&head.from),
        html::escaped(&addressees(head)),
        html::instant(head.sent_at),
        id = mail.id,
    );
    let parts = message.attachments().enumerate();
    let links = parts.map(|(index, part)| {
        let name = html::escaped(part.attachment_name().unwrap_or("attachment"));
        format!("<li><a href=\"/_local/mail/{}/attachments/{index}\">{name}</a></li>", mail.id)
    });
    let _ = write!(content, "<ul>{}</ul>", links.collect::<String>());
    if message.html_bodies().any(|part| matches!(part.body, PartType::Html(_))) {
        let _ = write!(
            content,
            "<h2>HTML</h2><iframe sandbox=\"allow-popups\" src=\"/_local/mail/{}/html\" title=\"HTML\"></iframe>",
            mail.id
        );
    }
    let text = message.body_text(0).unwrap_or_default();
    let _ = write!(content, "<h2>Text</h2><pre>{}</pre>", html::escaped(&text));
    if let Some(calendar) = message.parts.iter().find(|part| is_calendar(part)).and_then(|part| part.text_contents()) {
        let _ = write!(content, "<h2>Invite</h2><pre>{}</pre>", html::escaped(calendar));
    }
    content
}

fn is_calendar(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"))
}
