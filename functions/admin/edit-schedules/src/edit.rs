//! Changing a working time: read, change, write, by the version that the account has seen.

use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    changed_fields::changed_fields,
    consultant::{Consultant, WorkingTime},
    fault::Faults,
    ids::ConsultantId,
};
use http_api::{Current, IfMatch, Problem};
use table::{SaveError, StoredConsultant, TableError};

use crate::Call;

/// Attempts while another request changes the profile, which is bound to the same transaction.
const MAX_ATTEMPTS: usize = 3;

/// A saved change.
pub(crate) struct Edited {
    pub(crate) before: WorkingTime,
    pub(crate) stored: StoredConsultant,
}

impl Call<'_> {
    /// Returns the consultant, if the account has the capability on them.
    pub(crate) async fn consultant(
        &self,
        id: &ConsultantId,
        capability: Capability,
    ) -> Result<StoredConsultant, Problem> {
        self.staff.may(capability, Subject::Consultant(id))?;
        self.deps.table.consultant(id).await?.ok_or_else(Problem::no_consultant)
    }

    /// Saves a change of a consultant's working time.
    pub(crate) async fn edit(
        &self,
        id: &ConsultantId,
        change: impl Fn(&WorkingTime) -> Result<WorkingTime, Faults>,
    ) -> Result<Edited, Problem> {
        let if_match = IfMatch::of(self.request)?;
        for _ in 0..MAX_ATTEMPTS {
            let stored = self.consultant(id, Capability::EditSchedules).await?;
            if !if_match.is(stored.schedule.number) {
                return Err(self.stale(&if_match, id, stored).await?);
            }
            let before = WorkingTime::from(&stored.consultant);
            let after = change(&before)?;
            match self.save(&stored, &before, after).await {
                Ok(stored) => return Ok(Edited { before, stored }),
                Err(SaveError::Stale) => {}
                Err(SaveError::Table(error)) => return Err(error.into()),
            }
        }
        Err(Problem::busy("the consultant keeps changing"))
    }

    /// Writes a working time with the record of the act.
    pub(crate) async fn save(
        &self,
        stored: &StoredConsultant,
        before: &WorkingTime,
        after: WorkingTime,
    ) -> Result<StoredConsultant, SaveError> {
        let subject = format!("consultant:{}", stored.consultant.profile.id);
        let audit = self.staff.audit(AuditKind::ScheduleChanged, subject);
        let audit =
            audit.changed(&before.document(), &after.document()).map_err(|error| TableError::Refused(error.into()))?;
        let WorkingTime { schedule, rules } = after;
        let consultant = Consultant { schedule, rules, ..stored.consultant.clone() };
        self.deps.table.save_consultant(stored, &consultant, Some(&audit)).await
    }

    /// The problem of a change that is based on another version: with what changed since.
    async fn stale(&self, if_match: &IfMatch, id: &ConsultantId, stored: StoredConsultant) -> Result<Problem, Problem> {
        let seen = match if_match.version() {
            Some(version) => self.deps.table.working_time_version(id, version).await?,
            None => None,
        };
        let now = WorkingTime::from(&stored.consultant).document();
        let fields = seen.map(|seen| changed_fields(&seen.time.document(), &now)).unwrap_or_default();
        let version = stored.schedule;
        Ok(Problem::changed_meanwhile(Current::new(version.number, version.changed_by, version.changed_at, fields)))
    }
}
