//! Tests of the mails' content.

use domain::{
    booking::{Booking, JobKind, Notification, Status},
    language::Language,
    time::Interval,
};

use texts::Locale;

use super::samples::{self, all, booking, client, consultant, mailer, team};
use crate::templates::MAILS;
use crate::{Background, Email, NewTime};

fn every() -> Vec<(&'static str, Language, Email)> {
    let in_language = |language: Language| {
        let emails = all(&mailer(&[("STAFF_LANGUAGE", language.as_str())]), language);
        emails.into_iter().map(move |(name, email)| (name, language, email))
    };
    Language::ALL.into_iter().flat_map(in_language).collect()
}

/// HTML as displayed, links included.
fn unescaped(html: &str) -> String {
    let html = html.replace("&#x2f;", "/").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    html.replace("&#x27;", "'").replace("&amp;", "&")
}

fn links(html: &str) -> Vec<String> {
    unescaped(html).split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn every_mail_is_complete() {
    for (name, language, email) in every() {
        for body in [&email.subject, &email.text, &email.html] {
            assert!(!body.contains("{{") && !body.contains("{%") && !body.contains("@parts@"), "{name}: {body}");
        }
        assert!(!email.subject.is_empty() && !email.subject.contains(['\n', '\r']), "{name}");
        assert!(!email.text.contains("none") && !email.html.contains(">none"), "{name}: {}", email.text);
        for body in [&email.text, &unescaped(&email.html)] {
            assert!(body.contains("VLT-20261123-7KXM") && body.contains("Magnetiq Systems"), "{name}: {body}");
        }
        assert!(email.html.contains(&format!("lang=\"{}\"", language.as_str())), "{name}");
        assert!(!email.html.contains("<img") && !email.html.contains("url("), "{name} needs no pictures");
    }
}

#[test]
fn every_text_belongs_to_a_mail() {
    let mails: Vec<&str> = MAILS.iter().map(|mail| mail.name).collect();
    assert_eq!(Locale::mail_names().collect::<Vec<_>>(), mails);
    for mail in MAILS {
        let is_used = |key: &str| mail.html.contains(&format!("t.{key}")) || mail.text.contains(&format!("t.{key}"));
        for (key, _) in Locale::from(Language::En).mail_texts(mail.name).unwrap().iter() {
            assert!(is_used(key), "{}: nothing says {key}", mail.name);
        }
    }
    let sampled: Vec<Email> = every().into_iter().map(|(_, _, email)| email).collect();
    for mail in MAILS {
        assert!(sampled.iter().any(|email| email.template == mail.name), "{} has no sample", mail.name);
    }
}

#[test]
fn html_and_text_have_equal_links() {
    for (name, _, email) in every() {
        let found = links(&email.html);
        assert!(!found.is_empty(), "{name}");
        for link in found {
            let shown = link.trim_start_matches("mailto:").trim_start_matches("tel:");
            assert!(email.text.contains(shown), "{name}: {link} is not in the text");
        }
    }
}

#[test]
fn client_mail_has_one_main_button() {
    let expected = [
        ("booking_confirmation", samples::links().manage),
        ("booking_change", samples::links().manage),
        ("booking_cancellation", "https://booking.example.com/book-consultation".to_owned()),
        ("reminder_24h", samples::links().manage),
        ("reminder_2h", "https://meet.example.com/cvcvc-vcvcv-cvcvc-vcvcv".to_owned()),
        ("reminder_2h by phone", samples::links().manage),
        ("post_meeting_followup", samples::follow_up_links().feedback),
        ("no_show_followup", "https://booking.example.com/book-consultation?consultant=anna".to_owned()),
    ];
    for (name, _, email) in every() {
        let Some((_, link)) = expected.iter().find(|(expected, _)| *expected == name) else { continue };
        let html = unescaped(&email.html);
        let buttons: Vec<&str> =
            html.split("<a href=\"").filter(|rest| rest.contains("background:#1f5eff;color")).collect();
        assert_eq!(buttons.len(), 1, "{name}");
        assert!(buttons[0].starts_with(&format!("{link}\"")), "{name}: {}", buttons[0]);
    }
}

#[test]
fn three_times_are_offered_with_links() {
    let (_, _, email) = every().into_iter().find(|(name, ..)| *name == "no_show_followup").unwrap();
    for time in samples::new_times() {
        assert!(links(&email.html).contains(&time.link) && email.text.contains(&time.link));
    }
    assert!(email.text.contains("Thursday, 26 November 2026, 09:00–10:00:"), "{}", email.text);
    assert!(email.text.contains("Europe/Berlin"));
}

#[test]
fn times_name_the_readers_zone() {
    for notification in [Notification::Confirmation, samples::change(&booking(Language::En))] {
        let write =
            |audience| mailer(&[]).write(&booking(Language::En), &audience, &notification, samples::now()).unwrap();
        let berlin = "Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)";
        let tokyo = "Tuesday, 24 November 2026, 17:00–18:00 (Asia/Tokyo, UTC+09:00)";
        for body in [write(client()).text, unescaped(&write(client()).html)] {
            assert!(body.contains(berlin) && !body.contains("Tokyo"), "{body}");
        }
        for email in [write(consultant()), write(team())] {
            assert!(email.text.contains(tokyo) && email.text.contains(berlin), "both: {}", email.text);
            assert!(email.subject.contains("17:00"), "{}", email.subject);
        }
    }
}

#[test]
fn meeting_over_midnight_names_both_days() {
    let mut late = booking(Language::En);
    late.slot.start = samples::at("2026-11-24T22:30:00Z");
    late.slot.end = samples::at("2026-11-24T23:30:00Z");
    let email = mailer(&[]).write(&late, &client(), &Notification::Confirmation, samples::now()).unwrap();
    assert!(email.text.contains("Tuesday, 24 November 2026, 23:30–00:30 (25 November)"), "{}", email.text);
}

#[test]
fn cancellation_shows_last_notified_times() {
    let mut notified = samples::notified(&booking(Language::En));
    notified.slot = Interval::from_start(samples::at("2026-11-24T10:00:00Z"), 30);
    let notification = Notification::Cancellation { notified: Some(notified) };
    let mut moved = samples::in_person(Language::En);
    moved.consultant.first_name = "Ben".to_owned();
    moved.consultant_timezone = "America/New_York".parse().unwrap();
    let email = mailer(&[]).write(&moved, &consultant(), &notification, samples::now()).unwrap();
    assert!(email.text.contains("19:00–19:30 (Asia/Tokyo, UTC+09:00)"), "{}", email.text);
    for part in ["Unter den Linden 1, 10117 Berlin, 2nd floor", "Ben", "17:00", "New_York"] {
        assert!(!email.text.contains(part), "{part} in {}", email.text);
    }
    let invite = email.invite.unwrap().text.replace("\r\n ", "");
    for part in ["DTSTART:20261124T100000Z\r\n", "DTEND:20261124T103000Z\r\n", "Anna Schmidt", "METHOD:CANCEL\r\n"] {
        assert!(invite.contains(part), "{part} in {invite}");
    }
    assert!(!invite.contains("Ben"), "{invite}");
    moved.status = Status::Cancelled;
    for audience in [client(), team()] {
        let text = mailer(&[]).write(&moved, &audience, &notification, samples::now()).unwrap().text;
        assert!(text.contains("Anna Schmidt") && text.contains("11:00–11:30 (Europe/Berlin"), "{text}");
        assert!(!text.contains("Ben"), "{text}");
    }
    let email = mailer(&[]).write(&booking(Language::En), &client(), &notification, samples::now()).unwrap();
    assert!(!email.text.contains("meet.example.com"), "{}", email.text);
}

#[test]
fn plain_text_states_the_event() {
    let said = [
        ("booking_confirmation", ["Thank you for your booking.", "vielen Dank für Ihre Buchung.", "Вы записаны"]),
        (
            "booking_change",
            ["Your consultation has changed.", "Ihre Beratung hat sich geändert.", "Ваша консультация изменена."],
        ),
        (
            "booking_cancellation",
            ["Your consultation will not take", "Ihre Beratung findet nicht statt.", "Ваша консультация не состоится."],
        ),
        (
            "booking_cancellation_consultant taken",
            ["A colleague has taken over", "übernimmt jetzt jemand anderes", "теперь проведёт другой консультант"],
        ),
    ];
    for (name, language, email) in every() {
        let Some((_, words)) = said.iter().find(|(said, _)| *said == name) else { continue };
        let Some(words) = words.get(Language::ALL.iter().position(|it| *it == language).unwrap()) else { continue };
        assert!(email.text.replace('\n', " ").contains(words), "{words} in {}", email.text);
        // The headline of the HTML is another sentence, so that nothing is repeated.
        let (_, headline) = email.html.split_once("<h1").unwrap();
        assert!(!headline.split("</h1>").next().unwrap().contains(words.trim_end_matches('.')), "{name}");
    }
}

#[test]
fn times_name_other_consultants() {
    let mut times = samples::new_times();
    let write = |times: &[NewTime]| {
        let (booking, unsubscribe) = (booking(Language::De), samples::unsubscribe());
        mailer(&[]).write_no_show(&booking, times, "https://booking.example.com/other", &unsubscribe, None).unwrap()
    };
    assert!(write(&times).text.contains("26. November 2026, 09:00–10:00 Uhr:\n"), "{}", write(&times).text);
    times[0].consultant = Some("Ben Tanaka".to_owned());
    let email = write(&times);
    assert!(email.text.contains("26. November 2026, 09:00–10:00 Uhr · Ben Tanaka:\n"), "{}", email.text);
    assert!(email.html.contains("Uhr · Ben Tanaka<"), "{}", email.html);
}

/// Client input with a marker in each field.
fn hostile(language: Language) -> Booking {
    let mark = |field: &str| Some(format!("FREE-TEXT {field} <script>alert(1)</script> {{{{ 7 * 7 }}}}"));
    let mut booking = booking(language);
    booking.client.first_name = "Ada <b> {{ brand }} {% raw %}".to_owned();
    booking.client.company = mark("company");
    booking.client.position = mark("position");
    booking.client.website = mark("website");
    booking.content.subject = mark("subject");
    booking.content.message = mark("message").map(|text| format!("{text}\nsecond line"));
    booking.content.preparation_notes = mark("notes");
    booking.content.preparation_materials = mark("materials").into_iter().collect();
    booking.content.special_requirements = mark("requirements");
    booking.cancellation_reason = mark("reason");
    booking
}

fn hostile_letters(language: Language) -> (Vec<Email>, Vec<Email>) {
    let (mailer, booking) = (mailer(&[]), hostile(language));
    let notifications = [
        Notification::Confirmation,
        samples::change(&booking),
        Notification::Cancellation { notified: Some(samples::notified(&booking)) },
        Notification::Cancellation { notified: None },
    ];
    let remind = |audience, kind| {
        mailer.write_reminder(&booking, &audience, kind, &Background::default(), samples::now()).unwrap()
    };
    let mut to_client: Vec<Email> = notifications
        .iter()
        .map(|notification| mailer.write(&booking, &client(), notification, samples::now()).unwrap())
        .collect();
    to_client.extend([24, 2].map(|hours| remind(client(), JobKind::ClientReminder { hours })));
    to_client.push(mailer.write_follow_up(&booking, &samples::follow_up_links(), None).unwrap());
    let unsubscribe = samples::unsubscribe();
    to_client
        .push(mailer.write_no_show(&booking, &samples::new_times(), "https://x.example", &unsubscribe, None).unwrap());
    let mut to_others: Vec<Email> = notifications
        .iter()
        .flat_map(|notification| {
            [consultant(), team()]
                .map(|audience| mailer.write(&booking, &audience, notification, samples::now()).unwrap())
        })
        .collect();
    to_others.push(remind(consultant(), JobKind::ConsultantReminder { hours: 4 }));
    (to_client, to_others)
}

#[test]
fn client_mail_never_repeats_free_text() {
    for language in Language::ALL {
        for email in hostile_letters(language).0 {
            for body in [&email.text, &email.html, &email.subject] {
                assert!(!body.contains("FREE-TEXT") && !body.contains("alert"), "{body}");
            }
            assert!(email.text.contains("Ada <b>"));
        }
    }
}

#[test]
fn user_input_is_escaped() {
    let (to_client, to_others) = hostile_letters(Language::En);
    for email in to_client.iter().chain(&to_others) {
        assert!(!email.html.contains("<script") && !email.html.contains("<b>"), "{}", email.html);
    }
    for email in &to_others {
        assert!(email.text.contains("{{ brand }}") && email.html.contains("Ada &lt;b&gt;"), "{}", email.text);
    }
    let prepare = to_others.last().unwrap();
    assert!(
        prepare.html.contains("&lt;script&gt;")
            && prepare.html.contains("{{ 7 * 7 }}")
            && prepare.text.contains("\nsecond line\n"),
        "{}",
        prepare.text
    );
    assert!(!prepare.html.contains("manage"), "the client's link is private");
}

#[test]
fn consultant_mail_states_recording_consent() {
    let mut booking = booking(Language::En);
    let text = |booking: &Booking| {
        let new = mailer(&[]).write(booking, &consultant(), &Notification::Confirmation, samples::now()).unwrap();
        assert!(new.html.contains("recording"));
        new.text
    };
    assert!(text(&booking).contains("The client agrees to a recording"));
    booking.consent.recording = false;
    assert!(text(&booking).contains("The client does not agree to a recording"));
}

#[test]
fn last_reminder_gives_access_details() {
    let write = |booking: &Booking| {
        let kind = JobKind::ClientReminder { hours: 2 };
        mailer(&[]).write_reminder(booking, &client(), kind, &Background::default(), samples::now()).unwrap().text
    };
    let video = write(&booking(Language::En));
    for part in ["Join the meeting:\nhttps://meet.example.com/cvcvc", "Meeting ID:", "bdfghjkmnp"] {
        assert!(video.contains(part), "{part} in {video}");
    }
    assert!(write(&samples::by_phone(Language::En)).contains("+4930901820"));
    assert!(write(&samples::in_person(Language::En)).contains("10117 Berlin, 2nd floor"));
}

#[test]
fn unset_settings_leave_no_gaps() {
    let bare = mailer(&[("SUPPORT_EMAIL", ""), ("IMPRINT", ""), ("PRIVACY_URL", "")]);
    for (name, email) in all(&bare, Language::En) {
        assert!(!email.text.contains("Questions?") && !email.text.contains("Privacy"), "{name}: {}", email.text);
    }
    let logo = mailer(&[("LOGO_URL", "https://www.example.com/logo.png"), ("BRAND_COLOR", "#ffd400")]);
    let email = logo.write(&booking(Language::En), &client(), &Notification::Confirmation, samples::now()).unwrap();
    let html = unescaped(&email.html);
    assert!(html.contains("<img") && html.contains("alt=\"Magnetiq Systems\"") && html.contains("#ffd400"), "{html}");
}

#[test]
fn prose_wraps_without_breaking_addresses() {
    for (name, _, email) in every() {
        for line in email.text.lines() {
            // Rows of the table stand on one line each, so that a time can be read and copied in one go.
            let is_row = line.split_once(':').is_some_and(|(label, _)| label.chars().count() < 15);
            assert!(line.chars().count() <= 78 || line.contains("://") || is_row, "{name}: {line}");
            assert!(line == "-- " || line == line.trim_end(), "{name}: {line:?}");
        }
        assert!(!email.text.contains("\n\n\n") && email.text.ends_with('\n'), "{name}: {}", email.text);
    }
}
