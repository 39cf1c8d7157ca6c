//! Saving, resetting and restoring sentences. Each is a new version.

use domain::{
    audit::AuditKind,
    changed_fields::changed_fields,
    fault::{Faults, Rule},
    fields::Fields,
    template::Sentences,
};
use http_api::{Answer, Current, IfMatch, Problem, Staff, body};
use lambda_http::Request;
use mail::draft::Draft;
use serde_json::{Value, json};
use table::{EditedMail, SaveError};

use crate::{Deps, address::Address, versions::saved, views::shown};

pub(crate) async fn put(deps: &Deps, staff: &Staff, request: &Request, address: Address) -> Answer {
    let based_on = IfMatch::of(request)?;
    let draft = Draft::read(address.name, address.language, &body(request)?)?;
    check(deps, &draft).await?;
    save(deps, staff, &based_on, address, draft.sentences).await
}

/// Back to the built-in sentences.
pub(crate) async fn reset(deps: &Deps, staff: &Staff, request: &Request, address: Address) -> Answer {
    save(deps, staff, &IfMatch::of(request)?, address, Sentences::new()).await
}

/// Back to the sentences of an earlier version, if they can still be used.
pub(crate) async fn restore(deps: &Deps, staff: &Staff, request: &Request, address: Address) -> Answer {
    let (based_on, body) = (IfMatch::of(request)?, body(request)?);
    let mut faults = Faults::new();
    let number = Fields::root(&body).number("version", 1..=u32::MAX, &mut faults);
    if number.is_none() && faults.is_empty() {
        faults.add("/version", Rule::Required);
    }
    let number = faults.or(number)?;
    let sentences = saved(deps, address, u64::from(number)).await?.1;
    check(deps, &Draft { name: address.name, language: address.language, sentences: sentences.clone() }).await?;
    save(deps, staff, &based_on, address, sentences).await
}

/// # Errors
/// 422 with every fault of the draft.
pub(crate) async fn check(deps: &Deps, draft: &Draft) -> Result<(), Problem> {
    Ok(deps.mailer().await?.check(draft).map_err(Problem::bug)??)
}

async fn save(deps: &Deps, staff: &Staff, based_on: &IfMatch, address: Address, sentences: Sentences) -> Answer {
    let before = deps.table.edited_mail(address.name, address.language).await?;
    if !based_on.is(before.version) {
        return Err(stale(deps, address, based_on, before).await);
    }
    if sentences == before.sentences {
        return shown(address, &before);
    }
    let audit = staff.audit(AuditKind::TemplateChanged, address.subject());
    let audit = audit.changed(&before.sentences, &sentences).map_err(Problem::bug)?;
    match deps.table.save_mail(&before, &sentences, &audit).await {
        Ok(version) => shown(address, &EditedMail { version, sentences, ..before }),
        Err(SaveError::Stale) => {
            let now = deps.table.edited_mail(address.name, address.language).await?;
            Err(stale(deps, address, based_on, now).await)
        }
        Err(SaveError::Table(error)) => Err(error.into()),
    }
}

/// 412 with what others changed since.
async fn stale(deps: &Deps, address: Address, based_on: &IfMatch, now: EditedMail) -> Problem {
    let mail = (address.name, address.language);
    let newest = deps.table.mail_version(mail, now.version).await.ok().flatten();
    let seen = match based_on.version() {
        Some(0) => Some(json!({})),
        Some(version) => deps.table.mail_version(mail, version).await.ok().flatten().map(|seen| seen.body),
        None => None,
    };
    let present = serde_json::to_value(&now.sentences).unwrap_or(Value::Null);
    let fields = seen.map(|seen| changed_fields(&seen, &present)).unwrap_or_default();
    let (by, at) = newest.map(|newest| (newest.changed_by, newest.changed_at)).unwrap_or_default();
    Problem::changed_meanwhile(Current::new(now.version, by, at, fields))
}
