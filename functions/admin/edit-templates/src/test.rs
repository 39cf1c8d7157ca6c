//! A test mail: the draft with sample data, to the account's own address.

use domain::{audit::AuditKind, contact::EmailAddress};
use http_api::{Answer, Problem, Staff, json, optional_body};
use lambda_http::{Request, http::StatusCode};
use table::{Limit, RateDecision};

use crate::{
    Deps,
    address::Address,
    preview::{draft, sample},
};

const HOUR_SECONDS: u32 = 60 * 60;
/// Of one account: more than a person needs to see a change.
const PER_ACCOUNT: Limit = Limit { kind: "template-test", most: 5, window_seconds: HOUR_SECONDS };
/// Of all accounts together.
const PER_DEPLOYMENT: Limit = Limit { kind: "template-test-all", most: 20, window_seconds: HOUR_SECONDS };

pub(crate) async fn send(deps: &Deps, staff: &Staff, request: &Request, address: Address) -> Answer {
    let body = optional_body(request)?;
    let (sample, draft) = (sample(&body)?, draft(deps, address, &body).await??);
    let to = own_address(deps, staff).await?;
    for (limit, part) in [(PER_ACCOUNT, staff.id()), (PER_DEPLOYMENT, "all")] {
        let caller = deps.client_keys.caller(&[part]).await?;
        if let RateDecision::Wait { seconds } = deps.table.count_try(limit, &caller).await? {
            return Err(Problem::too_many_requests(seconds));
        }
    }
    let mailer = deps.mailer().await?;
    let email = mailer.test_mail(&draft, sample, &to).map_err(Problem::bug)?;
    deps.table.audit(&staff.audit(AuditKind::TemplateTested, address.subject())).await?;
    // Its failure is the answer: nothing sends it again.
    mailer.send_untracked(&email, deps.clock.now()).await.map_err(Problem::busy)?;
    json(StatusCode::ACCEPTED, &serde_json::json!({ "to": to.as_str() }))
}

/// The account's own address, if it is verified: one that a provider only claims may be anybody's.
async fn own_address(deps: &Deps, staff: &Staff) -> Result<EmailAddress, Problem> {
    let own = staff.account.email.as_ref().filter(|_| staff.account.email_verified);
    let address = own.and_then(|own| EmailAddress::parse(own).ok()).ok_or_else(Problem::no_own_address)?;
    let key = deps.client_keys.of(&address).await?;
    match deps.table.address_state_of(&key).await?.takes_reminders() {
        true => Ok(address),
        false => Err(Problem::no_own_address()),
    }
}
