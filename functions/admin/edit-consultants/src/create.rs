//! A new consultant: the id comes from the name.

use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    consultant::parse_new,
    ids::ConsultantId,
};
use http_api::{Answer, Problem, body, idempotency, made_before, with_header};
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
    let (table, keys) = (&call.deps.table, &call.deps.client_keys);
    let key = idempotency(call.request, keys, "create-consultant", call.staff.id(), &body).await?;
    for _ in 0..MAX_ATTEMPTS {
        if let Some(id) = made_before(table, key.as_ref()).await? {
            let id = ConsultantId::parse(&id).map_err(|_| Problem::bug("a replayed consultant has no id"))?;
            return created(&call, &id).await;
        }
        let cards = call.deps.table.whole_directory().await?;
        let consultant = parse_new(&body, |id| cards.iter().any(|card| card.summary.id == *id))?;
        let id = &consultant.profile.id;
        let audit = call.staff.audit(AuditKind::ConsultantChanged, format!("consultant:{id}"));
        let audit = audit.changed(&Value::Null, &consultant.profile).map_err(Problem::bug)?;
        match call.deps.table.put_consultant(&consultant, Some(&audit), key.as_ref()).await {
            Ok(()) => return created(&call, id).await,
            Err(SaveError::Stale) => {}
            Err(SaveError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("the id keeps being taken"))
}

/// 201 with the consultant.
async fn created(call: &Call<'_>, id: &ConsultantId) -> Answer {
    let answer = shown(StatusCode::CREATED, &stored(call, id).await?)?;
    Ok(with_header(answer, "location", &format!("/v1/admin/consultants/{id}")))
}
