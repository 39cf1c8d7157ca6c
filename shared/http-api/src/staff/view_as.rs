//! The console as a consultant sees it, for an administrator: reading only, and recorded.

use std::collections::BTreeSet;

use domain::{
    access::{Account, Capability, Role, Subject},
    audit::AuditKind,
    ids::ConsultantId,
};
use lambda_http::{Request, http::Method};

use super::{Staff, StaffDeps};
use crate::Problem;

const HEADER: &str = "x-view-as";

/// The consultant in the header, if it is there.
///
/// # Errors
/// 404 for an invalid id, as for an unknown one.
pub(super) fn asked(request: &Request) -> Result<Option<ConsultantId>, Problem> {
    let Some(value) = request.headers().get(HEADER) else { return Ok(None) };
    let id = ConsultantId::parse(value.to_str().unwrap_or_default().trim());
    id.map(Some).map_err(|_| Problem::no_consultant())
}

/// Gives the request the consultant's rights, and records that once an hour.
///
/// # Errors
/// 403 for another account than an administrator's, and for anything but reading; 404 for an unknown consultant.
pub(super) async fn begin(
    staff: Staff,
    consultant: ConsultantId,
    request: &Request,
    deps: &StaffDeps,
) -> Result<Staff, Problem> {
    staff.may(Capability::ViewAs, Subject::Company)?;
    if request.method() != Method::GET {
        return Err(Problem::view_as_reads());
    }
    let assists = deps.table.assisted_by(&consultant).await?.ok_or_else(Problem::no_consultant)?;
    deps.table.audit_hourly(&staff.audit(AuditKind::ViewAsBegun, format!("consultant:{consultant}"))).await?;
    Ok(Staff { account: as_consultant(staff.account, &consultant, assists), viewed: Some(consultant), ..staff })
}

fn as_consultant(admin: Account, consultant: &ConsultantId, assists: BTreeSet<ConsultantId>) -> Account {
    Account {
        roles: BTreeSet::from([Role::Consultant]),
        consultant: Some(consultant.clone()),
        assists,
        sees_contact: false,
        ..admin
    }
}
