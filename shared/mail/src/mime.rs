//! Writes an email as MIME (RFC 2045 ff.): multipart/mixed of the alternatives (text, HTML and the invite, for which
//! mail programs show buttons) and the invite as an attached file.

use domain::time::Instant;
use invite::{Invite, Organizer};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, raw::Raw, url::URL},
    mime::MimePart,
};

use crate::Email;

pub(crate) fn build(email: &Email, organizer: &Organizer, now: Instant) -> std::io::Result<Vec<u8>> {
    let domain = organizer.email.rsplit('@').next().unwrap_or_default();
    let to_name = Some(email.to_name.as_str()).filter(|name| !name.is_empty());
    let mut message = MessageBuilder::new()
        .from((email.from_name.as_str(), organizer.email.as_str()))
        .to(Address::new_address(to_name, email.to.as_str()))
        .subject(email.subject.as_str())
        .date(now.timestamp())
        .message_id(format!("{}@{domain}", email.id))
        // Suppresses out-of-office replies (RFC 3834, 5).
        .header("Auto-Submitted", Raw::new("auto-generated"));
    if !email.cc.is_empty() {
        message = message.cc(email.cc.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if let Some(address) = &email.reply_to {
        message = message.reply_to(address.as_str());
    }
    if let Some(address) = &email.list_unsubscribe {
        // One-click unsubscribe, without a page (RFC 2369, 3.2; RFC 8058, 3.1).
        message = message
            .header("List-Unsubscribe", URL::new(address.as_str()))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    }
    message.body(body(email)).write_to_vec()
}

fn body(email: &Email) -> MimePart<'_> {
    let mut alternatives = vec![
        MimePart::new(utf8("text/plain"), lines_of(&email.text)),
        MimePart::new(utf8("text/html"), lines_of(&email.html)),
    ];
    let Some(invite) = &email.invite else { return MimePart::new("multipart/alternative", alternatives) };
    alternatives.push(MimePart::new(calendar_type(invite), invite.text.as_str()));
    let file = MimePart::new(calendar_type(invite), invite.text.as_bytes()).attachment("invite.ics");
    MimePart::new("multipart/mixed", vec![MimePart::new("multipart/alternative", alternatives), file])
}

/// Text with line ends as in mail, which base64 must contain too (RFC 2045, 6.8).
fn lines_of(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn utf8(media_type: &'static str) -> ContentType<'static> {
    ContentType::new(media_type).attribute("charset", "utf-8")
}

/// `method=` must equal the invite's METHOD (RFC 6047, 2.4).
fn calendar_type(invite: &Invite) -> ContentType<'static> {
    utf8("text/calendar").attribute("method", invite.method.as_str())
}
