//! A mail ready to send, and its audience.

use domain::{consultant::Profile, ids::Reference};
use invite::Invite;
use links::Links;

use crate::NewTime;

/// The reader, with data for that reader only.
#[derive(Debug)]
pub enum Audience {
    /// The client, with the links that open their booking, the consultant's address for answers, and times to choose from
    /// in place of a cancelled one.
    Client { links: Box<Links>, consultant_email: Option<String>, times: Vec<NewTime> },
    /// A consultant.
    Consultant { profile: Box<Profile> },
    /// The team, which oversees all bookings.
    Team { address: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    pub to: String,
    /// The name beside the address; may be empty.
    pub to_name: String,
    /// Copy recipients; none for mail to a client or with a link that acts, or if they get a copy of their own.
    pub cc: Vec<String>,
    /// The copy of a mail with an invite, without that.
    pub copy: Option<Box<Email>>,
    /// The reply address, if it isn't the sender's.
    pub reply_to: Option<String>,
    /// The name beside the sender's address.
    pub from_name: String,
    pub template: String,
    pub reference: Reference,
    /// The Message-ID's left side: equal for the same message, so that duplicates are recognisable.
    pub id: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The invite; none for a cancelled meeting whose reader never had one.
    pub invite: Option<Invite>,
    /// The one-click unsubscribe address for mail programs (RFC 8058).
    pub list_unsubscribe: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("a template can't be filled")]
    Template(#[from] minijinja::Error),
    /// A sample can't be made: a bug.
    #[error("a sample can't be made")]
    Sample(#[source] platform::Error),
    /// The notification has no content.
    #[error("the notification has no content")]
    Nothing,
}

impl WriteError {
    pub(crate) fn sample(error: impl Into<platform::Error>) -> Self {
        Self::Sample(error.into())
    }
}
