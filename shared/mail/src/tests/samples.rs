//! Sample data, and every kind of mail made from it. Shared by the tests and the gallery.

use aws_types::{SdkConfig, region::Region};
use domain::{
    booking::{
        Actor, Booking, ClientMail, JobKind, MeetingRoom, Notification, NotifiedMeeting, OfferMessage, OfferedTime,
        Status, TimesOffer,
    },
    consultant::{self, MeetingType, Profile},
    contact::EmailAddress,
    ids::ConsultantId,
    language::Language,
    time::{Instant, Interval},
};
use links::Links;
use mail::{
    AttendanceLinks, Audience, Background, Email, FollowUpLinks, Mailer, NewTime, PastBooking, UnsubscribeLinks,
};
use platform::{Clock, Config, Env, FromEnv, Metrics, Random};
use serde_json::json;

/// A mailer with every setting; `settings` overrides them, and an empty value unsets one.
pub fn mailer(settings: &[(&'static str, &'static str)]) -> Mailer {
    let settings = settings.to_vec();
    let lookup = move |name: &str| {
        let given = settings.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned());
        given.or_else(|| usual(name).map(str::to_owned))
    };
    let clock = Clock::new(|| at("2026-11-23T09:00:00Z"));
    let version = aws_sdk_sesv2::config::BehaviorVersion::latest();
    Mailer::from_env(&Env {
        config: Config::new(lookup),
        metrics: Metrics::new(clock.clone(), |_| {}),
        clock,
        random: Random::new(|bytes| bytes.fill(7)),
        sdk: SdkConfig::builder().behavior_version(version).region(Region::from_static("eu-central-1")).build(),
    })
    .unwrap()
}

fn usual(name: &str) -> Option<&'static str> {
    Some(match name {
        "MAIL_FROM" => "booking@example.com",
        "COMPANY_NAME" => "Magnetiq Systems",
        "SITE_URL" => "https://booking.example.com",
        "SUPPORT_EMAIL" => "help@example.com",
        "IMPRINT" => "Magnetiq Systems GmbH, Unter den Linden 1, 10117 Berlin, HRB 12345",
        "PRIVACY_URL" => "https://www.example.com/privacy",
        _ => return None,
    })
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A video meeting of a client in Berlin with a consultant in Tokyo.
pub fn booking(language: Language) -> Booking {
    let mut booking: Booking = serde_json::from_value(json!({
        "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM", "version": 2, "sequence": 1,
        "status": "rescheduled",
        "consultant": {"id": "anna", "firstName": "Anna", "lastName": "Schmidt", "title": {
            "en": "AI strategist", "de": "KI-Strategin", "ru": "стратег по ИИ"
        }},
        "consultantTimezone": "Asia/Tokyo",
        "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:00:00Z", "timezone": "Europe/Berlin",
        "meetingType": "video",
        "client": {
            "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "company": "Engines & Co",
            "position": "Head of Computing", "phone": "+4930901820", "website": "https://engines.example"
        },
        "subject": "Which of our reports a machine could write",
        "message": "We have some two hundred reports a month, most of them alike, and nobody enjoys them.\n\n\
                    Where would you begin?",
        "preparationNotes": "The three reports that cost the most time.",
        "preparationMaterials": ["https://engines.example/reports/2026/overview.pdf"],
        "specialRequirements": "Subtitles, please.",
        "language": language, "reminders": {"email": true, "sms": false, "timing": []},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": true, "textVersion": "1",
                    "givenAt": "2026-11-23T08:00:00Z"},
        "source": "website",
        "claim": {"marked": {"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:00:00Z"}, "day": "2026-11-24",
                  "scheduleVersion": 1},
        "tokenEpoch": 0, "createdAt": "2026-11-23T08:00:00Z", "updatedAt": "2026-11-23T09:00:00Z"
    }))
    .unwrap();
    let (url, id) = ("https://meet.example.com/cvcvc-vcvcv-cvcvc-vcvcv", "cvcvc-vcvcv-cvcvc-vcvcv");
    booking.meeting =
        Some(MeetingRoom { url: url.to_owned(), id: id.to_owned(), password: Some("bdfghjkmnp".to_owned()) });
    booking
}

pub fn by_phone(language: Language) -> Booking {
    Booking { meeting_type: MeetingType::Phone, meeting: None, ..booking(language) }
}

pub fn in_person(language: Language) -> Booking {
    let location = Some("Unter den Linden 1, 10117 Berlin, 2nd floor".to_owned());
    Booking { meeting_type: MeetingType::InPerson, meeting: None, location, ..booking(language) }
}

/// The booking as last notified, in its current state.
pub fn notified(booking: &Booking) -> NotifiedMeeting {
    let consultant_timezone = booking.consultant_timezone;
    NotifiedMeeting { slot: booking.slot, consultant: booking.consultant.clone(), consultant_timezone }
}

pub fn links() -> Links {
    let page = "https://booking.example.com/manage#reference=VLT-20261123-7KXM&token=k1.dG9rZW4tb2YtdGhlLWNsaWVudA";
    Links {
        manage: page.to_owned(),
        reschedule: format!("{page}&action=reschedule"),
        cancel: format!("{page}&action=cancel"),
        ics: "https://booking.example.com/v1/bookings/VLT-20261123-7KXM/invite.ics?token=k1.dG9rZW4".to_owned(),
        google: "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Magnetiq".to_owned(),
        outlook: "https://outlook.office.com/calendar/0/deeplink/compose?rru=addevent&subject=Magnetiq".to_owned(),
    }
}

pub fn client() -> Audience {
    client_with(Vec::new())
}

/// With times in place of the cancelled one.
pub fn client_with(times: Vec<NewTime>) -> Audience {
    Audience::Client { links: Box::new(links()), consultant_email: Some("anna@example.com".to_owned()), times }
}

pub fn profile() -> Profile {
    let anna = json!({"id": "anna", "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com",
                      "timezone": "Asia/Tokyo"});
    consultant::parse(&anna).unwrap().profile
}

pub fn consultant() -> Audience {
    Audience::Consultant { profile: Box::new(profile()) }
}

pub fn team() -> Audience {
    Audience::Team { address: "team@example.com".to_owned() }
}

pub fn attendance_links() -> AttendanceLinks {
    let page = "https://booking.example.com/attendance#reference=VLT-20261123-7KXM&token=k1.YW5uYQ";
    AttendanceLinks { completed: format!("{page}&outcome=completed"), no_show: format!("{page}&outcome=no_show") }
}

pub fn unsubscribe() -> UnsubscribeLinks {
    UnsubscribeLinks {
        page: "https://booking.example.com/unsubscribe#reference=VLT-20261123-7KXM&token=k1.bm8".to_owned(),
        post: "https://booking.example.com/v1/unsubscribe?reference=VLT-20261123-7KXM&token=k1.bm8".to_owned(),
    }
}

const PRIVACY_PAGE: &str = "https://booking.example.com/privacy#token=k1.cHJpdmFjeQ.MTIzNDU2Nzg5MDEyMzQ1Njc4";

/// Where the client wants mail from now on.
fn new_address() -> EmailAddress {
    EmailAddress::parse("ada.byron@example.org").unwrap()
}

pub fn follow_up_links() -> FollowUpLinks {
    FollowUpLinks {
        feedback: format!("{}&action=feedback", links().manage),
        book_again: Some("https://booking.example.com/book-consultation?consultant=anna".to_owned()),
        unsubscribe: unsubscribe(),
    }
}

pub fn new_times() -> Vec<NewTime> {
    let starts = ["2026-11-26T08:00:00Z", "2026-11-26T13:30:00Z", "2026-11-27T09:00:00Z"];
    let link = |start| format!("https://booking.example.com/book-consultation?consultant=anna&start={start}");
    starts
        .map(|start| NewTime { slot: Interval::from_start(at(start), 60), consultant: None, link: link(start) })
        .into()
}

/// Of a booking whose meeting can't take place, with the company's reason.
pub fn times_offer(message: Option<OfferMessage>) -> TimesOffer {
    let time =
        |start| OfferedTime { start, consultant_id: ConsultantId::parse("anna").unwrap(), consultant_name: None };
    TimesOffer {
        id: 3,
        times: new_times().iter().map(|new| time(new.slot.start)).collect(),
        waive: Vec::new(),
        message,
        reason: (message == Some(OfferMessage::Unavailable)).then(|| "Anna is ill.".to_owned()),
        at: at("2026-11-23T08:00:00Z"),
        by: Actor::Admin,
        ends_at: at("2026-11-24T07:00:00Z"),
    }
}

pub fn background() -> Background {
    let past = |start, status, subject: Option<&str>| PastBooking {
        start: at(start),
        status,
        consultant_name: "Ben Tanaka".to_owned(),
        subject: subject.map(str::to_owned),
    };
    Background {
        past: vec![
            past("2026-09-14T07:00:00Z", Status::Completed, Some("A first look at our archive")),
            past("2026-08-03T07:00:00Z", Status::NoShow, None),
        ],
    }
}

/// The time at which mails before the meeting are written.
pub fn now() -> Instant {
    at("2026-11-23T09:00:01Z")
}

/// A change of the booking's time: it was an hour on the day before.
pub fn change(booking: &Booking) -> Notification {
    let slot = Interval::from_start(at("2026-11-23T13:00:00Z"), 60);
    Notification::Change { old: NotifiedMeeting { slot, ..notified(booking) } }
}

/// Every mail in every variant, by name. Mail to consultants and team is in the mailer's staff language.
pub fn all(mailer: &Mailer, language: Language) -> Vec<(&'static str, Email)> {
    let mut emails = notifications(mailer, language);
    emails.extend(reminders(mailer, language));
    emails.extend(afterwards(mailer, language));
    emails
}

/// A change of consultant and length: it was half an hour with Ben, at the same start.
pub fn taken_over(booking: &Booking) -> Notification {
    let ben = json!({"id": "ben", "firstName": "Ben", "lastName": "Tanaka"});
    let consultant = serde_json::from_value(ben).unwrap();
    let slot = Interval::from_start(booking.slot.start, 30);
    Notification::Change { old: NotifiedMeeting { slot, consultant, ..notified(booking) } }
}

fn notifications(mailer: &Mailer, language: Language) -> Vec<(&'static str, Email)> {
    let live = booking(language);
    let change = change(&live);
    let cancellation = Notification::Cancellation { notified: Some(notified(&live)) };
    let reason = Some("A colleague has taken this over.".to_owned());
    let off = Booking { status: Status::Cancelled, cancellation_reason: reason, ..booking(language) };
    let by_us = Some(Actor::Admin);
    let change_reason = Some("Anna has to travel that day.".to_owned());
    let moved_by_us = Booking { announced_by: by_us, change_reason, ..booking(language) };
    let off_by_us = Booking { announced_by: by_us, ..off.clone() };
    let taken_over = taken_over(&live);
    let late = |booking: &Booking, audience: Audience, notification: &Notification, now| {
        mailer.write(booking, &audience, notification, at(now)).unwrap()
    };
    let write = |booking: &Booking, audience: Audience, notification: &Notification| {
        mailer.write(booking, &audience, notification, now()).unwrap()
    };
    vec![
        ("booking_confirmation", write(&live, client(), &Notification::Confirmation)),
        ("booking_confirmation by phone", write(&by_phone(language), client(), &Notification::Confirmation)),
        ("booking_change", write(&live, client(), &change)),
        ("booking_change by another consultant", write(&live, client(), &taken_over)),
        ("booking_change too late to change", late(&live, client(), &change, "2026-11-24T07:00:00Z")),
        ("booking_cancellation", write(&off, client(), &cancellation)),
        ("new_booking_consultant", write(&live, consultant(), &Notification::Confirmation)),
        ("booking_change_consultant", write(&live, consultant(), &change)),
        ("booking_cancellation_consultant", write(&off, consultant(), &cancellation)),
        ("booking_cancellation_consultant taken", write(&live, consultant(), &cancellation)),
        ("booking_change by us", write(&moved_by_us, client(), &change)),
        ("booking_cancellation by us", write(&off_by_us, client(), &cancellation)),
        ("booking_cancellation with times", write(&off_by_us, client_with(new_times()), &cancellation)),
        ("booking_change_consultant by us", write(&moved_by_us, consultant(), &change)),
        ("booking_cancellation_consultant by us", write(&off_by_us, consultant(), &cancellation)),
        ("new_booking_consultant late", late(&live, consultant(), &Notification::Confirmation, "2026-11-24T08:30:00Z")),
        ("new_booking_team", write(&live, team(), &Notification::Confirmation)),
        ("booking_change_team", write(&live, team(), &change)),
        ("booking_cancellation_team", write(&off, team(), &cancellation)),
    ]
}

fn reminders(mailer: &Mailer, language: Language) -> Vec<(&'static str, Email)> {
    let write = |booking: &Booking, audience: Audience, kind, background: &Background| {
        mailer.write_reminder(booking, &audience, kind, background, now()).unwrap()
    };
    let none = Background::default();
    let (day, hours) = (JobKind::ClientReminder { hours: 24 }, JobKind::ClientReminder { hours: 2 });
    let prepare = JobKind::ConsultantReminder { hours: 4 };
    vec![
        ("reminder_24h", write(&booking(language), client(), day, &none)),
        ("reminder_2h", write(&booking(language), client(), hours, &none)),
        ("reminder_2h by phone", write(&by_phone(language), client(), hours, &none)),
        ("reminder_2h in person", write(&in_person(language), client(), hours, &none)),
        ("consultant_prep_reminder", write(&booking(language), consultant(), prepare, &background())),
    ]
}

fn afterwards(mailer: &Mailer, language: Language) -> Vec<(&'static str, Email)> {
    let booking = booking(language);
    let attendance = |again| mailer.write_attendance(&booking, &profile(), &attendance_links(), again).unwrap();
    let no_show = |times: &[NewTime]| {
        let other_times = "https://booking.example.com/book-consultation?consultant=anna";
        mailer.write_no_show(&booking, times, other_times, &unsubscribe(), Some("anna@example.com")).unwrap()
    };
    let offered = |message| {
        let page = format!("{}&action=offer", links().manage);
        let offer = times_offer(message);
        mailer.write_offer(&booking, &offer, (&new_times(), &page), Some("anna@example.com")).unwrap()
    };
    let undelivered = |mail| mailer.write_undelivered(&booking, &profile(), mail).unwrap();
    vec![
        ("attendance_check", attendance(false)),
        ("attendance_check again", attendance(true)),
        (
            "post_meeting_followup",
            mailer.write_follow_up(&booking, &follow_up_links(), Some("anna@example.com")).unwrap(),
        ),
        ("no_show_followup", no_show(&new_times())),
        ("no_show_followup without times", no_show(&[])),
        ("times_offered", offered(None)),
        ("times_offered as discussed", offered(Some(OfferMessage::AsDiscussed))),
        ("times_offered instead", offered(Some(OfferMessage::Unavailable))),
        ("privacy_link", mailer.write_privacy_link(&booking, PRIVACY_PAGE).unwrap()),
        ("new_link", mailer.write_new_link(&booking, &links().manage).unwrap()),
        ("email_code", mailer.write_email_code(&booking, &new_address(), "042817").unwrap()),
        ("undelivered_consultant", undelivered(ClientMail::Confirmation)),
        ("undelivered_consultant reminder", undelivered(ClientMail::Reminder)),
        ("unreached_consultant_team", mailer.write_news(&booking, &team(), JobKind::ConsultantUnreached).unwrap()),
        ("declined_consultant", mailer.write_news(&booking, &consultant(), JobKind::Declined).unwrap()),
        ("declined_team", mailer.write_news(&booking, &team(), JobKind::DeclinedTeam).unwrap()),
        ("consultant_declined_team", mailer.write_news(&booking, &team(), JobKind::ConsultantDeclined).unwrap()),
    ]
}
