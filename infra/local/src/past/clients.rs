//! The clients of the past. Everything follows from a booking's number, so that each start tells the same story.

use serde_json::{Value, json};

use super::requests::Consultant;

/// First name, last name, company, its size, language and zone.
const CLIENTS: [(&str, &str, &str, &str, &str, &str); 14] = [
    ("Ada", "Lovelace", "Analytical Engines", "11-50", "en", "Europe/London"),
    ("Björn", "Müller-Lüdenscheidt", "Nordwerk GmbH", "201-1000", "de", "Europe/Berlin"),
    ("Ольга", "Смирнова", "Волга Логистика", "51-200", "ru", "Europe/Moscow"),
    ("Grace", "Hopper", "Compilers Ltd", "1001+", "en", "America/New_York"),
    ("Katherine", "Johnson", "Orbit", "51-200", "en", "America/Chicago"),
    ("Jürgen", "Weiß", "Weiß Maschinenbau", "11-50", "de", "Europe/Berlin"),
    ("Amélie", "Durand", "Atelier Durand", "1-10", "en", "Europe/Paris"),
    ("Иван", "Петров", "Северные сети", "201-1000", "ru", "Asia/Yekaterinburg"),
    ("Sofia", "Rossi", "Rossi Foods", "51-200", "en", "Europe/Rome"),
    ("Lena", "Hoffmann", "Stadtwerke Süd", "1001+", "de", "Europe/Berlin"),
    ("Kenji", "Tanaka", "Tanaka Optics", "201-1000", "en", "Asia/Tokyo"),
    ("Priya", "Sharma", "Sharma Textiles", "51-200", "en", "Asia/Kolkata"),
    ("Tomasz", "Nowak", "Nowak Transport", "11-50", "de", "Europe/Warsaw"),
    ("Elif", "Demir", "Demir Analytics", "1-10", "en", "Europe/Istanbul"),
];

const SUBJECTS: [&str; 5] =
    ["AI strategy", "Data platform", "Process automation", "Cloud costs", "A second opinion on an offer"];

/// Where clients come from: source, and what their link says of its own source, medium and campaign.
const WAYS: [(&str, Option<[&str; 3]>); 5] = [
    ("website", Some(["newsletter", "email", "autumn"])),
    ("website", None),
    ("social", Some(["linkedin", "social", "launch"])),
    ("referral", None),
    ("direct", None),
];

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Held,
    Missed,
    /// By its client, on the next day.
    Cancelled,
}

pub(super) fn fate(number: usize) -> Fate {
    match number % 11 {
        4 => Fate::Missed,
        2 | 8 => Fate::Cancelled,
        _ => Fate::Held,
    }
}

/// The rating of a meeting; two in five clients give one.
pub(super) fn rating(number: usize) -> Option<u8> {
    match number % 10 {
        1 | 5 => Some(5),
        3 => Some(4),
        7 => Some(if number % 4 == 3 { 3 } else { 5 }),
        _ => None,
    }
}

/// The body of `POST /v1/bookings`.
pub(super) fn request(number: usize, consultant: &Consultant, start: &str) -> Value {
    let index = number % CLIENTS.len();
    let (first, last, company, size, language, zone) = CLIENTS[index];
    let (source, utm) = WAYS[number % WAYS.len()];
    json!({
        "consultantId": consultant.id,
        "start": start,
        "duration": consultant.duration,
        "timezone": zone,
        "meetingType": "video",
        "client": {
            "firstName": first, "lastName": last, "company": company, "companySize": size,
            "email": format!("client{index}@clients.example"),
        },
        "subject": SUBJECTS[number % SUBJECTS.len()],
        "language": language,
        "consent": {"terms": true, "privacy": true, "marketing": number.is_multiple_of(3)},
        "source": source,
        "utm": utm.map(|[source, medium, campaign]| json!({"source": source, "medium": medium, "campaign": campaign})),
        "visit": {
            "device": if number % 3 == 1 { "phone" } else { "desktop" },
            "secondsToBook": 60 + number % 7 * 25,
            "steps": ["landing", "calendar_view", "form_start", "completed"],
        },
    })
}
