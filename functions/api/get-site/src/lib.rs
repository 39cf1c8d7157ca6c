//! `GET /v1/site`: the pages' settings and statistics.

use std::sync::Arc;

use domain::{
    consultant::{Card, Numbers},
    language::Language,
    site::{Badge, Branding, Consents, Display, FaqEntry, Hero, Policies, Site, Support, Testimonial},
    zone::{Tz, data_version},
};
use http_api::{Answer, Query, Settings, SiteSettings, ZoneOffsets, json_cached};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    site: SiteSettings,
    clock: Clock,
    settings: Settings,
    #[env("COMPANY_NAME")]
    company: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SiteView<'a> {
    company: &'a str,
    branding: &'a Branding,
    languages: &'a [Language],
    timezone: Tz,
    hero: &'a Hero,
    consents: &'a Consents,
    policies: &'a Policies,
    change_deadline_hours: u32,
    badges: &'a [Badge],
    logos: &'a [Badge],
    testimonials: &'a [Testimonial],
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Statistics>,
    faq: &'a [FaqEntry],
    support: &'a Support,
    display: Display,
    /// Whether booking requires a proof of work.
    challenge: bool,
    /// Version of the time zones' data.
    zone_data: &'static str,
    /// The zone of the query as the API takes it, UTC for an unknown one.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Tz>,
    offsets: ZoneOffsets,
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
    let site = deps.site.read().await?;
    let statistics = match site.shows_statistics {
        true => Some(Statistics::of(&deps.table.directory().await?)),
        false => None,
    };
    let zone = Query::of(&request).text("timezone").map(zone_of);
    json_cached(&request, "public, max-age=60", &shown(&deps, &site, statistics, zone))
}

/// A space counts as an unescaped `+`, as in `Etc/GMT+5`.
fn zone_of(name: &str) -> Tz {
    Tz::find(&name.replace(' ', "+")).unwrap_or(Tz::UTC)
}

fn shown<'a>(deps: &'a Deps, site: &'a Site, statistics: Option<Statistics>, zone: Option<Tz>) -> SiteView<'a> {
    SiteView {
        company: &deps.company,
        branding: &site.branding,
        languages: &site.languages,
        timezone: deps.settings.timezone,
        hero: &site.hero,
        consents: &site.consents,
        policies: &site.policies,
        change_deadline_hours: deps.settings.change_deadline_hours,
        badges: &site.badges,
        logos: &site.logos,
        testimonials: &site.testimonials,
        statistics,
        faq: &site.faq,
        support: &site.support,
        display: site.display,
        challenge: false,
        zone_data: data_version(),
        zone,
        offsets: ZoneOffsets::around(deps.clock.now(), zone),
    }
}
