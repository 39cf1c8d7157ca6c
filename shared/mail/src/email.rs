//! A mail as it is handed over, and who reads it.

use domain::{consultant::Profile, ids::Reference};
use invite::Invite;
use links::Links;

/// Who reads it, with what only they may have.
#[derive(Debug)]
pub enum Audience {
    /// The client, with the links that open their booking.
    Client {
        /// The links.
        links: Box<Links>,
    },
    /// A consultant, with where to reach them.
    Consultant {
        /// Who they are.
        profile: Box<Profile>,
    },
    /// The people who look after all bookings.
    Team {
        /// Where to reach them.
        address: String,
    },
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The address.
    pub to: String,
    /// The name beside it; empty: none.
    pub to_name: String,
    /// Who gets a copy: never of what a client gets, nor of a link that acts.
    pub cc: Vec<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// The name beside the sender's address.
    pub from_name: String,
    /// Which template it was made from.
    pub template: String,
    /// About which booking.
    pub reference: Reference,
    /// The Message-ID's left side: the same for the same message, so that a second copy can be told.
    pub id: String,
    /// Subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// The invite, unless the reader never had one of a meeting that is off.
    pub invite: Option<Invite>,
    /// Where a mail program posts to, without a page, when its reader wants no more of these (RFC 8058).
    pub list_unsubscribe: Option<String>,
}

/// A mail can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A template is broken.
    #[error("a template can't be filled")]
    Template(#[from] minijinja::Error),
    /// There is nothing to tell.
    #[error("there is nothing to tell")]
    Nothing,
}
