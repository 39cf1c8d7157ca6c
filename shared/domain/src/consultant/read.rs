//! Parses consultants from seed files and the admin API.

use serde_json::Value;

use super::{BookingRules, Certification, Consultant, Experience, Profile};
use crate::{
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::Fields,
    ids::ConsultantId,
    language::Texts,
    parse::{short_texts, timezone},
    schedule::Schedule,
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

fn read(fields: &Fields<'_>, faults: &mut Faults) -> Option<Consultant> {
    let profile = read_profile(fields, faults);
    let timezone = fields.required("timezone", faults, timezone);
    let schedule = fields.object("schedule", faults);
    // The schedule is parsed in any zone, so that its faults are reported together with the zone's.
    let schedule = Schedule::read(timezone.unwrap_or(Tz::UTC), schedule, faults);
    let rules = fields.object("rules", faults);
    let rules = BookingRules::read(rules, faults);
    timezone?;
    Some(Consultant { profile: profile?, schedule, rules })
}

fn read_profile(fields: &Fields<'_>, faults: &mut Faults) -> Option<Profile> {
    let id = fields.required("id", faults, ConsultantId::parse);
    let first_name = fields.required("firstName", faults, text::name);
    let last_name = fields.required("lastName", faults, text::name);
    let email = fields.required("email", faults, EmailAddress::parse);
    let phone = fields.parsed("phone", faults, |phone| text::line(phone, 50));
    let title = Texts::read(fields, "title", text::MAX_SUBJECT, faults);
    let biography = Texts::read(fields, "biography", text::MAX_MESSAGE, faults);
    let photo = fields.parsed("photo", faults, text::web_address);
    let expertise = short_texts(fields, "expertise", 30, faults);
    let languages = short_texts(fields, "languages", 20, faults);
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
        title,
        biography,
        photo,
        expertise,
        languages,
        experience,
        certifications,
        linkedin_url,
        response_time,
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
