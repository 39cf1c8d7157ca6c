//! A new consultant: the id comes from the name.

use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    consultant::parse_new,
};
use http_api::{Answer, Problem, body, with_header};
use lambda_http::http::StatusCode;
use serde_json::Value;
use table::SaveError;

use crate::{
    Call,
    profile::{shown, stored},
};

/// Attempts while others take the same id.
const MAX_ATTEMPTS: usize = 3;

pub(crate) async fn create(call: Call<'_>) -> Answer {
    call.staff.may(Capability::EditProfiles, Subject::Company)?;
    let body = body(call.request)?;
    for _ in 0..MAX_ATTEMPTS {
        let cards = call.deps.table.whole_directory().await?;
        let consultant = parse_new(&body, |id| cards.iter().any(|card| card.summary.id == *id))?;
        let id = &consultant.profile.id;
        let audit = call.staff.audit(AuditKind::ConsultantChanged, format!("consultant:{id}"));
        let audit = audit.changed(&Value::Null, &consultant.profile).map_err(Problem::bug)?;
        match call.deps.table.put_consultant(&consultant, Some(&audit)).await {
            Ok(()) => {
                let answer = shown(StatusCode::CREATED, &stored(&call, id).await?)?;
                return Ok(with_header(answer, "location", &format!("/v1/admin/consultants/{id}")));
            }
            Err(SaveError::Stale) => {}
            Err(SaveError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("the id keeps being taken"))
}
