//! A client's own corrections: phone, company, position, language; and their new address.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Actor, Booking, Changed, ContactRequest};
use crate::{contact::EmailAddress, fault::Faults, fields::Fields, language::Language, time::Instant};

/// The members of `client` that a client corrects by themselves. Their name stays: it is on the invite, and consultants
/// prepared for it.
const OWN: [&str; 3] = ["phone", "company", "position"];

/// A client's corrections, as the data are afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnDetails {
    #[serde(flatten)]
    pub contact: ContactRequest,
    pub language: Language,
}

impl OwnDetails {
    /// Parses `{"client": {"phone", "company", "position"}, "language"}`: members that are there replace the booking's, null
    /// removes one. All others are ignored.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>, booking: &Booking) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        let language = fields.parsed("language", &mut faults, Language::parse).unwrap_or(booking.language);
        let given = fields.object("client", &mut faults).and(body.get("client")).and_then(Value::as_object);
        let own = given.into_iter().flatten().filter(|(name, _)| OWN.contains(&name.as_str()));
        let own: Map<String, Value> = own.map(|(name, value)| (name.clone(), value.clone())).collect();
        let client = Map::from_iter([("client".to_owned(), Value::Object(own))]);
        match ContactRequest::parse(&client, booking) {
            Ok(contact) if faults.is_empty() => Ok(Self { contact, language }),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// A correction of the address alone.
    pub fn with_address(booking: &Booking, email: EmailAddress) -> Self {
        let mut client = booking.client.clone();
        client.email = email;
        Self { contact: ContactRequest { client }, language: booking.language }
    }

    /// Whether the booking has these data already.
    pub fn is_of(&self, booking: &Booking) -> bool {
        self.contact.client == booking.client && self.language == booking.language
    }
}

impl Booking {
    /// Returns the booking with the client's own corrections. See [`Booking::correct_contact`].
    pub fn correct_own(
        &self,
        wanted: &OwnDetails,
        found_by: (Option<String>, Vec<String>),
        request_id: &str,
        now: Instant,
    ) -> Changed {
        let mut changed = self.correct_contact(&wanted.contact, found_by, Actor::Client, request_id, now);
        changed.booking.language = wanted.language;
        if self.language != wanted.language {
            changed.add_field("language");
        }
        changed
    }
}
