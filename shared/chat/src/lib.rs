//! Posts lines to the company's chat rooms by webhook.

use std::time::Duration;

use domain::{booking::ChatRoom, ids::Reference};
use platform::{ConfigError, Env, FromEnv, Secret, SendError};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::{Value, json};

/// Time limit of a webhook: half of the function's time-out (10 s).
const TIMEOUT: Duration = Duration::from_secs(5);

/// A line to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine<'a> {
    /// The kind of event: `confirmed`, `rescheduled`, `cancelled`.
    pub kind: &'a str,
    pub reference: &'a Reference,
    pub text: &'a str,
}

/// Posts to the rooms with a webhook in the secret `CHAT_WEBHOOKS`: `{"slack": "https://…", "generic": "https://…"}`.
/// The addresses are secret, because anyone with such an address can post.
#[derive(Debug)]
pub struct ChatClient {
    client: Client,
    webhooks: Secret,
}

impl FromEnv for ChatClient {
    /// Reads the settings.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).build();
        let client =
            client.map_err(|error| ConfigError::Invalid { name: "TLS".to_owned(), reason: error.to_string() })?;
        Ok(Self { client, webhooks: Secret::new(env, "CHAT_WEBHOOKS")? })
    }
}

impl ChatClient {
    /// Posts a line to a room. Returns `false` if the room has no webhook.
    pub async fn post(&self, room: ChatRoom, line: &ChatLine<'_>) -> Result<bool, SendError> {
        let webhook = self.webhooks.entry(room.key()).await.map_err(|error| SendError::NotSent(error.into()))?;
        let Some(webhook) = webhook else { return Ok(false) };
        let sent = self.client.post(webhook).json(&body(room, line)).send().await;
        match sent {
            // Without the address: it is a secret.
            Err(error) if error.is_connect() => Err(SendError::NotSent(error.without_url().into())),
            Err(error) => Err(SendError::Unknown(error.without_url().into())),
            Ok(answer) => match answer.status() {
                status if status.is_success() => Ok(true),
                // The webhook no longer exists or rejects our format.
                status if is_final(status) => {
                    let code = format!("http_{}", status.as_u16());
                    Err(SendError::Refused { source: code.clone().into(), code })
                }
                status => Err(SendError::NotSent(format!("the webhook answered {status}").into())),
            },
        }
    }
}

fn is_final(status: StatusCode) -> bool {
    status.is_client_error() && !matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

fn body(room: ChatRoom, line: &ChatLine<'_>) -> Value {
    match room {
        // Slack's markup: `&`, `<` and `>` begin links and mentions ("Formatting text for app surfaces").
        ChatRoom::Slack => {
            let text = line.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            json!({ "text": text })
        }
        ChatRoom::Generic => {
            json!({ "type": line.kind, "reference": line.reference, "text": line.text, "source": "magnetiq.booking" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_name_mentions_no_one() {
        let reference = Reference::parse("VLT-20261123-7KXM").unwrap_or_else(|_| unreachable!());
        let line = ChatLine { kind: "confirmed", reference: &reference, text: "<!channel> & co" };
        assert_eq!(body(ChatRoom::Slack, &line), json!({"text": "&lt;!channel&gt; &amp; co"}));
        assert_eq!(body(ChatRoom::Generic, &line)["text"], "<!channel> & co");
    }

    #[test]
    fn only_busy_webhooks_are_retried() {
        for (status, expected) in [(404, true), (410, true), (400, true), (408, false), (429, false), (500, false)] {
            assert_eq!(is_final(StatusCode::from_u16(status).unwrap_or_default()), expected, "{status}");
        }
    }
}
