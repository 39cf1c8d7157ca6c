//! Parses consultants from seed files and the admin API.

use serde_json::{Map, Value};

use super::{BookingRules, Certification, Consultant, Experience, Profile, WorkingTime, id_of_name};
use crate::{
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::Fields,
    ids::ConsultantId,
    language::{Language, Texts},
    parse::{short_texts, timezone},
    schedule::{Schedule, check_apart},
    text,
    zone::Tz,
};

/// Parses one consultant.
///
/// # Errors
/// Returns every fault, with its place.
pub fn parse(value: &Value) -> Result<Consultant, Faults> {
    let mut faults = Faults::new();
    let consultant = Fields::of(value, "", &mut faults).and_then(|fields| read(&fields, &mut faults));
    faults.or(consultant)
}

/// Parses a seed file: an array of consultants with different ids.
///
/// # Errors
/// Returns every fault of every consultant, with its place.
pub fn parse_seed(value: &Value) -> Result<Vec<Consultant>, Faults> {
    let mut faults = Faults::new();
    let Value::Array(values) = value else {
        return Err(Faults::one("", Rule::Consultants));
    };
    let mut consultants: Vec<Consultant> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let Some(fields) = Fields::of(value, format!("/{index}"), &mut faults) else { continue };
        let Some(consultant) = read(&fields, &mut faults) else { continue };
        if consultants.iter().any(|other| other.profile.id == consultant.profile.id) {
            faults.add(fields.pointer("id"), Rule::UniqueConsultant(consultant.profile.id.to_string()));
        }
        consultants.push(consultant);
    }
    faults.or(Some(consultants))
}

/// Parses a new consultant: the id comes from the name.
///
/// # Errors
/// Returns every fault, with its place.
pub fn parse_new(object: &Map<String, Value>, is_taken: impl Fn(&ConsultantId) -> bool) -> Result<Consultant, Faults> {
    let (mut faults, fields) = (Faults::new(), Fields::root(object));
    let name = |field| object.get(field).and_then(Value::as_str).unwrap_or_default();
    let id = id_of_name(name("firstName"), name("lastName"), is_taken);
    let profile = read_profile(&fields, Some(id), &mut faults);
    let consultant = read_rest(&fields, profile, &mut faults);
    faults.or(consultant)
}

/// Parses the changed profile of a consultant. It keeps its id, and whether it is archived.
///
/// # Errors
/// Returns every fault, with its place.
pub fn parse_profile(object: &Map<String, Value>, before: &Profile) -> Result<Profile, Faults> {
    let mut faults = Faults::new();
    let profile = read_profile(&Fields::root(object), Some(before.id.clone()), &mut faults);
    faults.or(profile.map(|profile| Profile { archived_at: before.archived_at, ..profile }))
}

/// Parses the document of a consultant's working time: `{timezone, schedule, rules}`, all of them required.
///
/// # Errors
/// Returns every fault, with its place.
pub fn parse_working_time(object: &Map<String, Value>) -> Result<WorkingTime, Faults> {
    let (mut faults, fields) = (Faults::new(), Fields::root(object));
    for name in ["schedule", "rules"] {
        if fields.get(name).is_none() {
            fields.missing(name, &mut faults);
        }
    }
    let time = read_working_time(&fields, &mut faults);
    if let Some(Value::Object(schedule)) = fields.get("schedule") {
        check_apart(&Fields::at("/schedule", schedule), &mut faults);
    }
    faults.or(time)
}

fn read(fields: &Fields<'_>, faults: &mut Faults) -> Option<Consultant> {
    let id = fields.required("id", faults, ConsultantId::parse);
    let profile = read_profile(fields, id, faults);
    read_rest(fields, profile, faults)
}

fn read_rest(fields: &Fields<'_>, profile: Option<Profile>, faults: &mut Faults) -> Option<Consultant> {
    let WorkingTime { schedule, rules } = read_working_time(fields, faults)?;
    Some(Consultant { profile: profile?, schedule, rules })
}

fn read_working_time(fields: &Fields<'_>, faults: &mut Faults) -> Option<WorkingTime> {
    let timezone = fields.required("timezone", faults, timezone);
    let schedule = fields.object("schedule", faults);
    // The schedule is parsed in any zone, so that its faults are reported together with the zone's.
    let schedule = Schedule::read(timezone.unwrap_or(Tz::UTC), schedule, faults);
    let rules = fields.object("rules", faults);
    let rules = BookingRules::read(rules, faults);
    timezone?;
    Some(WorkingTime { schedule, rules })
}

fn read_profile(fields: &Fields<'_>, id: Option<ConsultantId>, faults: &mut Faults) -> Option<Profile> {
    let first_name = fields.required("firstName", faults, text::name);
    let last_name = fields.required("lastName", faults, text::name);
    let email = fields.required("email", faults, EmailAddress::parse);
    let phone = fields.parsed("phone", faults, |phone| text::line(phone, 50));
    let show_phone = fields.boolean("showPhone", faults).unwrap_or(false);
    let title = Texts::read(fields, "title", text::MAX_SUBJECT, faults);
    let biography = Texts::read(fields, "biography", text::MAX_MESSAGE, faults);
    let photo = fields.parsed("photo", faults, text::web_address);
    let expertise = short_texts(fields, "expertise", 30, faults);
    let languages = short_texts(fields, "languages", 20, faults);
    let mail_language = fields.parsed("mailLanguage", faults, Language::parse);
    let experience = fields.parsed("experience", faults, Experience::parse);
    let certifications = read_certifications(fields, faults);
    let linkedin_url = fields.parsed("linkedinUrl", faults, text::web_address);
    let response_time = Texts::read(fields, "responseTime", text::MAX_SUBJECT, faults);
    Some(Profile {
        id: id?,
        first_name: first_name?,
        last_name: last_name?,
        email: email?.as_str().to_owned(),
        phone,
        show_phone,
        title,
        biography,
        photo,
        expertise,
        languages,
        mail_language,
        experience,
        certifications,
        linkedin_url,
        response_time,
        archived_at: None,
    })
}

fn read_certifications(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Certification> {
    let mut certifications = Vec::new();
    for (pointer, value) in fields.list("certifications", 30, faults) {
        let Some(entry) = Fields::of(value, pointer, faults) else { continue };
        let name = entry.required("name", faults, |name| text::line(name, text::MAX_SUBJECT));
        let issuer = entry.parsed("issuer", faults, |issuer| text::line(issuer, text::MAX_SUBJECT));
        let year = entry.number("year", 1950..=2100, faults);
        certifications.extend(name.map(|name| Certification { name, issuer, year }));
    }
    certifications
}
