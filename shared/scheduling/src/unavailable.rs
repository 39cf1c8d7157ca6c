//! The reasons why a request can't be granted.

use domain::availability::{Reason, Waiver};
use table::TableError;

/// The reason why a request can't be granted.
#[derive(Debug)]
pub enum Unavailable {
    UnknownConsultant,
    /// The consultant (or, for `any`, everyone) doesn't offer this duration.
    Duration,
    /// The consultant (or, for `any`, everyone) doesn't offer this meeting type.
    MeetingType,
    /// A rule or another booking prevents it.
    Time(Reason),
    /// As [`Unavailable::Time`], for staff: with the waivers that would do, none if no waiver helps.
    Waivable {
        reason: Reason,
        waivable: Vec<Waiver>,
    },
    Table(TableError),
}

impl Unavailable {
    /// The reason, if it is the time's.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Time(reason) | Self::Waivable { reason, .. } => Some(*reason),
            Self::UnknownConsultant | Self::Duration | Self::MeetingType | Self::Table(_) => None,
        }
    }
}

impl From<TableError> for Unavailable {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

/// A meeting that isn't on offer. The meeting type is the closer refusal: it is checked after the duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NotOffered {
    Duration,
    MeetingType,
}

impl From<NotOffered> for Unavailable {
    fn from(refused: NotOffered) -> Self {
        match refused {
            NotOffered::Duration => Self::Duration,
            NotOffered::MeetingType => Self::MeetingType,
        }
    }
}
