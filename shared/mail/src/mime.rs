//! A letter as MIME (RFC 2045 ff.): multipart/mixed of the alternatives (text, HTML, the invite, which makes mail
//! programs show their buttons) and the invite once more as a file.

use domain::time::Instant;
use invite::{Invite, Organizer};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, raw::Raw, url::URL},
    mime::MimePart,
};

use crate::Letter;

pub(crate) fn build(letter: &Letter, organizer: &Organizer, now: Instant) -> std::io::Result<Vec<u8>> {
    let domain = organizer.email.rsplit('@').next().unwrap_or_default();
    let to_name = Some(letter.to_name.as_str()).filter(|name| !name.is_empty());
    let mut message = MessageBuilder::new()
        .from((letter.from_name.as_str(), organizer.email.as_str()))
        .to(Address::new_address(to_name, letter.to.as_str()))
        .subject(letter.subject.as_str())
        .date(now.timestamp())
        .message_id(format!("{}@{domain}", letter.id))
        // No out-of-office answers to this one, please (RFC 3834, 5).
        .header("Auto-Submitted", Raw::new("auto-generated"));
    if !letter.cc.is_empty() {
        message = message.cc(letter.cc.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if let Some(address) = &letter.reply_to {
        message = message.reply_to(address.as_str());
    }
    if let Some(address) = &letter.list_unsubscribe {
        // One click, without a page (RFC 2369, 3.2; RFC 8058, 3.1).
        message = message
            .header("List-Unsubscribe", URL::new(address.as_str()))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    }
    message.body(body(letter)).write_to_vec()
}

fn body(letter: &Letter) -> MimePart<'_> {
    let mut alternatives = vec![
        MimePart::new(utf8("text/plain"), letter.text.as_str()),
        MimePart::new(utf8("text/html"), letter.html.as_str()),
    ];
    let Some(invite) = &letter.invite else { return MimePart::new("multipart/alternative", alternatives) };
    alternatives.push(MimePart::new(calendar_type(invite), invite.text.as_str()));
    let file = MimePart::new(calendar_type(invite), invite.text.as_bytes()).attachment("invite.ics");
    MimePart::new("multipart/mixed", vec![MimePart::new("multipart/alternative", alternatives), file])
}

fn utf8(media_type: &'static str) -> ContentType<'static> {
    ContentType::new(media_type).attribute("charset", "utf-8")
}

/// `method=` must equal the invite's METHOD (RFC 6047, 2.4).
fn calendar_type(invite: &Invite) -> ContentType<'static> {
    utf8("text/calendar").attribute("method", invite.method.as_str())
}
