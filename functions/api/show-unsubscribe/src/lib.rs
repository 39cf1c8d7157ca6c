//! `GET /v1/unsubscribe?reference=…&token=…`: the address of `List-Unsubscribe`, opened in a browser. It leads to the page
//! that asks first; reading it unsubscribes from nothing, because mail programs and scanners follow links.

use std::sync::Arc;

use http_api::{Answer, Query, no_store, with_header};
use lambda_http::{Body, Request, Response, http::StatusCode};
use platform::FromEnv;

#[derive(Debug, FromEnv)]
pub struct Deps {
    #[env("SITE_URL")]
    site_url: String,
}

/// Redirects to the page, with reference and token in the fragment, which reaches no further server.
///
/// # Errors
/// None: the page reports a broken link.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let query = Query::of(&request);
    let given = |name: &str| query.text(name).filter(|text| text.bytes().all(is_plain)).unwrap_or_default().to_owned();
    let (reference, token) = (given("reference"), given("token"));
    let page = format!("{}/unsubscribe#reference={reference}&token={token}", deps.site_url);
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::SEE_OTHER;
    Ok(no_store(with_header(response, "location", &page)))
}

/// The characters of references and tokens.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}
