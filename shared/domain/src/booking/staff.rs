//! The console's actions on a booking. An action asks the same function that decides on the console's buttons.

use serde::Serialize;

use super::{Booking, Outcome, Refusal};
use crate::{
    access::{Account, Capability, Subject, may},
    time::Instant,
};

/// Defines the actions with their names in the API.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// An action of the console on one booking.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum StaffAction { $($(#[$doc])* #[serde(rename = $text)] $name,)+ }

        impl StaffAction {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The API's name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Parses an action's name.
            pub fn from_key(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.as_str() == text)
            }
        }
    };
}

actions! {
    /// To another time, perhaps with another consultant.
    Reschedule = "reschedule";
    /// To another consultant at the same time.
    Reassign = "reassign";
    Cancel = "cancel";
    /// Offers other times to the client.
    Offer = "offer";
    Complete = "complete";
    NoShow = "no-show";
    Notes = "notes";
    /// A reminder to the client at once.
    SendReminder = "send-reminder";
    Resend = "resend";
    /// Corrects the client's contact data.
    Contact = "contact";
    /// Removes the client's data.
    Erase = "erase";
}

impl StaffAction {
    /// Whether the request must name the state that it was decided on (`If-Match`).
    pub fn needs_match(self) -> bool {
        matches!(self, Self::Reschedule | Self::Reassign | Self::Cancel | Self::Offer | Self::Contact)
    }

    /// The capability that it needs on the booking.
    pub fn capability(self) -> Capability {
        match self {
            Self::Reassign => Capability::Reassign,
            Self::Erase => Capability::EraseBookings,
            _ => Capability::ChangeBookings,
        }
    }
}

/// Why an action isn't possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// The account may not.
    Forbidden,
    /// The client's data were removed.
    Erased,
    /// It has this outcome already.
    Already,
    State(Refusal),
}

impl WhyNot {
    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Erased => "erased",
            Self::Already => "already",
            Self::State(Refusal::NotLive) => "not_live",
            Self::State(Refusal::NotBegun) => "not_begun",
            Self::State(Refusal::Live) => "live",
            Self::State(Refusal::NotOver) => "not_over",
            Self::State(Refusal::Begun) => "begun",
            Self::State(Refusal::DeadlinePassed) => "deadline_passed",
            // Of clients' own changes alone.
            Self::State(
                Refusal::MovesUsedUp
                | Refusal::MovesOfTheDayUsedUp { .. }
                | Refusal::MovesNotAllowed
                | Refusal::CancellationNotAllowed,
            ) => "not_allowed",
        }
    }
}

impl From<Refusal> for WhyNot {
    fn from(refusal: Refusal) -> Self {
        Self::State(refusal)
    }
}

impl Booking {
    /// Checks an action of an account on the booking as it is.
    ///
    /// # Errors
    /// The account may not, or the booking's state doesn't allow it.
    pub fn staff_may(&self, action: StaffAction, account: &Account, now: Instant) -> Result<(), WhyNot> {
        if may(account, action.capability(), Subject::from(self)).is_err() {
            return Err(WhyNot::Forbidden);
        }
        // An outcome is a number, and stays correctable.
        let is_outcome = matches!(action, StaffAction::Complete | StaffAction::NoShow);
        if self.erased_at.is_some() && !is_outcome {
            return Err(WhyNot::Erased);
        }
        match action {
            StaffAction::Reschedule | StaffAction::Reassign | StaffAction::Cancel => Ok(self.live()?),
            StaffAction::SendReminder | StaffAction::Offer => {
                self.live()?;
                if now < self.slot.start { Ok(()) } else { Err(Refusal::Begun.into()) }
            }
            StaffAction::Complete => self.outcome_of(Outcome::Completed, account, now),
            StaffAction::NoShow => self.outcome_of(Outcome::NoShow, account, now),
            StaffAction::Notes | StaffAction::Resend | StaffAction::Contact => Ok(()),
            StaffAction::Erase => Ok(self.erasable(now).map(|_| ())?),
        }
    }

    fn live(&self) -> Result<(), Refusal> {
        if self.status.is_live() { Ok(()) } else { Err(Refusal::NotLive) }
    }

    fn outcome_of(&self, outcome: Outcome, account: &Account, now: Instant) -> Result<(), WhyNot> {
        let may_correct = may(account, Capability::CorrectOutcomes, self.recorded_outcome(now)).is_ok();
        if self.markable(outcome, may_correct, now)? { Ok(()) } else { Err(WhyNot::Already) }
    }

    /// The actions that an account has on the booking now, and why it hasn't the others.
    pub fn staff_actions(&self, account: &Account, now: Instant) -> (Vec<StaffAction>, Vec<(StaffAction, WhyNot)>) {
        let (mut allowed, mut why_not) = (Vec::new(), Vec::new());
        for action in StaffAction::ALL {
            match self.staff_may(*action, account, now) {
                Ok(()) => allowed.push(*action),
                Err(reason) => why_not.push((*action, reason)),
            }
        }
        (allowed, why_not)
    }
}
