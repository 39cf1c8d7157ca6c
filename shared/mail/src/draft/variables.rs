//! The variables of sentences. Their meanings, for people, are in `shared/texts/languages/<language>/variables.toml`.

use domain::template::Variable;

use super::Readers;

/// A variable of a mail's sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailVariable {
    pub name: &'static str,
    /// Whether it can be printed; others are for conditions.
    pub is_text: bool,
    readers: Option<&'static [Readers]>,
}

impl MailVariable {
    pub(super) fn for_check(&self) -> Variable {
        Variable { name: self.name, is_text: self.is_text }
    }
}

const fn text(name: &'static str) -> MailVariable {
    MailVariable { name, is_text: true, readers: None }
}

const fn flag(name: &'static str) -> MailVariable {
    MailVariable { name, is_text: false, readers: None }
}

impl MailVariable {
    const fn only(self, readers: &'static [Readers]) -> Self {
        Self { readers: Some(readers), ..self }
    }
}

const CLIENT: &[Readers] = &[Readers::Client];
const STAFF: &[Readers] = &[Readers::Consultant, Readers::Team];

/// In a client's mail the name is the only text that the client wrote.
pub(super) const VARIABLES: &[MailVariable] = &[
    text("company"),
    text("reference"),
    text("consultant"),
    text("first_name"),
    text("name"),
    text("hours"),
    text("when_short"),
    text("zone"),
    text("phone"),
    text("location"),
    text("refundPolicy"),
    text("support").only(CLIENT),
    text("client").only(STAFF),
    flag("visit"),
    flag("meeting_type"),
    flag("source"),
    flag("has_company"),
    flag("has_room"),
    flag("has_invite"),
    flag("is_off"),
    flag("is_taken").only(STAFF),
    flag("choices"),
    flag("again"),
    flag("as_discussed").only(CLIENT),
    flag("undelivered"),
    flag("client_phone").only(STAFF),
    flag("recording").only(STAFF),
    flag("by_us"),
    text("reason"),
    flag("is_late").only(STAFF),
    flag("replies"),
    text("changes_until"),
    flag("is_moved"),
    text("new_length"),
    text("code").only(CLIENT),
];

/// The variables of a mail.
pub fn variables_of(name: &str) -> impl Iterator<Item = &'static MailVariable> {
    let readers = super::readers_of(name);
    VARIABLES.iter().filter(move |variable| variable.readers.is_none_or(|of| of.contains(&readers)))
}
