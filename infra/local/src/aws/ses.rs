use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::MessageParser;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Aws, Call};
use crate::{ids, store::NewMail};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
    #[serde(default)]
    email_tags: Vec<Tag>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    raw: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    name: String,
    value: String,
}

impl Aws {
    pub(super) fn perform_on_mail(&self, call: &Call<'_>) -> Answer {
        let request: SendEmail = match serde_json::from_slice(call.body) {
            Ok(request) => request,
            Err(error) => return Answer::refusal("BadRequestException", &error.to_string()),
        };
        let Some(raw) = request.content.raw.as_ref().and_then(|raw| STANDARD.decode(&raw.data).ok()) else {
            return Answer::refusal("BadRequestException", "only raw messages are played here");
        };
        let Some(mail) = head(&request, &raw, self.clock.now_millis()) else {
            return Answer::refusal("BadRequestException", "the message has no sender or no recipient");
        };
        match self.store.add_mail(&mail, &raw) {
            Ok(_) => Answer::ok(&json!({ "MessageId": ids::uuid() })),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }
}

/// What the list shows: the envelope as SES was told it, or else as the message says.
fn head(request: &SendEmail, raw: &[u8], sent_at: i64) -> Option<NewMail> {
    let message = MessageParser::new().parse_headers(raw)?;
    let destination = &request.destination;
    let told = [&destination.to_addresses, &destination.cc_addresses, &destination.bcc_addresses];
    let mut to: Vec<String> = told.into_iter().flatten().map(|address| bare(address)).collect();
    if to.is_empty() {
        let written = message.to().into_iter().chain(message.cc());
        to = written.flat_map(|list| list.iter()).filter_map(|it| it.address().map(str::to_owned)).collect();
    }
    let from = match &request.from_email_address {
        Some(address) => bare(address),
        None => message.from()?.first()?.address()?.to_owned(),
    };
    let tag = |name: &str| request.email_tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.clone());
    (!to.is_empty()).then(|| NewMail {
        from,
        to,
        subject: message.subject().unwrap_or_default().to_owned(),
        sent_at,
        template: tag("template"),
        reference: tag("reference"),
    })
}

/// `Ada <ada@example.com>` as `ada@example.com`.
fn bare(address: &str) -> String {
    match address.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end_matches(['>', ' ']).to_owned(),
        None => address.trim().to_owned(),
    }
}
