//! Rules that staff may waive for a booking, each audited. An overlap can never be waived.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
};

/// A rule that staff may waive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Waiver {
    /// Too soon for a client.
    Notice,
    /// Too far ahead.
    Horizon,
    /// Not in the working hours, off the grid, on a day off, or while the consultant takes no bookings.
    Hours,
    /// The day's limit of meetings.
    Limit,
    /// The client's deadline for changes.
    Deadline,
    /// The client's limit of live bookings.
    ClientLimit,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl Waiver {
    /// The API's names.
    pub const KEYS: &'static [&'static str] = &["notice", "horizon", "hours", "limit", "deadline", "clientLimit"];

    /// Parses one of [`Waiver::KEYS`].
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "notice" => Ok(Self::Notice),
            "horizon" => Ok(Self::Horizon),
            "hours" => Ok(Self::Hours),
            "limit" => Ok(Self::Limit),
            "deadline" => Ok(Self::Deadline),
            "clientLimit" => Ok(Self::ClientLimit),
            _ => Err(Rule::OneOf(Self::KEYS)),
        }
    }

    /// Reads `waive`, a list of rules.
    pub fn read(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Self> {
        let mut waivers = Vec::new();
        for (pointer, value) in fields.list("waive", Self::KEYS.len(), faults) {
            let Some(text) = fields::element(value, &pointer, faults) else { continue };
            match Self::parse(text) {
                Ok(waiver) => waivers.push(waiver),
                Err(rule) => faults.add(pointer, rule),
            }
        }
        waivers
    }
}

impl Reason {
    /// The waiver that lifts this reason. Time that is busy in an outside calendar is [`Reason::Blocked`] too, and the
    /// timeline alone knows that nothing lifts that.
    fn waiver(self) -> Option<Waiver> {
        match self {
            Self::NotAccepting | Self::Holiday | Self::Blocked | Self::OutsideHours | Self::OffGrid => {
                Some(Waiver::Hours)
            }
            Self::Horizon => Some(Waiver::Horizon),
            Self::Notice => Some(Waiver::Notice),
            Self::Limit => Some(Waiver::Limit),
            Self::Booked => None,
        }
    }
}

/// A rule that a slot breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    pub reason: Reason,
    /// `None` if nothing lifts it: another booking, or an outside calendar, has the time.
    pub waiver: Option<Waiver>,
}

impl Broken {
    pub(super) fn rule(reason: Reason) -> Self {
        Self { reason, waiver: reason.waiver() }
    }

    pub(super) fn overlap(reason: Reason) -> Self {
        Self { reason, waiver: None }
    }
}

/// The rules that were waived for a slot or, if it is refused, why, and which waivers would do.
///
/// # Errors
/// The first reason that isn't waived, with the waivers that are missing; none if no waiver helps.
pub fn waive(broken: &[Broken], waived: &[Waiver]) -> Result<Vec<Waiver>, (Reason, Vec<Waiver>)> {
    let is_waived = |broken: &&Broken| broken.waiver.is_some_and(|waiver| waived.contains(&waiver));
    let mut missing = broken.iter().filter(|broken| !is_waived(broken)).peekable();
    let Some(first) = missing.peek() else {
        return Ok(distinct(broken.iter().filter_map(|broken| broken.waiver)));
    };
    let reason = first.reason;
    let needed: Option<Vec<Waiver>> = missing.map(|broken| broken.waiver).collect();
    Err((reason, distinct(needed.unwrap_or_default().into_iter())))
}

fn distinct(waivers: impl Iterator<Item = Waiver>) -> Vec<Waiver> {
    let mut found: Vec<Waiver> = waivers.collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_stored_names() {
        for key in Waiver::KEYS {
            let waiver = Waiver::parse(key).unwrap();
            assert_eq!(serde_json::to_value(waiver).unwrap(), *key);
        }
        assert!(Waiver::parse("overlap").is_err());
    }

    #[test]
    fn refusal_names_the_missing_waivers() {
        let [hours, notice, limit] = [Reason::OutsideHours, Reason::Notice, Reason::Limit].map(Broken::rule);
        let overlap = Broken::overlap(Reason::Booked);
        assert_eq!(waive(&[], &[]), Ok(vec![]));
        assert_eq!(
            waive(&[hours, notice], &[Waiver::Notice, Waiver::Hours, Waiver::Limit]),
            Ok(vec![Waiver::Notice, Waiver::Hours])
        );
        assert_eq!(
            waive(&[hours, notice, limit], &[Waiver::Hours]),
            Err((Reason::Notice, vec![Waiver::Notice, Waiver::Limit]))
        );
        assert_eq!(waive(&[hours, overlap], &[]), Err((Reason::OutsideHours, vec![])), "no waiver helps");
        assert_eq!(waive(&[overlap], &[Waiver::Hours]), Err((Reason::Booked, vec![])));
    }
}
