//! `GET /consultants/{id}`: a consultant's own page, complete without a script, so that search engines and previews of
//! links read it as people do.

mod page;
mod structured;

use std::sync::Arc;

use domain::{language::Language, settings::CompanySettings};
use http_api::{Answer, Problem, Query, accept_language, path_consultant, with_header};
use lambda_http::{Body, Request, Response, http::StatusCode};
use platform::{Clock, FromEnv};
use table::Table;

/// As of the booking page, without any request of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    #[env("SITE_URL")]
    site_url: String,
    #[env("COMPANY_NAME")]
    company: String,
    #[env("BRAND_COLOR")]
    color: Option<String>,
    #[env("LOGO_URL")]
    logo: Option<String>,
}

/// Returns the page; for an unknown consultant one that leads to the others, with 404.
///
/// # Errors
/// 503 if the store is busy.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let settings = deps.table.settings().await?;
    let language = language_of(&request, &settings);
    let shown = match path_consultant(&request) {
        Ok(id) => tokio::try_join!(deps.table.card(&id), deps.table.profile(&id))?,
        Err(_) => (None, None),
    };
    let about = page::About {
        settings: &settings,
        site_url: &deps.site_url,
        company: settings.company.name.as_deref().unwrap_or(&deps.company),
        color: settings.branding.color.as_ref().or(deps.color.as_ref()),
        logo: settings.branding.logo.as_ref().or(deps.logo.as_ref()),
        language,
    };
    let (status, html) = match shown {
        (Some(mut card), Some(profile)) => {
            card.hide(&settings.display);
            let summary = scheduling::summary(&deps.table, &profile.id, deps.clock.now()).await?;
            let next = summary.and_then(|summary| summary.next).filter(|_| card.accepting_bookings);
            let next = next.filter(|_| settings.display.show_availability);
            (StatusCode::OK, page::of_consultant(&about, &card, &profile, next))
        }
        _ => (StatusCode::NOT_FOUND, page::of_nobody(&about)),
    };
    let mut response = Response::new(Body::Text(html.map_err(Problem::bug)?));
    *response.status_mut() = status;
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "public, max-age=60"),
        ("vary", "accept-language"),
        ("content-security-policy", POLICY),
        ("content-language", language.as_str()),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ];
    Ok(headers.into_iter().fold(response, |response, (name, value)| with_header(response, name, value)))
}

/// The language of `?lang=`, else of the browser, if the site has it; else the site's first.
fn language_of(request: &Request, settings: &CompanySettings) -> Language {
    let asked = Query::of(request).text("lang").and_then(|code| Language::parse(code).ok());
    let wanted = asked.into_iter().chain(accept_language(request));
    let first = settings.languages.first().copied().unwrap_or_default();
    wanted.into_iter().find(|language| settings.languages.contains(language)).unwrap_or(first)
}
