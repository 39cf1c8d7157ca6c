//! Mails in a language that exists only in this test.

use domain::{booking::Notification, language::Language};
use texts::made_up;

use super::samples::{self, booking, consultant, links, mailer, team};
use crate::{
    Background, Email, Mailer,
    context::{Addressee, ClientReader, MailContext},
    facts,
};

fn in_made_up_language() -> Mailer {
    let mut mailer = mailer(&[]);
    mailer.brand.staff_locale = made_up::bracketed().unwrap();
    mailer
}

/// Everything outside of brackets: data, but no words of ours.
fn assert_translated(email: &Email) {
    let outside = made_up::outside_brackets(&email.text);
    for word in ["consultation", "meeting", "Hello", "booking is", "November", "When", "Reference ", "Client"] {
        assert!(email.text.contains('⟦') && !outside.contains(word), "{word} in {outside}");
    }
    let subject = made_up::outside_brackets(&email.subject);
    assert!(subject.is_empty(), "{subject}");
    assert!(email.html.contains("lang=\"xx\""), "{}", email.html);
}

#[test]
fn staff_mail_speaks_made_up_language() {
    let (mailer, booking) = (in_made_up_language(), booking(Language::En));
    for audience in [consultant(), team()] {
        for notification in [
            Notification::Confirmation,
            samples::change(&booking),
            Notification::Cancellation { notified: Some(samples::notified(&booking)) },
        ] {
            assert_translated(&mailer.write(&booking, &audience, &notification, samples::now()).unwrap());
        }
    }
    let kind = domain::booking::JobKind::ConsultantReminder { hours: 4 };
    assert_translated(
        &mailer.write_reminder(&booking, &consultant(), kind, &Background::default(), samples::now()).unwrap(),
    );
}

#[test]
fn client_mail_speaks_made_up_language() {
    let (mailer, booking, links) = (mailer(&[]), booking(Language::En), links());
    let locale = made_up::bracketed().unwrap();
    for template in ["booking_confirmation", "booking_cancellation", "reminder_24h", "reminder_2h"] {
        let context = MailContext { button: Some("https://x.example"), ..MailContext::new(template) };
        let facts = facts::facts(
            &mailer,
            &booking,
            Addressee::Client(ClientReader { links: Some(&links), consultant_email: None }),
            &context,
            locale,
        );
        let filled = mailer.templates.fill(template, locale, &facts, None).unwrap();
        let outside = made_up::outside_brackets(&filled.text);
        assert!(filled.subject.starts_with('⟦') && filled.text.contains("⟦Hello Ada,⟧"), "{}", filled.text);
        for word in ["onsultation", "eeting", "Kind regards", "November"] {
            assert!(!outside.contains(word), "{word} in {outside}");
        }
    }
}
