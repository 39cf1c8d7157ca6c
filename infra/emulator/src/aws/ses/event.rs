use chrono::{DateTime, SecondsFormat};
use sam::{ACCOUNT, REGION};
use serde_json::{Map, Value, json};

use crate::{
    ids,
    store::{BounceType, MailEvent, MailEventKind, NewMail},
};

/// The sender of events about mail.
const MTA: &str = "local.smtp-out.amazonses.com";

/// An event's type as an event destination names it.
pub(super) fn setting(kind: MailEventKind) -> &'static str {
    match kind {
        MailEventKind::Send => "send",
        MailEventKind::Delivery => "delivery",
        MailEventKind::Bounce(_) => "bounce",
        MailEventKind::Complaint | MailEventKind::Suppressed => "complaint",
    }
}

/// An event as SES publishes it. Members and their forms:
/// <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.
pub(super) fn body(mail: &NewMail, event: &MailEvent) -> Value {
    let (name, details) = match event.kind {
        MailEventKind::Send => ("send", json!({})),
        MailEventKind::Delivery => ("delivery", delivery(mail, event)),
        MailEventKind::Bounce(kind) => ("bounce", bounce(kind, event)),
        MailEventKind::Complaint | MailEventKind::Suppressed => ("complaint", complaint(event)),
    };
    json!({ "eventType": event.kind.name(), "mail": of_mail(mail), name: details })
}

fn of_mail(mail: &NewMail) -> Value {
    let direct: Vec<&String> = mail.to.iter().filter(|address| !mail.cc.contains(address)).collect();
    let headers = [
        ("From", mail.from.clone()),
        ("To", direct.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ")),
        ("Subject", mail.subject.clone()),
    ];
    let headers: Vec<Value> = headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let mut common = json!({
        "from": [mail.from],
        "to": direct,
        "messageId": mail.message_id,
        "subject": mail.subject,
    });
    if !mail.cc.is_empty() {
        common["cc"] = json!(mail.cc);
    }
    json!({
        "timestamp": instant(mail.sent_at),
        "source": mail.from,
        "sourceArn": format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/{}", mail.from),
        "sendingAccountId": ACCOUNT,
        "messageId": mail.message_id,
        "destination": mail.to,
        "headersTruncated": false,
        "headers": headers,
        "commonHeaders": common,
        "tags": tags(mail),
    })
}

/// The tags of the call and those that SES adds; every tag is a list.
fn tags(mail: &NewMail) -> Map<String, Value> {
    let domain = mail.from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let added = [
        ("ses:configuration-set", mail.configuration_set.as_deref().unwrap_or_default()),
        ("ses:from-domain", domain),
        ("ses:caller-identity", "local"),
        ("ses:source-ip", "127.0.0.1"),
    ];
    let own = mail.tags.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    added.into_iter().chain(own).map(|(name, value)| (name.to_owned(), json!([value]))).collect()
}

fn delivery(mail: &NewMail, event: &MailEvent) -> Value {
    json!({
        "timestamp": instant(event.at),
        "processingTimeMillis": event.at - mail.sent_at,
        "recipients": event.recipients,
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "127.0.0.1",
        "reportingMTA": MTA,
    })
}

fn bounce(kind: BounceType, event: &MailEvent) -> Value {
    let (name, sub_type, status, diagnosis) = match kind {
        BounceType::Permanent => ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
        BounceType::Transient => {
            ("Transient", "General", "4.4.7", "smtp; 554 4.4.7 message expired: unable to deliver")
        }
        BounceType::MailboxFull => ("Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
    };
    let recipient = |address: &String| json!({ "emailAddress": address, "action": "failed", "status": status, "diagnosticCode": diagnosis });
    json!({
        "bounceType": name,
        "bounceSubType": sub_type,
        "bouncedRecipients": event.recipients.iter().map(recipient).collect::<Vec<_>>(),
        "timestamp": instant(event.at),
        "feedbackId": feedback_id(event),
        "reportingMTA": format!("dsn; {MTA}"),
    })
}

fn complaint(event: &MailEvent) -> Value {
    let recipients: Vec<Value> = event.recipients.iter().map(|it| json!({ "emailAddress": it })).collect();
    let is_suppressed = event.kind == MailEventKind::Suppressed;
    json!({
        "complainedRecipients": recipients,
        "timestamp": instant(event.at),
        "feedbackId": feedback_id(event),
        "complaintSubType": is_suppressed.then_some("OnAccountSuppressionList"),
        "userAgent": "local",
        "complaintFeedbackType": if is_suppressed { Value::Null } else { json!("abuse") },
        "arrivalDate": instant(event.at),
    })
}

fn feedback_id(event: &MailEvent) -> String {
    format!("0107{:012x}-{}-000000", event.at, ids::uuid())
}

fn instant(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::body;
    use crate::store::{BounceType, MailEvent, MailEventKind, NewMail};

    #[test]
    fn event_names_mail_tags_and_recipients() {
        let mail = NewMail {
            message_id: "m1".to_owned(),
            from: "booking@example.com".to_owned(),
            to: vec!["ada@example.com".to_owned(), "team@example.com".to_owned()],
            cc: vec!["team@example.com".to_owned()],
            configuration_set: Some("Mail".to_owned()),
            tags: vec![("reference".to_owned(), "VLT-1".to_owned())],
            ..NewMail::default()
        };
        let recipients = vec!["ada@example.com".to_owned()];
        let event = MailEvent { kind: MailEventKind::Bounce(BounceType::Transient), at: 1_000, recipients };
        let body = body(&mail, &event);
        assert_eq!(body["eventType"], "Bounce");
        assert_eq!(body["mail"]["messageId"], "m1");
        assert_eq!(body["mail"]["destination"], json!(["ada@example.com", "team@example.com"]));
        assert_eq!(body["mail"]["commonHeaders"]["cc"], json!(["team@example.com"]));
        assert_eq!(body["mail"]["tags"]["reference"], json!(["VLT-1"]));
        assert_eq!(body["mail"]["tags"]["ses:configuration-set"], json!(["Mail"]));
        assert_eq!(body["bounce"]["bounceType"], "Transient");
        assert_eq!(body["bounce"]["bouncedRecipients"][0]["emailAddress"], "ada@example.com");
        assert_eq!(body["bounce"]["timestamp"], "1970-01-01T00:00:01.000Z");
    }
}
