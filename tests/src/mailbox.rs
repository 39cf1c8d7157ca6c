//! The mailbox of the local system.

use serde_json::Value;

use crate::Client;

/// A mail as the mailbox lists it.
#[derive(Debug, Clone)]
pub struct Mail {
    pub id: String,
    pub to: Vec<String>,
    pub subject: String,
    pub template: String,
    pub reference: String,
    pub sent_at: String,
}

impl Client {
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

    /// A mail as it was sent.
    pub async fn eml(&self, mail: &Mail) -> String {
        let answer = self.get(&format!("/_local/mail/{}.eml", mail.id)).await;
        assert_eq!(answer.status, 200);
        answer.text
    }
}
