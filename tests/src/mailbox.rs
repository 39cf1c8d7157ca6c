//! The mailbox of the local system, and the content of its mails.

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use reqwest::Url;
use serde_json::Value;

use crate::ApiClient;

/// A mail as the mailbox lists it.
#[derive(Debug, Clone)]
pub struct Mail {
    pub id: String,
    /// Copies included.
    pub to: Vec<String>,
    pub subject: String,
    pub template: String,
    pub reference: String,
    pub sent_at: String,
}

/// The content of a mail.
#[derive(Debug, Clone)]
pub struct ParsedEmail {
    pub text: String,
    pub html: String,
    /// The address for one-click unsubscription, if there is one.
    pub unsubscribe: Option<String>,
    /// The invite, if there is one.
    pub invite: Option<String>,
}

impl ApiClient {
    /// Every mail, oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        let list = self.get("/_local/mail.json").await.expect(200);
        let text = |mail: &Value, name: &str| mail[name].as_str().unwrap_or_default().to_owned();
        let mail = |mail: &Value| Mail {
            id: mail["id"].as_str().map(str::to_owned).unwrap_or_else(|| mail["id"].to_string()),
            to: mail["to"].as_array().unwrap().iter().map(|to| to.as_str().unwrap().to_owned()).collect(),
            subject: text(mail, "subject"),
            template: text(mail, "template"),
            reference: text(mail, "reference"),
            sent_at: text(mail, "sentAt"),
        };
        list.as_array().unwrap().iter().map(mail).collect()
    }

    /// Every mail to an address, oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to.iter().any(|to| to == address));
        mails
    }

    /// Template and minute of every mail to an address, oldest first.
    pub async fn mail_history(&self, address: &str) -> Vec<(String, String)> {
        let mails = self.mails_to(address).await;
        mails.into_iter().map(|mail| (mail.template, minute(&mail.sent_at))).collect()
    }

    /// A mail as it was sent.
    pub async fn eml(&self, mail: &Mail) -> String {
        let answer = self.get(&format!("/_local/mail/{}.eml", mail.id)).await;
        assert_eq!(answer.status, 200);
        answer.text
    }

    /// The content of a mail.
    pub async fn email(&self, mail: &Mail) -> ParsedEmail {
        let eml = self.eml(mail).await;
        ParsedEmail::of(&MessageParser::default().parse(eml.as_bytes()).unwrap())
    }

    /// The content of the newest mail of a template to an address.
    pub async fn email_to(&self, address: &str, template: &str) -> ParsedEmail {
        let mails = self.mails_to(address).await;
        let mail = mails.iter().rev().find(|mail| mail.template == template);
        self.email(mail.unwrap_or_else(|| panic!("no {template} to {address}: {mails:?}"))).await
    }

    /// Makes a mail bounce permanently, or its reader complain of it.
    pub async fn befall(&self, mail: &Mail, what: &str) {
        self.post(&format!("/_local/mail/{}/{what}", mail.id), &Value::Null).await.expect(200);
    }
}

impl ParsedEmail {
    fn of(message: &Message<'_>) -> Self {
        let body = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap_or_default().into_owned();
        let is_calendar = |part: &&mail_parser::MessagePart<'_>| {
            part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar"))
        };
        let unsubscribe = match message.header("List-Unsubscribe") {
            Some(HeaderValue::Address(address)) => address.first().and_then(|it| it.address()).map(str::to_owned),
            Some(HeaderValue::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        Self {
            text: body(message.body_text(0)),
            html: body(message.body_html(0)),
            unsubscribe: unsubscribe
                .map(|it| it.split_whitespace().collect::<String>().trim_matches(['<', '>']).to_owned()),
            invite: message.parts.iter().find(is_calendar).and_then(|part| part.text_contents()).map(str::to_owned),
        }
    }

    /// Every address in it, once: in the text, in the HTML, in the header.
    pub fn links(&self) -> BTreeSet<String> {
        let html = ["&amp;", "&#x2f;", "&#x27;", "&#x3d;"].iter().zip(["&", "/", "'", "="]);
        let html = html.fold(self.html.clone(), |html, (written, meant)| html.replace(written, meant));
        let words = |text: &str| {
            let words = text.split(|email: char| email.is_whitespace() || "\"'<>()".contains(email));
            words.filter(|word| word.starts_with("http")).map(str::to_owned).collect::<Vec<_>>()
        };
        words(&self.text).into_iter().chain(words(&html)).chain(self.unsubscribe.clone()).collect()
    }

    /// The address in it that contains this.
    #[track_caller]
    pub fn link(&self, part: &str) -> String {
        let links = self.links();
        links.iter().find(|link| link.contains(part)).unwrap_or_else(|| panic!("no {part} in {links:?}")).clone()
    }

    /// The values carried by a link of it: see [`carried`].
    #[track_caller]
    pub fn carried_by(&self, part: &str) -> BTreeMap<String, String> {
        carried(&self.link(part))
    }
}

/// The values in an address's query and fragment.
pub fn carried(link: &str) -> BTreeMap<String, String> {
    let url = Url::parse(link).unwrap();
    let fragment = Url::parse(&format!("x:?{}", url.fragment().unwrap_or_default())).unwrap();
    let pairs = |url: &Url| url.query_pairs().into_owned().collect::<Vec<_>>();
    pairs(&url).into_iter().chain(pairs(&fragment)).collect()
}

/// An instant to the minute, as `2026-11-23T08:00`.
pub fn minute(instant: &str) -> String {
    instant[..16].to_owned()
}

/// An item with the minute of its arrival, for comparison.
pub fn at(what: &str, minute: &str) -> (String, String) {
    (what.to_owned(), minute.to_owned())
}
