//! A letter as MIME (RFC 2045 ff.): multipart/mixed of the alternatives (text, HTML, the invite, which makes mail
//! programs show their buttons) and the invite once more as a file.

use domain::time::Instant;
use invite::{Invite, Organizer};
use mail_builder::{
    MessageBuilder,
    headers::{content_type::ContentType, raw::Raw},
    mime::MimePart,
};

use crate::Letter;

pub(crate) fn build(letter: &Letter, organizer: &Organizer, now: Instant) -> std::io::Result<Vec<u8>> {
    let domain = organizer.email.rsplit('@').next().unwrap_or_default();
    let mut alternatives = vec![
        MimePart::new(utf8("text/plain"), letter.text.as_str()),
        MimePart::new(utf8("text/html"), letter.html.as_str()),
    ];
    let mut parts = Vec::new();
    if let Some(invite) = &letter.invite {
        alternatives.push(MimePart::new(calendar_type(invite), invite.text.as_str()));
        parts.push(MimePart::new(calendar_type(invite), invite.text.as_bytes()).attachment("invite.ics"));
    }
    parts.insert(0, MimePart::new("multipart/alternative", alternatives));
    MessageBuilder::new()
        .from((letter.from_name.as_str(), organizer.email.as_str()))
        .to((letter.to_name.as_str(), letter.to.as_str()))
        .subject(letter.subject.as_str())
        .date(now.timestamp())
        .message_id(format!("{}@{domain}", letter.id))
        // No out-of-office answers to this one, please (RFC 3834, 5).
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .body(MimePart::new("multipart/mixed", parts))
        .write_to_vec()
}

fn utf8(media_type: &'static str) -> ContentType<'static> {
    ContentType::new(media_type).attribute("charset", "utf-8")
}

/// `method=` must equal the invite's METHOD (RFC 6047, 2.4).
fn calendar_type(invite: &Invite) -> ContentType<'static> {
    utf8("text/calendar").attribute("method", invite.method.as_str())
}
