//! `…/v1/admin/templates`: the sentences of mails, by mail and language, with check, preview, test and versions.

mod address;
mod preview;
mod save;
mod test;
mod versions;
mod views;

use std::sync::Arc;

use domain::access::{Capability, Subject};
use http_api::{Answer, Problem, Staff, StaffDeps, json, route};
use lambda_http::{
    Request,
    http::{Method, StatusCode},
};
use mail::Mailer;
use platform::{Clock, FromEnv, Random};
use table::{ClientKeys, Table};

use address::Address;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    mailer: Mailer,
    client_keys: ClientKeys,
    clock: Clock,
    random: Random,
    #[env("API_URL")]
    api_url: String,
}

impl Deps {
    /// The mailer with the company's settings. Drafts bring their own sentences.
    async fn mailer(&self) -> Result<Mailer, Problem> {
        Ok(self.mailer.of(&*self.table.settings().await?, &Arc::default()))
    }
}

/// Shows, checks, previews, tests, saves, resets and restores sentences.
///
/// # Errors
/// 401, 403; 404 for an unknown mail, language, version or preview; 412 and 428 by `If-Match`; 422 with every fault; 429 after
/// too many test mails.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let route = route(&request);
    if route == "GET /v1/previews/{id}" {
        // Its address is the permission.
        return preview::shown(&deps, &request).await;
    }
    let staff = Staff::of(&request, &deps.staff).await?;
    let is_reading = request.method() == Method::GET || route.ends_with("/preview");
    staff.may(if is_reading { Capability::SeeTemplates } else { Capability::EditTemplates }, Subject::Company)?;
    if route == "GET /v1/admin/templates" {
        return json(StatusCode::OK, &views::list(&deps, &request).await?);
    }
    let address = Address::of(&request)?;
    match route.as_str() {
        "GET /v1/admin/templates/{name}/{language}" => views::show(&deps, address).await,
        "PUT /v1/admin/templates/{name}/{language}" => save::put(&deps, &staff, &request, address).await,
        "POST /v1/admin/templates/{name}/{language}/reset" => save::reset(&deps, &staff, &request, address).await,
        "POST /v1/admin/templates/{name}/{language}/restore" => save::restore(&deps, &staff, &request, address).await,
        "POST /v1/admin/templates/{name}/{language}/preview" => preview::make(&deps, &request, address).await,
        "POST /v1/admin/templates/{name}/{language}/test" => test::send(&deps, &staff, &request, address).await,
        "GET /v1/admin/templates/{name}/{language}/versions" => versions::list(&deps, &request, address).await,
        "GET /v1/admin/templates/{name}/{language}/versions/{version}" => versions::one(&deps, &request, address).await,
        _ => Err(Problem::no_operation()),
    }
}
