//! A problem as others than the client see it: where one request acts on many things.

use domain::availability::Reason;

use super::{Problem, detail::ProblemCode};

impl Problem {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        self.detail.code().as_str()
    }

    /// Why a time isn't available, if that is the problem.
    pub fn reason(&self) -> Option<Reason> {
        self.refused.as_ref().map(|(reason, _)| *reason)
    }

    /// Whether the same may work a moment later.
    pub fn may_pass(&self) -> bool {
        matches!(self.detail.code(), ProblemCode::Busy | ProblemCode::OutcomeUnknown)
    }

    /// The cause for the log.
    pub fn into_cause(self) -> platform::Error {
        let code = self.code();
        self.cause.unwrap_or_else(|| code.into())
    }
}
