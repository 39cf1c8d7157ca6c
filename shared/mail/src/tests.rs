mod content;
mod drafts;
mod envelope;
mod made_up;
mod samples;
mod snapshots;
mod truth;

/// The sender of the samples.
fn organizer() -> invite::Organizer {
    let (email, company) = ("booking@example.com".to_owned(), "Magnetiq".to_owned());
    invite::Organizer { email, company, ..invite::Organizer::default() }
}
