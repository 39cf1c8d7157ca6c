//! The company's settings: one document in sections, which pages, API, mails and rules obey.
//!
//! They are data, not a part of a deployment. A member that the document has wins over the deployment's parameter of the
//! same meaning, and that over the product's default. Without any document `built_in.json` applies: it names no policies,
//! so such a deployment takes no bookings.

mod pages;
mod protection;
mod read;
mod rules;
#[cfg(test)]
mod tests;
mod text_messages;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    access::{AccessSettings, SingleSignOn},
    contact::EmailAddress,
    fault::{Faults, Rule},
    ids::ConsultantId,
    language::{Language, Texts},
};

pub use pages::{
    Badge, Branding, CardLayout, Company, Confirmation, ConsentText, Consents, ConsultantFilter, ConsultantsAs,
    Display, FaqCondition, FaqEntry, Hero, PhotoShape, Policies, Support, Testimonial,
};
pub use protection::{ChallengeRule, Network, Protection};
pub use rules::{Changes, Limits, Meetings, PhoneRule, Recording, ReminderTimes, Retention};
pub use text_messages::TextMessages;

/// The section with clients' addresses. Accounts that can't edit it don't see it, and the audit keeps numbers alone.
pub const SHARED_ADDRESSES: &str = "sharedAddresses";

const BUILT_IN: &str = include_str!("built_in.json");

/// The document, with every section.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CompanySettings {
    pub company: Company,
    pub branding: Branding,
    /// The languages of the pages.
    #[serde(deserialize_with = "pages::known_languages")]
    pub languages: Vec<Language>,
    /// The first text of the landing page.
    pub hero: Hero,
    /// The texts after booking.
    pub confirmation: Confirmation,
    pub consents: Consents,
    pub policies: Policies,
    /// Certificates and seals.
    pub badges: Vec<Badge>,
    /// Logos of the company's clients.
    pub logos: Vec<Badge>,
    /// Quotes from clients, newest first.
    pub testimonials: Vec<Testimonial>,
    /// Shows numbers of meetings and ratings.
    pub shows_statistics: bool,
    pub faq: Vec<FaqEntry>,
    /// Where to find help.
    pub support: Support,
    pub display: Display,
    pub changes: Changes,
    /// Whether a client must give a phone number.
    #[serde(deserialize_with = "rules::phone")]
    pub phone: PhoneRule,
    /// Whether clients are asked for consent to recording.
    #[serde(deserialize_with = "rules::recording")]
    pub recording: Recording,
    /// The company's terms of refunds: a variable of the cancellation mail.
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub refund_policy: Texts,
    pub meetings: Meetings,
    pub reminders: ReminderTimes,
    pub retention: Retention,
    pub limits: Limits,
    /// Measures that keep programs off. Never shown.
    pub protection: Protection,
    pub text_messages: TextMessages,
    /// E-mail addresses that several people share, as an assistant's: they may have more live bookings. Shown to
    /// administrators alone.
    pub shared_addresses: Vec<EmailAddress>,
    /// What roles may do at the console.
    pub access: AccessSettings,
    /// Another log-in provider.
    pub single_sign_on: SingleSignOn,
}

/// The document as JSON: its sections by name.
pub type Document = Map<String, Value>;

impl CompanySettings {
    /// Returns the settings without any document.
    ///
    /// # Errors
    /// Fails if the built-in file is invalid; a test prevents that.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        Self::of(&Document::new())
    }

    /// Reads a stored document. A section that it lacks is the built-in one.
    ///
    /// # Errors
    /// Fails if a section isn't in the form that some release writes.
    pub fn of(document: &Document) -> Result<Self, serde_json::Error> {
        let mut sections: Document = serde_json::from_str(BUILT_IN)?;
        sections.extend(document.iter().map(|(name, section)| (name.clone(), section.clone())));
        serde_json::from_value(Value::Object(sections))
    }

    /// Whether the company has said what clients agree to. Without that, no time is offered: a consent to nothing is none.
    pub fn is_configured(&self) -> bool {
        self.terms_url().is_some() && self.privacy_url().is_some()
    }

    /// The address of the terms.
    pub fn terms_url(&self) -> Option<&str> {
        self.policies.terms.as_deref().or(self.consents.terms.url.as_deref())
    }

    /// The address of the privacy policy.
    pub fn privacy_url(&self) -> Option<&str> {
        self.policies.privacy.as_deref().or(self.consents.privacy.url.as_deref())
    }

    /// The consents that clients are asked for at present.
    pub fn consents_asked(&self) -> Consents {
        let mut asked = self.consents.clone();
        asked.recording = asked.recording.filter(|_| self.recording == Recording::Ask);
        asked
    }

    /// Returns the newest testimonial about a consultant.
    pub fn testimonial_on(&self, consultant: &ConsultantId) -> Option<&Testimonial> {
        self.testimonials.iter().find(|testimonial| testimonial.consultant_id.as_ref() == Some(consultant))
    }
}

/// Whether a document has such a section.
pub fn is_section(name: &str) -> bool {
    read::SECTIONS.iter().any(|(section, _)| *section == name)
}

/// The names of all sections, in the document's order.
pub fn section_names() -> impl Iterator<Item = &'static str> {
    read::SECTIONS.iter().map(|(name, _)| *name)
}

/// Parses those sections that a document has, and returns them as they are stored.
///
/// # Errors
/// Returns every fault of every section, with its place.
pub fn parse(document: &Document) -> Result<Document, Faults> {
    read::read(document)
}

/// Parses one section from the body of a request: the section itself or, if it is no object (a list, a word), an object
/// with that one member. Returns the section as it is stored.
///
/// # Errors
/// Returns every fault, with its place in the body.
pub fn parse_section(name: &str, body: &Document) -> Result<Value, Faults> {
    let is_object = read::is_object(name);
    let document = match is_object {
        true => Document::from_iter([(name.to_owned(), Value::Object(body.clone()))]),
        false => body.clone(),
    };
    let own = Document::from_iter(document.into_iter().filter(|(member, _)| member == name));
    let Some(section) = own.get(name).filter(|section| !section.is_null()) else {
        return Err(Faults::one(format!("/{name}"), Rule::Required));
    };
    debug_assert!(!is_object || section.is_object(), "the body is an object");
    let mut parsed = read::read(&own).map_err(|faults| if is_object { inside(name, faults) } else { faults })?;
    Ok(parsed.remove(name).unwrap_or_default())
}

/// The faults of a section as faults of the body that is the section.
fn inside(name: &str, faults: Faults) -> Faults {
    let mut inside = Faults::new();
    for fault in faults.into_vec() {
        let pointer = fault.pointer.strip_prefix(&format!("/{name}")).unwrap_or(&fault.pointer).to_owned();
        inside.add(pointer, fault.rule);
    }
    inside
}

/// Returns a document before and after a change as the audit keeps it: in place of clients' addresses their number, and how
/// many came and went. The record outlives a client's erasure.
pub fn for_audit(before: &Document, after: &Document) -> (Document, Document) {
    let (old, new) = (addresses(before), addresses(after));
    let counted = |document: &Document, own: &BTreeSet<&str>, other: &BTreeSet<&str>, name: &str| {
        let mut kept = document.clone();
        if let Some(section) = kept.get_mut(SHARED_ADDRESSES) {
            *section = json!({ "count": own.len() });
            let gone = own.difference(other).count();
            if gone > 0 {
                section[name] = json!(gone);
            }
        }
        kept
    };
    (counted(before, &old, &new, "removed"), counted(after, &new, &old, "added"))
}

fn addresses(document: &Document) -> BTreeSet<&str> {
    let listed = document.get(SHARED_ADDRESSES).and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).collect()
}

/// Checks a change of the consents: other texts need another version, which is what bookings keep of them.
///
/// # Errors
/// The texts differ, and the version doesn't.
pub fn check_consents(before: &CompanySettings, after: &CompanySettings) -> Result<(), Faults> {
    let (before, after) = (&before.consents, &after.consents);
    if before.version == after.version && before != after {
        return Err(Faults::one("/consents/version", Rule::NewVersion));
    }
    Ok(())
}
