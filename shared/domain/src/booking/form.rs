//! What a form sends beside the booking, so that people and programs are told apart.

use crate::{
    fault::{Faults, Rule},
    fields::Fields,
};

/// A field that the page hides: people leave it empty, and programs that fill every field don't.
const TRAP: &str = "fax";
/// A solution has about 700 characters, a start about 60.
const MAX_LENGTH: usize = 4_096;

/// The optional `challenge` and `formStart` of a request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormProof {
    /// The solution of a proof-of-work challenge, as ALTCHA's widget writes it.
    pub challenge: Option<String>,
    /// When the form was opened, as `GET /v1/challenge` signed it.
    pub form_start: Option<String>,
}

impl FormProof {
    pub(super) fn read(fields: &Fields<'_>, faults: &mut Faults) -> Self {
        if !fields.is_absent(TRAP) {
            faults.add(fields.pointer(TRAP), Rule::LeaveEmpty);
        }
        let short = |text: &str| match text.len() <= MAX_LENGTH {
            true => Ok(text.to_owned()),
            false => Err(Rule::MaxLength(MAX_LENGTH)),
        };
        Self {
            challenge: fields.parsed("challenge", faults, short),
            form_start: fields.parsed("formStart", faults, short),
        }
    }
}

impl std::fmt::Debug for FormProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormProof(…)")
    }
}
