//! Draws the identifiers of a new booking.

use domain::{
    booking::{Identity, MeetingRoom},
    ids::Reference,
    settings::CompanySettings,
    time::Instant,
};
use ulid::Ulid;

use crate::{Seller, client::ClientFacts};

/// Drawn characters of a reference: 148 million a day, so that none can be guessed for an address (a look-up allows 30
/// failures a day).
const CHARACTERS: usize = 6;

/// Draws an id, a reference and a meeting room.
pub(crate) fn draw(
    seller: &Seller,
    company: &CompanySettings,
    (client_key, facts): (&str, &ClientFacts),
    now: Instant,
) -> Identity {
    let (random, prefix) = (&seller.random, &seller.settings.reference_prefix);
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let id = Ulid::from_parts(milliseconds, u128::from_le_bytes(random.bytes()));
    let reference = Reference::draw(prefix, now.date_naive(), CHARACTERS, || u64::from_le_bytes(random.bytes()));
    let mut text = [0; ulid::ULID_LEN];
    Identity {
        id: id.array_to_str(&mut text).to_owned(),
        reference,
        client_key: Some(client_key.to_owned()),
        words: facts.words.clone(),
        visit: Some(facts.visit),
        room: company
            .meetings
            .url
            .as_ref()
            .or(seller.meeting_url.as_ref())
            .map(|pattern| MeetingRoom::of_pattern(pattern, random.bytes())),
    }
}
