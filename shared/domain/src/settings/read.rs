//! Parses sections of the document from seed files and the admin API.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Badge, Branding, CardLayout, ChallengeRule, Changes, Company, CompanySettings, Confirmation, ConsentText, Consents,
    ConsultantFilter, ConsultantsAs, Display, Document, FaqCondition, FaqEntry, Hero, Limits, Meetings, Network,
    PhoneRule, PhotoShape, Policies, Protection, Recording, ReminderTimes, Retention, SHARED_ADDRESSES, Support,
    Testimonial, TextMessages, protection::mail_domain, text_messages::country,
};
use crate::{
    access::{AccessSettings, Role, SingleSignOn},
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::{self, Fields},
    ids::ConsultantId,
    language::{Language, Texts},
    parse::timezone,
    text,
};

type Reader = fn(&Fields<'_>, &mut Faults, &mut CompanySettings);

/// Every section, with what reads it. Beside those of lists and words, sections are objects.
pub(super) const SECTIONS: [(&str, Reader); 27] = [
    ("company", |it, faults, all| all.company = company(it, faults)),
    ("branding", |it, faults, all| all.branding = branding(it, faults)),
    ("languages", |it, faults, all| all.languages = languages(it, faults)),
    ("hero", |it, faults, all| all.hero = hero(it, faults)),
    ("confirmation", |it, faults, all| all.confirmation = confirmation(it, faults)),
    ("consents", |it, faults, all| all.consents = consents(it, faults)),
    ("policies", |it, faults, all| all.policies = policies(it, faults)),
    ("badges", |it, faults, all| all.badges = badges(it, "badges", faults)),
    ("logos", |it, faults, all| all.logos = badges(it, "logos", faults)),
    ("testimonials", |it, faults, all| all.testimonials = testimonials(it, faults)),
    ("showsStatistics", |it, faults, all| {
        all.shows_statistics = it.boolean("showsStatistics", faults).unwrap_or_default();
    }),
    ("faq", |it, faults, all| all.faq = faq(it, faults)),
    ("support", |it, faults, all| all.support = support(it, faults)),
    ("display", |it, faults, all| all.display = display(it, faults)),
    ("changes", |it, faults, all| all.changes = changes(it, faults)),
    ("phone", |it, faults, all| all.phone = it.parsed("phone", faults, PhoneRule::parse).unwrap_or_default()),
    ("recording", |it, faults, all| {
        all.recording = it.parsed("recording", faults, Recording::parse).unwrap_or_default();
    }),
    ("refundPolicy", |it, faults, all| {
        all.refund_policy = Texts::read(it, "refundPolicy", text::MAX_NOTES, faults);
    }),
    ("meetings", |it, faults, all| all.meetings = meetings(it, faults)),
    ("reminders", |it, faults, all| all.reminders = reminders(it, faults)),
    ("retention", |it, faults, all| all.retention = retention(it, faults)),
    ("limits", |it, faults, all| all.limits = limits(it, faults)),
    ("protection", |it, faults, all| all.protection = protection(it, faults)),
    ("textMessages", |it, faults, all| all.text_messages = text_messages(it, faults)),
    (SHARED_ADDRESSES, |it, faults, all| all.shared_addresses = shared_addresses(it, faults)),
    ("access", |it, faults, all| all.access = access(it, faults)),
    ("singleSignOn", |it, faults, all| all.single_sign_on = single_sign_on(it, faults)),
];

const LISTS_AND_WORDS: [&str; 9] =
    ["languages", "badges", "logos", "testimonials", "showsStatistics", "faq", "phone", "recording", SHARED_ADDRESSES];
/// Entries of one list.
const MAX_ENTRIES: usize = 50;
/// More than there are.
const MAX_COUNTRIES: usize = 300;
/// Entries of one block list.
const MAX_BLOCKED: usize = 1_000;

pub(super) fn is_object(section: &str) -> bool {
    !LISTS_AND_WORDS.contains(&section)
}

pub(super) fn read(document: &Document) -> Result<Document, Faults> {
    let mut faults = Faults::new();
    let fields = Fields::root(document);
    let mut settings = CompanySettings::default();
    for (_, read) in SECTIONS.iter().filter(|(name, _)| fields.get(name).is_some()) {
        read(&fields, &mut faults, &mut settings);
    }
    let written = match serde_json::to_value(&settings) {
        Ok(Value::Object(written)) => written,
        _ => Document::new(),
    };
    // Empty texts aren't written.
    let stored = |name: &str| written.get(name).cloned().unwrap_or_else(|| Value::Object(Document::new()));
    let present = SECTIONS.iter().filter(|(name, _)| fields.get(name).is_some());
    faults.or(Some(present.map(|(name, _)| ((*name).to_owned(), stored(name))).collect()))
}

/// The fields of a section; those of an absent one if it is at fault.
fn section<T: Default>(
    fields: &Fields<'_>,
    name: &str,
    faults: &mut Faults,
    read: impl FnOnce(&Fields<'_>, &mut Faults) -> T,
) -> T {
    fields.object(name, faults).map(|section| read(&section, faults)).unwrap_or_default()
}

fn company(fields: &Fields<'_>, faults: &mut Faults) -> Company {
    section(fields, "company", faults, |it, faults| Company {
        name: it.parsed("name", faults, |name| text::line(name, text::MAX_NAME)),
        timezone: it.parsed("timezone", faults, timezone),
        staff_language: it.parsed("staffLanguage", faults, Language::parse),
        imprint: it.parsed("imprint", faults, |line| text::line(line, text::MAX_URL)),
    })
}

fn branding(fields: &Fields<'_>, faults: &mut Faults) -> Branding {
    section(fields, "branding", faults, |it, faults| Branding {
        color: it.parsed("color", faults, color),
        logo: it.parsed("logo", faults, text::web_address),
    })
}

fn color(text: &str) -> Result<String, Rule> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let is_color = digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if is_color { Ok(text.to_owned()) } else { Err(Rule::Color) }
}

fn languages(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Language> {
    let (mut found, before): (Vec<Language>, usize) = (Vec::new(), faults.iter().count());
    for (pointer, value) in fields.list("languages", Language::ALL.len(), faults) {
        let Some(code) = fields::element(value, &pointer, faults) else { continue };
        match Language::parse(code) {
            Ok(language) if found.contains(&language) => {}
            Ok(language) => found.push(language),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    if found.is_empty() && faults.iter().count() == before {
        fields.missing("languages", faults);
    }
    found
}

fn hero(fields: &Fields<'_>, faults: &mut Faults) -> Hero {
    section(fields, "hero", faults, |it, faults| Hero {
        title: required_texts(it, "title", text::MAX_SUBJECT, faults),
        text: required_texts(it, "text", text::MAX_NOTES, faults),
    })
}

fn confirmation(fields: &Fields<'_>, faults: &mut Faults) -> Confirmation {
    section(fields, "confirmation", faults, |it, faults| Confirmation {
        thanks: Texts::read(it, "thanks", text::MAX_NOTES, faults),
        preparation: Texts::read(it, "preparation", text::MAX_NOTES, faults),
    })
}

fn consents(fields: &Fields<'_>, faults: &mut Faults) -> Consents {
    section(fields, "consents", faults, |it, faults| Consents {
        version: it.required("version", faults, |version| text::line(version, text::MAX_NAME)).unwrap_or_default(),
        terms: required_consent(it, "terms", faults),
        privacy: required_consent(it, "privacy", faults),
        marketing: it.object("marketing", faults).map(|it| consent(&it, faults)),
        recording: it.object("recording", faults).map(|it| consent(&it, faults)),
    })
}

fn required_consent(fields: &Fields<'_>, name: &str, faults: &mut Faults) -> ConsentText {
    fields.required_object(name, faults).map(|it| consent(&it, faults)).unwrap_or_default()
}

fn consent(fields: &Fields<'_>, faults: &mut Faults) -> ConsentText {
    ConsentText {
        text: required_texts(fields, "text", text::MAX_NOTES, faults),
        url: fields.parsed("url", faults, text::web_address),
    }
}

fn policies(fields: &Fields<'_>, faults: &mut Faults) -> Policies {
    section(fields, "policies", faults, |it, faults| Policies {
        privacy: it.parsed("privacy", faults, text::web_address),
        terms: it.parsed("terms", faults, text::web_address),
        imprint: it.parsed("imprint", faults, text::web_address),
        cancellation: Texts::read(it, "cancellation", text::MAX_NOTES, faults),
    })
}

fn badges(fields: &Fields<'_>, name: &str, faults: &mut Faults) -> Vec<Badge> {
    let mut badges = Vec::new();
    for (pointer, value) in fields.list(name, MAX_ENTRIES, faults) {
        let Some(entry) = Fields::of(value, pointer, faults) else { continue };
        let name = entry.required("name", faults, |name| text::line(name, text::MAX_NAME));
        let image = entry.parsed("image", faults, text::web_address);
        let url = entry.parsed("url", faults, text::web_address);
        badges.extend(name.map(|name| Badge { name, image, url }));
    }
    badges
}

fn testimonials(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Testimonial> {
    let mut testimonials = Vec::new();
    for (pointer, value) in fields.list("testimonials", MAX_ENTRIES, faults) {
        let Some(entry) = Fields::of(value, pointer, faults) else { continue };
        let text = required_texts(&entry, "text", text::MAX_NOTES, faults);
        let author = entry.required("author", faults, |author| text::line(author, text::MAX_NAME));
        let company = entry.parsed("company", faults, |company| text::line(company, text::MAX_NAME));
        let rating = entry.number("rating", 1..=5, faults).and_then(|rating| u8::try_from(rating).ok());
        let consultant_id = entry.parsed("consultantId", faults, ConsultantId::parse);
        testimonials.extend(author.map(|author| Testimonial { text, author, company, rating, consultant_id }));
    }
    testimonials
}

fn faq(fields: &Fields<'_>, faults: &mut Faults) -> Vec<FaqEntry> {
    let mut entries = Vec::new();
    for (pointer, value) in fields.list("faq", MAX_ENTRIES, faults) {
        let Some(entry) = Fields::of(value, pointer, faults) else { continue };
        entries.push(FaqEntry {
            question: required_texts(&entry, "question", text::MAX_SUBJECT, faults),
            answer: required_texts(&entry, "answer", text::MAX_MESSAGE, faults),
            only_with: entry.parsed("onlyWith", faults, FaqCondition::parse),
        });
    }
    entries
}

fn support(fields: &Fields<'_>, faults: &mut Faults) -> Support {
    section(fields, "support", faults, |it, faults| Support {
        email: it.parsed("email", faults, |email| EmailAddress::parse(email).map(|email| email.as_str().to_owned())),
        phone: it.parsed("phone", faults, |phone| text::line(phone, 50)),
        url: it.parsed("url", faults, text::web_address),
    })
}

fn display(fields: &Fields<'_>, faults: &mut Faults) -> Display {
    let usual = Display::default();
    section(fields, "display", faults, |it, faults| Display {
        consultants: it.parsed("consultants", faults, ConsultantsAs::parse).unwrap_or_default(),
        hide_weekends: it.boolean("hideWeekends", faults).unwrap_or(usual.hide_weekends),
        value_proposition: value_proposition(it, faults),
        show_photos: it.boolean("showPhotos", faults).unwrap_or(usual.show_photos),
        show_bios: it.boolean("showBios", faults).unwrap_or(usual.show_bios),
        show_ratings: it.boolean("showRatings", faults).unwrap_or(usual.show_ratings),
        show_availability: it.boolean("showAvailability", faults).unwrap_or(usual.show_availability),
        filters: if it.get("filters").is_some() { filters(it, faults) } else { usual.filters },
        card_layout: it.parsed("cardLayout", faults, CardLayout::parse).unwrap_or_default(),
        photo_shape: it.parsed("photoShape", faults, PhotoShape::parse).unwrap_or_default(),
    })
}

fn value_proposition(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Texts> {
    let mut sentences = Vec::new();
    for (pointer, value) in fields.list("valueProposition", 10, faults) {
        sentences.extend(Texts::of(value, pointer, text::MAX_NOTES, faults));
    }
    sentences
}

fn filters(fields: &Fields<'_>, faults: &mut Faults) -> Vec<ConsultantFilter> {
    let mut found: Vec<ConsultantFilter> = Vec::new();
    for (pointer, value) in fields.list("filters", ConsultantFilter::ALL.len(), faults) {
        let Some(name) = fields::element(value, &pointer, faults) else { continue };
        match ConsultantFilter::parse(name) {
            Ok(filter) if found.contains(&filter) => {}
            Ok(filter) => found.push(filter),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    found
}

fn changes(fields: &Fields<'_>, faults: &mut Faults) -> Changes {
    section(fields, "changes", faults, |it, faults| Changes {
        allow_rescheduling: it.boolean("allowRescheduling", faults).unwrap_or(true),
        allow_cancellation: it.boolean("allowCancellation", faults).unwrap_or(true),
        deadline_hours: it.number("deadlineHours", 0..=168, faults),
    })
}

fn meetings(fields: &Fields<'_>, faults: &mut Faults) -> Meetings {
    section(fields, "meetings", faults, |it, faults| Meetings { url: it.parsed("url", faults, meeting_url) })
}

/// The places of room and password aren't valid in a web address; with letters in their place it must be one.
fn meeting_url(text: &str) -> Result<String, Rule> {
    text::web_address(&text.replace("{room}", "room").replace("{password}", "password"))?;
    if text.contains("{room}") { text::line(text, text::MAX_URL) } else { Err(Rule::RoomPattern) }
}

fn reminders(fields: &Fields<'_>, faults: &mut Faults) -> ReminderTimes {
    section(fields, "reminders", faults, |it, faults| ReminderTimes {
        client_hours: it.number("clientHours", 3..=720, faults),
        consultant_hours: it.number("consultantHours", 1..=720, faults),
        attendance_check_minutes: it.number("attendanceCheckMinutes", 0..=10_080, faults),
        auto_complete_hours: it.number("autoCompleteHours", 0..=8_760, faults),
        follow_up_hours: it.number("followUpHours", 0..=8_760, faults),
        no_show_follow_up_minutes: it.number("noShowFollowUpMinutes", 0..=10_080, faults),
        feedback_without_consent: it.boolean("feedbackWithoutConsent", faults),
    })
}

/// The life of a client's links: until then the consultant may answer, and the follow-up goes out.
const MIN_RETENTION_DAYS: u32 = 30;

fn retention(fields: &Fields<'_>, faults: &mut Faults) -> Retention {
    section(fields, "retention", faults, |it, faults| Retention {
        days: it.number("days", MIN_RETENTION_DAYS..=36_500, faults),
    })
}

fn limits(fields: &Fields<'_>, faults: &mut Faults) -> Limits {
    const MOST: u32 = 1_000_000;
    section(fields, "limits", faults, |it, faults| Limits {
        bookings_per_client: it.number("bookingsPerClient", 0..=MOST, faults),
        bookings_per_phone: it.number("bookingsPerPhone", 0..=MOST, faults),
        bookings_per_network: it.number("bookingsPerNetwork", 0..=MOST, faults),
        lookups_per_network: it.number("lookupsPerNetwork", 0..=MOST, faults),
        lookup_failures_per_hour: it.number("lookupFailuresPerHour", 0..=MOST, faults),
        lookup_failures_per_day: it.number("lookupFailuresPerDay", 0..=MOST, faults),
        moves_per_day: it.number("movesPerDay", 0..=MOST, faults),
        moves_per_booking: it.number("movesPerBooking", 0..=MOST, faults),
        pressure_per_network: it.number("pressurePerNetwork", 0..=MOST, faults),
        pressure_per_consultant: it.number("pressurePerConsultant", 0..=MOST, faults),
        pressure_in_all: it.number("pressureInAll", 0..=MOST, faults),
    })
}

fn access(fields: &Fields<'_>, faults: &mut Faults) -> AccessSettings {
    let usual = AccessSettings::default();
    section(fields, "access", faults, |it, faults| AccessSettings {
        consultants_may_edit_schedule: it
            .boolean("consultantsMayEditSchedule", faults)
            .unwrap_or(usual.consultants_may_edit_schedule),
        consultants_may_reassign: it
            .boolean("consultantsMayReassign", faults)
            .unwrap_or(usual.consultants_may_reassign),
        consultants_see_team_totals: it
            .boolean("consultantsSeeTeamTotals", faults)
            .unwrap_or(usual.consultants_see_team_totals),
        managers_may_export: it.boolean("managersMayExport", faults).unwrap_or(usual.managers_may_export),
    })
}

/// The roles of the provider's groups.
fn single_sign_on(fields: &Fields<'_>, faults: &mut Faults) -> SingleSignOn {
    const ROLES: &[&str] = &["admin", "manager", "consultant", "viewer"];
    section(fields, "singleSignOn", faults, |it, faults| {
        let mut groups = BTreeMap::new();
        let Some(mapped) = it.object("groups", faults) else { return SingleSignOn { groups } };
        for name in mapped.names().take(MAX_ENTRIES) {
            let role = |text: &str| Role::of_group(text).ok_or(Rule::OneOf(ROLES));
            if let Some(role) = mapped.required(name, faults, role) {
                groups.insert(name.to_owned(), role);
            }
        }
        SingleSignOn { groups }
    })
}

fn protection(fields: &Fields<'_>, faults: &mut Faults) -> Protection {
    section(fields, "protection", faults, |it, faults| Protection {
        challenge: it.parsed("challenge", faults, ChallengeRule::parse).unwrap_or_default(),
        challenge_effort: it.number("challengeEffort", 100..=100_000, faults),
        minimum_fill_seconds: it.number("minimumFillSeconds", 0..=60, faults).unwrap_or_default(),
        blocked_networks: entries(it, "blockedNetworks", MAX_BLOCKED, faults, Network::parse),
        blocked_email_domains: entries(it, "blockedEmailDomains", MAX_BLOCKED, faults, mail_domain),
    })
}

fn text_messages(fields: &Fields<'_>, faults: &mut Faults) -> TextMessages {
    section(fields, "textMessages", faults, |it, faults| TextMessages {
        // An empty list is one: no country at all.
        countries: it.get("countries").map(|_| entries(it, "countries", MAX_COUNTRIES, faults, country)),
    })
}

/// The texts of a list, parsed with a function.
fn entries<T>(
    fields: &Fields<'_>,
    name: &str,
    most: usize,
    faults: &mut Faults,
    parse: fn(&str) -> Result<T, Rule>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (pointer, value) in fields.list(name, most, faults) {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match parse(text) {
            Ok(entry) => found.push(entry),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    found
}

fn shared_addresses(fields: &Fields<'_>, faults: &mut Faults) -> Vec<EmailAddress> {
    entries(fields, SHARED_ADDRESSES, MAX_ENTRIES, faults, EmailAddress::parse)
}

/// Texts in at least one language.
fn required_texts(fields: &Fields<'_>, name: &str, most: usize, faults: &mut Faults) -> Texts {
    let pointer = fields.pointer(name);
    match fields.get(name) {
        Some(value) => Texts::of(value, pointer, most, faults).unwrap_or_default(),
        None => {
            faults.add(pointer, Rule::Required);
            Texts::default()
        }
    }
}
