//! Posts lines to the company's chat rooms by webhook.

use std::time::Duration;

use base64::{DecodeError, Engine, engine::general_purpose::STANDARD};
use domain::{booking::ChatRoom, ids::Reference, time::Instant};
use hmac::{Hmac, Mac};
use platform::{ConfigError, Env, FromEnv, Secret, SendError};
use reqwest::{Client, StatusCode, header::CONTENT_TYPE, redirect::Policy};
use serde_json::{Value, json};
use sha2::Sha256;

/// Time limit of a webhook: half of the function's time-out (10 s).
const TIMEOUT: Duration = Duration::from_secs(5);

/// The member of the secret with the key that signs posts.
const GENERIC_KEY: &str = "genericKey";

/// The beginning of a key as Standard Webhooks write it: base64 follows.
const KEY_PREFIX: &str = "whsec_";

/// A line to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine<'a> {
    /// The kind of event: `confirmed`, `rescheduled`, `cancelled`.
    pub kind: &'a str,
    pub reference: &'a Reference,
    /// The version of the booking.
    pub version: u64,
    pub at: Instant,
    pub text: &'a str,
}

impl ChatLine<'_> {
    /// The same in every attempt, so that a receiver can drop repetitions.
    fn id(&self) -> String {
        format!("{}.{}.{}", self.reference, self.version, self.kind)
    }
}

/// Posts to the rooms with a webhook in the secret `CHAT_WEBHOOKS`: `{"slack": "https://…", "generic": "https://…",
/// "genericKey": "…"}`. The addresses are secret, because anyone with such an address can post. With a key, posts to the
/// generic webhook are signed (Standard Webhooks, "Verifying webhook authenticity"). A key `whsec_…` is base64, any other one
/// is used as it is.
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
    pub async fn post(&self, room: ChatRoom, line: &ChatLine<'_>, now: Instant) -> Result<bool, SendError> {
        let webhook = self.webhooks.entry(room.key()).await.map_err(|error| SendError::NotSent(error.into()))?;
        let Some(webhook) = webhook else { return Ok(false) };
        let body = body(room, line).to_string();
        let mut post = self.client.post(webhook).header(CONTENT_TYPE, "application/json");
        if room == ChatRoom::Generic {
            let key = self.webhooks.entry(GENERIC_KEY).await.map_err(|error| SendError::NotSent(error.into()))?;
            let key = key.as_deref().map(key_bytes).transpose();
            let key = key.map_err(|error| SendError::NotSent(error.into()))?;
            for (name, value) in signed_headers(line, &body, key.as_deref(), now) {
                post = post.header(name, value);
            }
        }
        let sent = post.body(body).send().await;
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

/// Names a post and, with a key, signs it.
fn signed_headers(line: &ChatLine<'_>, body: &str, key: Option<&[u8]>, now: Instant) -> Vec<(&'static str, String)> {
    let (id, timestamp) = (line.id(), now.timestamp().to_string());
    let mut headers = vec![("webhook-id", id.clone()), ("webhook-timestamp", timestamp.clone())];
    if let Some(key) = key {
        let signature = STANDARD.encode(mac(key, &format!("{id}.{timestamp}.{body}")).finalize().into_bytes());
        headers.push(("webhook-signature", format!("v1,{signature}")));
    }
    headers
}

/// The bytes of a key, as receivers use them.
///
/// # Errors
/// Fails for a `whsec_…` that isn't base64: no receiver could verify what it signs.
fn key_bytes(key: &str) -> Result<Vec<u8>, DecodeError> {
    match key.strip_prefix(KEY_PREFIX) {
        Some(encoded) => STANDARD.decode(encoded),
        None => Ok(key.as_bytes().to_vec()),
    }
}

#[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 2)")]
fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
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
            json!({
                "id": line.id(),
                "type": line.kind,
                "reference": line.reference,
                "version": line.version,
                "at": line.at,
                "text": line.text,
                "source": "magnetiq.booking",
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_name_mentions_no_one() {
        let reference = Reference::parse("VLT-20261123-7KXM").unwrap_or_else(|_| unreachable!());
        let line = line(&reference);
        assert_eq!(body(ChatRoom::Slack, &line), json!({"text": "&lt;!channel&gt; &amp; co"}));
        assert_eq!(body(ChatRoom::Generic, &line)["text"], "<!channel> & co");
    }

    fn line(reference: &Reference) -> ChatLine<'_> {
        let at = "2026-11-23T08:00:00Z".parse().unwrap_or_default();
        ChatLine { kind: "confirmed", reference, version: 3, at, text: "<!channel> & co" }
    }

    #[test]
    fn receivers_can_verify_and_drop_repetitions() {
        let reference = Reference::parse("VLT-20261123-7KXM").unwrap_or_else(|_| unreachable!());
        let line = line(&reference);
        let posted = body(ChatRoom::Generic, &line);
        assert_eq!(posted["id"], "VLT-20261123-7KXM.3.confirmed");
        assert_eq!((&posted["version"], &posted["at"]), (&json!(3), &json!("2026-11-23T08:00:00Z")));
        let headers = |key: Option<&str>| {
            let key = key.map(|key| key_bytes(key).unwrap_or_default());
            signed_headers(&line, "{}", key.as_deref(), line.at)
        };
        assert_eq!(headers(None).len(), 2);
        // As `openssl dgst -sha256 -hmac secret -binary | base64` of "VLT-20261123-7KXM.3.confirmed.1795420800.{}".
        let signature = ("webhook-signature", "v1,hnUgddiQ8W1s/CZ3IopHRrf7grosIJvYuTMIUUSGJlQ=".to_owned());
        assert_eq!(headers(Some("secret")).pop(), Some(signature.clone()));
        assert_eq!(headers(Some("whsec_c2VjcmV0")).pop(), Some(signature), "as receivers' libraries decode it");
        assert!(key_bytes("whsec_not base64").is_err());
    }

    #[test]
    fn only_busy_webhooks_are_retried() {
        for (status, expected) in [(404, true), (410, true), (400, true), (408, false), (429, false), (500, false)] {
            assert_eq!(is_final(StatusCode::from_u16(status).unwrap_or_default()), expected, "{status}");
        }
    }
}
