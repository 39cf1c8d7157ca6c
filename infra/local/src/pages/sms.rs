use std::{fmt::Write, sync::Arc};

use axum::{extract::State, response::Response};
use emulator::store::Sms;
use serde_json::{Value, json};

use super::{Pages, broken, html, json_page};

/// `GET /_local/sms.json`: short messages, oldest first, in the form of mails.
pub(super) async fn list_json(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.sms() {
        Ok(messages) => json_page(&messages.iter().map(to_json).collect()),
        Err(error) => broken(&error),
    }
}

fn to_json(message: &Sms) -> Value {
    let sent = &message.sent;
    json!({
        "id": message.id.to_string(),
        "to": [sent.to],
        "text": sent.text,
        "sentAt": html::instant(sent.sent_at),
        "template": sent.template,
        "reference": sent.reference,
    })
}

/// `GET /_local/sms`: short messages as a page, newest first.
pub(super) async fn list(State(pages): State<Arc<Pages>>) -> Response {
    let messages = match pages.aws.store.sms() {
        Ok(messages) => messages,
        Err(error) => return broken(&error),
    };
    if messages.is_empty() {
        return html::page("Short messages", "<p>Nothing was sent yet.</p>");
    }
    let mut content = "<table><tr><th>sent<th>to<th>text<th>reference</tr>".to_owned();
    for message in messages.iter().rev() {
        let sent = &message.sent;
        let _ = write!(
            content,
            "<tr><td>{}<td>{}<td>{}<td>{}</tr>",
            html::instant(sent.sent_at),
            html::escaped(&sent.to),
            html::escaped(&sent.text),
            html::escaped(sent.reference.as_deref().unwrap_or_default()),
        );
    }
    content.push_str("</table>");
    html::page("Short messages", &content)
}
