//! SES: mail goes into the mailbox, and its fate is published as SES's events.

mod event;
mod fate;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::MessageParser;
use serde::Deserialize;
use serde_json::json;

use super::{Aws, sns::publication};
use crate::{
    answer::Answer,
    call::Call,
    ids,
    store::{Delivery, Mail, MailEvent, MailEventKind, NewMail, StoreError},
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
    #[serde(default)]
    email_tags: Vec<Tag>,
    configuration_set_name: Option<String>,
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
        let events = fate::of(&mail.to, mail.sent_at);
        let deliveries = events.iter().flat_map(|event| self.deliveries(&mail, event)).collect::<Vec<_>>();
        match self.store.add_mail(&mail, &raw, &events, &deliveries) {
            Ok(_) => {
                self.activity.wake();
                if let Some(smtp) = &self.smtp {
                    smtp.hand_over(&mail, raw);
                }
                Answer::ok(&json!({ "MessageId": mail.message_id }))
            }
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    /// Makes this happen to a mail now. Fails if the store fails.
    pub fn befall(&self, mail: &Mail, kind: MailEventKind) -> Result<(), StoreError> {
        let event = MailEvent { kind, at: self.clock.now_millis(), recipients: mail.head.to.clone() };
        self.store.add_mail_event(mail.id, &event, &self.deliveries(&mail.head, &event))?;
        self.activity.wake();
        Ok(())
    }

    /// Publishes an event to the topics that subscribe to its type.
    fn deliveries(&self, mail: &NewMail, event: &MailEvent) -> Vec<Delivery> {
        let Some(set) = &mail.configuration_set else { return Vec::new() };
        let wants = |it: &&sam::MailEvents| {
            it.configuration_set == *set && it.kinds.iter().any(|kind| kind == event::setting(event.kind))
        };
        let topics = self.system.mail_events.iter().filter(wants).filter_map(|it| self.system.topics.get(&it.topic));
        topics.flat_map(|topic| publication(topic, &event::body(mail, event), event.at)).collect()
    }
}

/// The list's view: the envelope as passed to SES, or else the headers of the message.
fn head(request: &SendEmail, raw: &[u8], sent_at: i64) -> Option<NewMail> {
    let message = MessageParser::new().parse_headers(raw)?;
    let destination = &request.destination;
    let recipients = [&destination.to_addresses, &destination.cc_addresses, &destination.bcc_addresses];
    let mut to: Vec<String> = recipients.into_iter().flatten().map(|address| bare(address)).collect();
    let mut cc: Vec<String> = destination.cc_addresses.iter().map(|address| bare(address)).collect();
    if to.is_empty() {
        let written = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
            let addresses = list.into_iter().flat_map(|list| list.iter());
            addresses.filter_map(|it| it.address().map(str::to_owned)).collect()
        };
        cc = written(message.cc());
        to = [written(message.to()), cc.clone()].concat();
    }
    let from = match &request.from_email_address {
        Some(address) => bare(address),
        None => message.from()?.first()?.address()?.to_owned(),
    };
    let tag = |name: &str| request.email_tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.clone());
    (!to.is_empty()).then(|| NewMail {
        message_id: format!("0107{sent_at:012x}-{}-000000", ids::uuid()),
        from,
        to,
        cc,
        subject: message.subject().unwrap_or_default().to_owned(),
        sent_at,
        template: tag("template"),
        reference: tag("reference"),
        configuration_set: request.configuration_set_name.clone(),
        tags: request.email_tags.iter().map(|tag| (tag.name.clone(), tag.value.clone())).collect(),
    })
}

/// `Ada <ada@example.com>` as `ada@example.com`.
fn bare(address: &str) -> String {
    match address.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end_matches(['>', ' ']).to_owned(),
        None => address.trim().to_owned(),
    }
}
