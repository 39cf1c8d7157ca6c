//! `GET /sitemap.xml`: the pages that search engines may list (sitemaps.org, 0.9): the booking page, and a page of each
//! consultant who takes bookings, in every language.

use std::{fmt::Write, sync::Arc};

use domain::language::Language;
use http_api::{Answer, with_header};
use lambda_http::{Body, Request, Response};
use platform::FromEnv;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    #[env("SITE_URL")]
    site_url: String,
}

/// Returns the list, which is always that of the present consultants.
///
/// # Errors
/// 503 if the store is busy.
pub async fn handle(deps: Arc<Deps>, _: Request) -> Answer {
    let (cards, settings) = (deps.table.directory().await?, deps.table.settings().await?);
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    list.push_str(&entry(&format!("{}/book-consultation", deps.site_url), &settings.languages));
    for card in cards.iter().filter(|card| card.accepting_bookings) {
        // An id holds nothing that XML or an address would escape.
        list.push_str(&entry(&format!("{}/consultants/{}", deps.site_url, card.summary.id), &settings.languages));
    }
    list.push_str("</urlset>\n");
    let response = with_header(Response::new(Body::Text(list)), "content-type", "application/xml; charset=utf-8");
    Ok(with_header(response, "cache-control", "public, max-age=3600"))
}

fn entry(page: &str, languages: &[Language]) -> String {
    let mut entry = format!("<url><loc>{page}</loc>");
    for language in languages.iter().map(|language| language.as_str()) {
        // Writing to a string can't fail.
        let _ =
            write!(entry, "<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{page}?lang={language}\"/>");
    }
    entry.push_str("</url>\n");
    entry
}
