//! Problems for requests that `scheduling` refuses.

use domain::{fault::Rule, time::Instant};
use scheduling::{Alternative, DatesError, ListError, MAX_DAYS, SlotRequest, Unavailable};
use table::Table;

use crate::Problem;

/// Where a request names its consultant, duration and meeting type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    Query,
    /// A move doesn't take a meeting type: the fault is that the consultant doesn't offer it.
    MoveQuery,
    Body,
    /// As [`In::MoveQuery`].
    MoveBody,
}

impl In {
    fn pointer(self, name: &str) -> String {
        match self {
            Self::Query | Self::MoveQuery => format!("?{name}"),
            Self::Body | Self::MoveBody => format!("/{name}"),
        }
    }

    fn meeting_type(self) -> String {
        match self {
            Self::Query | Self::Body => self.pointer("meetingType"),
            Self::MoveQuery | Self::MoveBody => self.pointer("consultantId"),
        }
    }
}

impl Problem {
    /// The problem of an unavailable slot, without alternatives: 404 for an unknown consultant in a query, 409 for the
    /// time, 422 for a field.
    pub fn unavailable(refused: Unavailable, request: In) -> Self {
        unavailable(refused, request, &[])
    }

    /// The problem of a refused booking or move, with available slots nearby if the time was refused.
    pub async fn refused(table: &Table, request: &SlotRequest<'_>, refused: Unavailable, now: Instant) -> Self {
        let fields = if request.moving.is_some() { In::MoveBody } else { In::Body };
        if refused.reason().is_none() {
            return Self::unavailable(refused, fields);
        }
        let problem = unavailable(refused, fields, &scheduling::alternatives(table, request, now).await);
        // Staff always learns which waivers would do.
        if request.waive.is_some() { problem.for_staff() } else { problem }
    }

    /// The problem of a query for slots by date.
    pub fn unlisted(error: ListError, request: In) -> Self {
        match error {
            ListError::Unavailable(refused) => Self::unavailable(refused, request),
            ListError::TooLarge(last) => Self::invalid("?to", Rule::RangeTooLarge(last)),
            ListError::Dates(error) => {
                let rule = match error {
                    DatesError::Reversed => Rule::NotBeforeFromOrToday,
                    DatesError::TooMany => Rule::MaxDays(MAX_DAYS),
                };
                Self::invalid("?to", rule)
            }
        }
    }
}

fn unavailable(refused: Unavailable, request: In, alternatives: &[Alternative]) -> Problem {
    match refused {
        Unavailable::UnknownConsultant => match request {
            In::Query | In::MoveQuery => Problem::no_consultant(),
            In::Body | In::MoveBody => Problem::invalid(request.pointer("consultantId"), Rule::KnownConsultant),
        },
        Unavailable::Duration => Problem::invalid(request.pointer("duration"), Rule::OfferedDuration),
        Unavailable::MeetingType => Problem::invalid(request.meeting_type(), Rule::OfferedMeetingType),
        Unavailable::Time(reason) => Problem::time(reason, alternatives),
        Unavailable::Waivable { reason, waivable } => Problem::time(reason, alternatives).waivable(waivable),
        Unavailable::Table(error) => error.into(),
    }
}
