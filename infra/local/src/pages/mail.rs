use std::{fmt::Write, sync::Arc};

use axum::{
    extract::{Path, State},
    response::Response,
};
use lambda_http::http::{HeaderValue, StatusCode, header};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use serde_json::{Value, json};

use super::{Pages, broken, html, json_page, not_found, respond};
use crate::store::Mail;

/// `GET /_local/mail.json`: the mailbox, oldest first.
pub(super) async fn list_json(State(pages): State<Arc<Pages>>) -> Response {
    match pages.store.mails() {
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
        "subject": head.subject,
        "sentAt": html::instant(head.sent_at),
        "template": head.template,
        "reference": head.reference,
    })
}

/// `GET /_local/mail`: the mailbox as a page, newest first.
pub(super) async fn list(State(pages): State<Arc<Pages>>) -> Response {
    let mails = match pages.store.mails() {
        Ok(mails) => mails,
        Err(error) => return broken(&error),
    };
    if mails.is_empty() {
        return html::page("Mailbox", "<p>Nothing was sent yet.</p>");
    }
    let mut content = "<table><tr><th>sent<th>to<th>subject<th>reference</tr>".to_owned();
    for mail in mails.iter().rev() {
        let head = &mail.head;
        let _ = write!(
            content,
            "<tr><td>{}<td>{}<td><a href=\"/_local/mail/{}\">{}</a><td>{}</tr>",
            html::instant(head.sent_at),
            html::escaped(&head.to.join(", ")),
            mail.id,
            html::escaped(if head.subject.is_empty() { "(no subject)" } else { &head.subject }),
            html::escaped(head.reference.as_deref().unwrap_or_default()),
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
        Some(message) => html::page(&mail.head.subject, &readable(&mail, &message)),
        None => not_found(),
    }
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
    let found = pages.store.mail(id).map_err(|error| Box::new(broken(&error)))?;
    found.ok_or_else(|| Box::new(not_found()))
}

fn readable(mail: &Mail, message: &Message<'_>) -> String {
    let head = &mail.head;
    let mut content = format!(
        "<table><tr><th>from<td>{}</tr><tr><th>to<td>{}</tr><tr><th>sent<td>{}</tr></table>\
         <p><a href=\"/_local/mail/{id}.eml\">as it was sent (.eml)</a></p>",
        html::escaped(&head.from),
        html::escaped(&head.to.join(", ")),
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
