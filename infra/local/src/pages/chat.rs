use std::{fmt::Write, sync::Arc};

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use emulator::store::ChatMessage;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::{Pages, broken, html, json_page, respond};

const TEXT: &str = "text/plain; charset=utf-8";

/// `POST /_local/chat/{name}`: receives a webhook's message, Slack-compatible (`{"text": …}`) or any JSON. Answers as
/// Slack's webhooks do: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.
pub(super) async fn receive(State(pages): State<Arc<Pages>>, Path(name): Path<String>, body: Bytes) -> Response {
    let reception = pages.chat.receive().await;
    if !reception.is_kept {
        return refused(reception.refusal);
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        return respond(StatusCode::BAD_REQUEST, TEXT, "invalid_payload");
    };
    if name == "slack" && message["text"].as_str().is_none_or(str::is_empty) {
        return respond(StatusCode::BAD_REQUEST, TEXT, "no_text");
    }
    match pages.aws.store.add_chat(&name, &message, pages.time.clock().now_millis()) {
        Ok(_) if reception.refusal.is_some() => refused(reception.refusal),
        Ok(_) => respond(StatusCode::OK, TEXT, "ok"),
        Err(error) => broken(&error),
    }
}

fn refused(status: Option<u16>) -> Response {
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    respond(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), TEXT, "refused on purpose")
}

/// `GET /_local/chat.json`: webhook messages, oldest first, in the form of mails.
pub(super) async fn list_json(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.chat() {
        Ok(messages) => json_page(&messages.iter().map(to_json).collect()),
        Err(error) => broken(&error),
    }
}

fn to_json(message: &ChatMessage) -> Value {
    let text = text(&message.body);
    json!({
        "id": message.id.to_string(),
        "name": message.name,
        "to": [message.name],
        "text": text,
        "body": message.body,
        "sentAt": html::instant(message.sent_at),
        "template": message.body["type"],
        "reference": message.body["reference"].as_str().or_else(|| reference(text)),
    })
}

/// The booking's reference in a text: Slack's webhooks take nothing beside the text.
fn reference(text: &str) -> Option<&str> {
    text.split_whitespace().rev().find(|word| {
        let mut parts = word.split('-');
        let is_day = |day: &str| day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
        parts.next().is_some() && parts.next().is_some_and(is_day) && parts.count() == 1
    })
}

fn text(body: &Value) -> &str {
    body["text"].as_str().unwrap_or_default()
}

/// `GET /_local/chat`: webhook messages as a page, newest first.
pub(super) async fn list(State(pages): State<Arc<Pages>>) -> Response {
    let messages = match pages.aws.store.chat() {
        Ok(messages) => messages,
        Err(error) => return broken(&error),
    };
    if messages.is_empty() {
        return html::page("Chat", "<p>Nothing was sent yet.</p>");
    }
    let mut content = "<table><tr><th>sent<th>webhook<th>text<th>all of it</tr>".to_owned();
    for message in messages.iter().rev() {
        let all = serde_json::to_string_pretty(&message.body).unwrap_or_default();
        let _ = write!(
            content,
            "<tr><td>{}<td>{}<td>{}<td><pre>{}</pre></tr>",
            html::instant(message.sent_at),
            html::escaped(&message.name),
            html::escaped(text(&message.body)),
            html::escaped(&all),
        );
    }
    content.push_str("</table>");
    html::page("Chat", &content)
}
