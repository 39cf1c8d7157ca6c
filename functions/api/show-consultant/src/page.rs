//! The page's HTML: a template of its own, filled with values that it escapes.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{
    consultant::{Card, Profile},
    language::Language,
    settings::CompanySettings,
    time::Interval,
};
use minijinja::{Environment, Error, Value, context, default_auto_escape_callback, value::Serde};
use texts::Locale;

use crate::structured;

static PAGES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut pages = Environment::empty();
    pages.set_auto_escape_callback(default_auto_escape_callback);
    pages.add_template("page.html", include_str!("page.html"))?;
    Ok(pages)
});

/// The site around the page.
pub(crate) struct About<'a> {
    pub(crate) settings: &'a CompanySettings,
    pub(crate) site_url: &'a str,
    pub(crate) company: &'a str,
    pub(crate) color: Option<&'a String>,
    pub(crate) logo: Option<&'a String>,
    pub(crate) language: Language,
}

impl About<'_> {
    /// The page's address in every language, by which search engines tell them apart.
    fn alternates(&self, address: &str) -> Vec<Value> {
        let languages = self.settings.languages.iter().map(|language| language.as_str());
        languages.map(|code| context! { code, address => format!("{address}?lang={code}") }).collect()
    }

    fn fill(&self, words: Value, more: Value) -> Result<String, Error> {
        let pages = PAGES.as_ref().map_err(|error| Error::new(error.kind(), error.to_string()))?;
        let site = context! {
            lang => self.language.as_str(),
            company => self.company,
            photos => Value::from(Serde(self.settings.display.photo_shape)),
            color => &self.color,
            logo => &self.logo,
            privacy => &self.settings.policies.privacy,
            imprint => &self.settings.policies.imprint,
            words,
        };
        pages.get_template("page.html")?.render(context! { ..more, ..site })
    }
}

/// The page of a consultant.
pub(crate) fn of_consultant(
    about: &About<'_>,
    card: &Card,
    profile: &Profile,
    next: Option<Interval>,
) -> Result<String, Error> {
    let language = about.language;
    let words = Locale::from(language).pages();
    let name = format!("{} {}", profile.first_name, profile.last_name);
    let role = profile.title.get(language).unwrap_or_default();
    let address = format!("{}/consultants/{}", about.site_url, profile.id);
    let headline = if role.is_empty() { name.clone() } else { format!("{name}, {role}") };
    let description = if card.accepting_bookings {
        words.fill("description", &[("who", &headline)]).into_owned()
    } else {
        format!("{headline}. {}", words.get("not_accepting"))
    };
    let testimonial = about.settings.testimonial_on(&profile.id);
    let biography = profile.biography.get(language).filter(|_| about.settings.display.show_bios);
    let picture = card.photo.clone().or_else(|| about.logo.cloned());
    let next = next.map(|slot| {
        let shown = texts::instant_with_zone(slot.start, card.timezone, language);
        context! { start => slot.start.format("%Y-%m-%dT%H:%M:%SZ").to_string(), shown }
    });
    let initials: String =
        [&profile.first_name, &profile.last_name].iter().filter_map(|name| name.chars().next()).collect();
    let more = context! {
        title => format!("{headline} · {}", about.company),
        description,
        address => &address,
        alternates => about.alternates(&address),
        picture => picture.unwrap_or_else(|| format!("{}/preview.png", about.site_url)),
        structured => Value::from_safe_string(structured::person(about, (card, profile), biography, &address)),
        consultant => context! {
            id => profile.id.as_str(),
            name,
            initials,
            role,
            photo => &card.photo,
            paragraphs => biography.map(paragraphs),
            expertise => &profile.expertise,
            languages => &profile.languages,
            certificates => profile.certifications.iter().map(certificate).collect::<Vec<_>>(),
            linkedin => &profile.linkedin_url,
            response_time => profile.response_time.get(language),
            is_accepting => card.accepting_bookings,
            rating => card.numbers.rating().map(|rating| words.fill("rating", &[("stars", &rating), ("count", &card.numbers.reviews)])),
            next,
            quote => testimonial.map(|said| context! { text => said.text.get(language), author => &said.author, company => &said.company }),
        },
    };
    about.fill(dictionary(language), more)
}

/// The page of nobody: it leads to the others.
pub(crate) fn of_nobody(about: &About<'_>) -> Result<String, Error> {
    let words = Locale::from(about.language).pages();
    let title = format!("{} · {}", words.get("nobody"), about.company);
    about.fill(dictionary(about.language), context! { title, description => words.get("nobody_text") })
}

fn dictionary(language: Language) -> Value {
    const KEYS: [&str; 13] = [
        "back",
        "book",
        "certificates",
        "expertise",
        "imprint",
        "languages",
        "next_free",
        "nobody",
        "nobody_text",
        "not_accepting",
        "privacy",
        "quote",
        "response_time",
    ];
    let words = Locale::from(language).pages();
    let words: BTreeMap<&str, &str> = KEYS.into_iter().map(|key| (key, words.get(key))).collect();
    Value::from(words)
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').map(str::trim).filter(|paragraph| !paragraph.is_empty()).map(str::to_owned).collect()
}

fn certificate(held: &domain::consultant::Certification) -> String {
    let year = held.year.map(|year| year.to_string());
    [Some(held.name.clone()), held.issuer.clone(), year].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
