//! `GET /v1/site`: the pages' settings and statistics.

use std::sync::Arc;

use domain::{
    consultant::{Card, Numbers},
    language::{Language, Texts},
    settings::{
        Badge, Branding, ChallengeRule, Changes, CompanySettings, Confirmation, Consents, Display, FaqCondition, Hero,
        PhoneRule, Policies, Support, Testimonial,
    },
    zone::{Tz, data_version},
};
use http_api::{Answer, Query, Settings, ZoneOffsets, json_cached};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    settings: Settings,
    #[env("COMPANY_NAME")]
    company: String,
    /// A colour, if the company's settings name none.
    #[env("BRAND_COLOR")]
    color: Option<String>,
    #[env("LOGO_URL")]
    logo: Option<String>,
    #[env("SUPPORT_EMAIL")]
    support: Option<String>,
    #[env("MEETING_URL")]
    meeting_url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SiteView<'a> {
    company: &'a str,
    branding: Branding,
    languages: &'a [Language],
    timezone: Tz,
    hero: &'a Hero,
    confirmation: &'a Confirmation,
    consents: Consents,
    policies: &'a Policies,
    change_deadline_hours: u32,
    changes: ChangesView,
    phone: PhoneRule,
    badges: &'a [Badge],
    logos: &'a [Badge],
    testimonials: Vec<Testimonial>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Statistics>,
    faq: Vec<FaqView<'a>>,
    support: Support,
    display: &'a Display,
    /// Whether booking requires a proof of work.
    challenge: bool,
    /// Whether booking asks for the form's start.
    form_start: bool,
    /// Version of the time zones' data.
    zone_data: &'static str,
    /// The zone of the query as the API takes it, UTC for an unknown one.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Tz>,
    offsets: ZoneOffsets,
}

/// What clients may do with their booking.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangesView {
    allow_rescheduling: bool,
    allow_cancellation: bool,
}

#[derive(Serialize)]
struct FaqView<'a> {
    question: &'a Texts,
    answer: &'a Texts,
}

/// Statistics of the consultants' meetings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Statistics {
    consultants: usize,
    completed_bookings: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    average_rating: Option<f64>,
    review_count: u32,
}

impl Statistics {
    fn of(cards: &[Card]) -> Self {
        let total = cards.iter().fold(Numbers::default(), |total, card| Numbers {
            completed: total.completed + card.numbers.completed,
            reviews: total.reviews + card.numbers.reviews,
            ratings: total.ratings + card.numbers.ratings,
        });
        Self {
            consultants: cards.len(),
            completed_bookings: total.completed,
            average_rating: total.rating(),
            review_count: total.reviews,
        }
    }
}

/// Returns the pages' settings, with today's statistics if they are enabled. A query's `timezone` comes from a browser or
/// an address: any text is accepted, and answered with the zone to use.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let company = deps.table.settings().await?;
    let statistics = match company.shows_statistics {
        true => {
            let mut cards = deps.table.directory().await?;
            cards.iter_mut().for_each(|card| card.hide(&company.display));
            Some(Statistics::of(&cards))
        }
        false => None,
    };
    let zone = Query::of(&request).text("timezone").map(zone_of);
    json_cached(&request, "public, max-age=60", &shown(&deps, &company, statistics, zone))
}

/// A space counts as an unescaped `+`, as in `Etc/GMT+5`.
fn zone_of(name: &str) -> Tz {
    Tz::find(&name.replace(' ', "+")).unwrap_or(Tz::UTC)
}

fn shown<'a>(
    deps: &'a Deps,
    company: &'a CompanySettings,
    statistics: Option<Statistics>,
    zone: Option<Tz>,
) -> SiteView<'a> {
    let (settings, Changes { allow_rescheduling, allow_cancellation, .. }) =
        (deps.settings.with(company), company.changes);
    SiteView {
        company: company.company.name.as_deref().unwrap_or(&deps.company),
        branding: branding(deps, company),
        languages: &company.languages,
        timezone: settings.timezone,
        hero: &company.hero,
        confirmation: &company.confirmation,
        consents: company.consents_asked(),
        policies: &company.policies,
        change_deadline_hours: settings.change_deadline_hours,
        changes: ChangesView { allow_rescheduling, allow_cancellation },
        phone: company.phone,
        badges: &company.badges,
        logos: &company.logos,
        testimonials: testimonials(company),
        statistics,
        faq: faq(deps, company),
        support: support(deps, company),
        display: &company.display,
        challenge: company.protection.challenge == ChallengeRule::Always,
        form_start: company.protection.minimum_fill_seconds > 0,
        zone_data: data_version(),
        zone,
        offsets: ZoneOffsets::around(deps.clock.now(), zone),
    }
}

fn branding(deps: &Deps, company: &CompanySettings) -> Branding {
    let Branding { color, logo } = company.branding.clone();
    Branding { color: color.or_else(|| deps.color.clone()), logo: logo.or_else(|| deps.logo.clone()) }
}

fn support(deps: &Deps, company: &CompanySettings) -> Support {
    let support = company.support.clone();
    Support { email: support.email.or_else(|| deps.support.clone()), ..support }
}

/// The answers that promise nothing untrue.
fn faq<'a>(deps: &Deps, company: &'a CompanySettings) -> Vec<FaqView<'a>> {
    let holds = |condition: FaqCondition| match condition {
        FaqCondition::MeetingLink => company.meetings.url.is_some() || deps.meeting_url.is_some(),
        FaqCondition::Changes => company.changes.allow_rescheduling && company.changes.allow_cancellation,
    };
    let shown = company.faq.iter().filter(|entry| entry.only_with.is_none_or(holds));
    shown.map(|entry| FaqView { question: &entry.question, answer: &entry.answer }).collect()
}

fn testimonials(company: &CompanySettings) -> Vec<Testimonial> {
    let mut testimonials = company.testimonials.clone();
    if !company.display.show_ratings {
        testimonials.iter_mut().for_each(|testimonial| testimonial.rating = None);
    }
    testimonials
}
