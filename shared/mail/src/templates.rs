//! The templates: one folder a language, one a mail, with subject, text and HTML.

use minijinja::{Environment, Error, value::Serde};
use serde::Serialize;

macro_rules! template_files {
    ($($path:literal),* $(,)?) => {
        /// Every template by its path under `templates/`.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../templates/", $path)))),*];
    };
}

template_files!(
    "layout.html",
    "en/booking_confirmation/subject.txt",
    "en/booking_confirmation/body.txt",
    "en/booking_confirmation/body.html",
    "en/booking_change/subject.txt",
    "en/booking_change/body.txt",
    "en/booking_change/body.html",
    "en/booking_cancellation/subject.txt",
    "en/booking_cancellation/body.txt",
    "en/booking_cancellation/body.html",
    "en/new_booking_consultant/subject.txt",
    "en/new_booking_consultant/body.txt",
    "en/new_booking_consultant/body.html",
    "en/booking_change_consultant/subject.txt",
    "en/booking_change_consultant/body.txt",
    "en/booking_change_consultant/body.html",
    "en/booking_cancellation_consultant/subject.txt",
    "en/booking_cancellation_consultant/body.txt",
    "en/booking_cancellation_consultant/body.html",
    "en/reminder_24h/subject.txt",
    "en/reminder_24h/body.txt",
    "en/reminder_24h/body.html",
    "en/reminder_2h/subject.txt",
    "en/reminder_2h/body.txt",
    "en/reminder_2h/body.html",
    "en/consultant_prep_reminder/subject.txt",
    "en/consultant_prep_reminder/body.txt",
    "en/consultant_prep_reminder/body.html",
);

/// A mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The templates, compiled.
#[derive(Debug)]
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut environment = Environment::new();
        // A name that a template uses and nobody gives is a bug, not an empty place in somebody's mail.
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        for (path, source) in FILES {
            environment.add_template(path, source)?;
        }
        Ok(Self(environment))
    }

    /// Fills a mail's three templates. HTML is escaped by the file's ending.
    pub(crate) fn render(&self, name: &str, facts: &impl Serialize) -> Result<Words, Error> {
        let render = |part: &str| self.0.get_template(&format!("en/{name}/{part}"))?.render(Serde(facts));
        Ok(Words {
            subject: render("subject.txt")?.trim().to_owned(),
            text: render("body.txt")?,
            html: render("body.html")?,
        })
    }
}
