//! A consultant's profile: all of it for administrators, its texts for managers and for the consultant.

use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    changed_fields::changed_fields,
    consultant::{Consultant, Profile, parse_profile},
    ids::ConsultantId,
};
use http_api::{Answer, Current, IfMatch, Problem, body, json, path_consultant, with_etag};
use lambda_http::http::StatusCode;
use serde_json::{Value, json};
use table::{SaveError, StoredConsultant, TableError};

use crate::Call;

/// Attempts while another request changes the schedule, which is bound to the same transaction.
const MAX_ATTEMPTS: usize = 3;

pub(crate) async fn show(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    call.staff.may(Capability::SeeProfiles, Subject::Consultant(&id))?;
    shown(StatusCode::OK, &stored(&call, &id).await?)
}

pub(crate) async fn put(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    call.staff.may(Capability::EditProfileTexts, Subject::Consultant(&id))?;
    let (body, if_match) = (body(call.request)?, IfMatch::of(call.request)?);
    for _ in 0..MAX_ATTEMPTS {
        let before = stored(&call, &id).await?;
        if !if_match.is(before.profile.number) {
            return Err(stale(&call, &if_match, before).await?);
        }
        let profile = parse_profile(&body, &before.consultant.profile)?;
        if !differs_in_texts_alone(&before.consultant.profile, &profile) {
            call.staff.may(Capability::EditProfiles, Subject::Consultant(&id))?;
        }
        match save(&call, &before, profile).await {
            Ok(stored) => return shown(StatusCode::OK, &stored),
            Err(SaveError::Stale) => {}
            Err(SaveError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("the consultant keeps changing"))
}

pub(crate) async fn stored(call: &Call<'_>, id: &ConsultantId) -> Result<StoredConsultant, Problem> {
    call.deps.table.consultant(id).await?.ok_or_else(Problem::no_consultant)
}

/// Writes a profile with the record of the act.
pub(crate) async fn save(
    call: &Call<'_>,
    before: &StoredConsultant,
    profile: Profile,
) -> Result<StoredConsultant, SaveError> {
    let audit = call.staff.audit(AuditKind::ConsultantChanged, format!("consultant:{}", profile.id));
    let audit =
        audit.changed(&before.consultant.profile, &profile).map_err(|error| TableError::Refused(error.into()))?;
    let consultant = Consultant { profile, ..before.consultant.clone() };
    call.deps.table.save_consultant(before, &consultant, Some(&audit)).await
}

/// Whether a change leaves everything but what clients read about the consultant.
fn differs_in_texts_alone(before: &Profile, after: &Profile) -> bool {
    let with_texts_of_before = Profile {
        title: before.title.clone(),
        biography: before.biography.clone(),
        response_time: before.response_time.clone(),
        expertise: before.expertise.clone(),
        certifications: before.certifications.clone(),
        ..after.clone()
    };
    with_texts_of_before == *before
}

async fn stale(call: &Call<'_>, if_match: &IfMatch, stored: StoredConsultant) -> Result<Problem, Problem> {
    let (profile, version) = (&stored.consultant.profile, stored.profile);
    let seen = match if_match.version() {
        Some(seen) => call.deps.table.profile_at_version(&profile.id, seen).await?,
        None => None,
    };
    let fields = seen.map(|seen| changed_fields(&json!(seen), &json!(profile))).unwrap_or_default();
    Ok(Problem::changed_meanwhile(Current::new(version.number, version.changed_by, version.changed_at, fields)))
}

pub(crate) fn shown(status: StatusCode, stored: &StoredConsultant) -> Answer {
    Ok(with_etag(json(status, &view(stored))?, stored.profile.number))
}

pub(crate) fn view(stored: &StoredConsultant) -> Value {
    let (profile, version) = (&stored.consultant.profile, &stored.profile);
    let mut shown = json!(profile);
    shown["archived"] = json!(profile.is_archived());
    shown["timezone"] = json!(stored.consultant.schedule.timezone);
    shown["complete"] = json!(profile.complete());
    shown["version"] = json!(version.number);
    if let Some(at) = version.changed_at {
        shown["changedAt"] = json!(at);
    }
    if let Some(by) = &version.changed_by {
        shown["changedBy"] = json!(by);
    }
    shown
}
