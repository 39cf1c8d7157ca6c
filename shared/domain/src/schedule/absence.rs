//! A team's absence in a schedule: a blackout that carries its id, so that only that one is taken out again.

use super::{Blackout, Schedule};

impl Schedule {
    /// Returns it with the absence, once however often it is added.
    #[must_use]
    pub fn with_absence(&self, absence: Blackout) -> Self {
        let mut schedule = self.clone();
        schedule.blackouts.retain(|blackout| blackout.absence.is_none() || blackout.absence != absence.absence);
        schedule.blackouts.push(absence);
        schedule
    }

    /// Returns it with the absences of another schedule instead of its own: an earlier version that is restored must not
    /// open days closed for the team.
    #[must_use]
    pub fn with_absences_of(&self, other: &Self) -> Self {
        let mut schedule = self.clone();
        schedule.blackouts.retain(|blackout| blackout.absence.is_none());
        schedule.blackouts.extend(other.blackouts.iter().filter(|blackout| blackout.absence.is_some()).cloned());
        schedule
    }

    /// Returns it without the absence of this id.
    #[must_use]
    pub fn without_absence(&self, id: &str) -> Self {
        let mut schedule = self.clone();
        schedule.blackouts.retain(|blackout| blackout.absence.as_deref() != Some(id));
        schedule
    }
}
