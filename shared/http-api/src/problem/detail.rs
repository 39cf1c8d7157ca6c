//! Codes and details of problems: the status follows from the code, the code from the detail.

use domain::{availability::Reason, booking::Refusal};
use lambda_http::http::StatusCode;
use links::{AddressPurpose, Purpose};

/// Defines the codes: variant, status, the API's name, which is the key of the title as well.
macro_rules! problem_codes {
    ($($name:ident => $status:ident, $code:literal;)+) => {
        /// The kind of problem; stable, for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum ProblemCode { $($name,)+ }

        impl ProblemCode {
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),+];

            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// The API's name, and the key of the title in `shared/texts/languages/<language>/problems.toml`.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

problem_codes! {
    MalformedBody => BAD_REQUEST, "malformed_body";
    Unauthorized => UNAUTHORIZED, "unauthorized";
    Forbidden => FORBIDDEN, "forbidden";
    NotFound => NOT_FOUND, "not_found";
    SlotTaken => CONFLICT, "slot_taken";
    SlotNotOffered => CONFLICT, "slot_not_offered";
    ClientLimit => CONFLICT, "client_limit";
    ChangeDeadlinePassed => CONFLICT, "change_deadline_passed";
    ChangeLimitReached => CONFLICT, "change_limit_reached";
    ChangeNotAllowed => CONFLICT, "change_not_allowed";
    BookingNotLive => CONFLICT, "booking_not_live";
    BookingLive => CONFLICT, "booking_live";
    AccountExists => CONFLICT, "account_exists";
    ConsultantLinked => CONFLICT, "consultant_linked";
    LastAdmin => CONFLICT, "last_admin";
    NoOwnAddress => CONFLICT, "no_own_address";
    OfferClosed => CONFLICT, "offer_closed";
    NothingToOffer => CONFLICT, "nothing_to_offer";
    MeetingNotBegun => CONFLICT, "meeting_not_begun";
    MeetingNotOver => CONFLICT, "meeting_not_over";
    TokenExpired => GONE, "token_expired";
    ChangedMeanwhile => PRECONDITION_FAILED, "changed_meanwhile";
    IfMatchRequired => PRECONDITION_REQUIRED, "if_match_required";
    ChallengeRequired => PRECONDITION_REQUIRED, "challenge_required";
    BodyTooLarge => PAYLOAD_TOO_LARGE, "body_too_large";
    UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type";
    InvalidRequest => UNPROCESSABLE_ENTITY, "invalid_request";
    IdempotencyKeyReused => UNPROCESSABLE_ENTITY, "idempotency_key_reused";
    TooManyRequests => TOO_MANY_REQUESTS, "too_many_requests";
    Internal => INTERNAL_SERVER_ERROR, "internal";
    Busy => SERVICE_UNAVAILABLE, "busy";
    OutcomeUnknown => SERVICE_UNAVAILABLE, "outcome_unknown";
    NotConfigured => SERVICE_UNAVAILABLE, "not_configured";
}

/// Defines the details: variant, code, key of the text.
macro_rules! details {
    ($($(#[$doc:meta])* $name:ident => $code:ident, $key:literal;)+) => {
        /// The reason of a problem, and its remedy.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Detail { $($(#[$doc])* $name,)+ }

        impl Detail {
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),+];

            pub(crate) const fn code(self) -> ProblemCode {
                match self { $(Self::$name => ProblemCode::$code,)+ }
            }

            /// The key of its text in `shared/texts/languages/<language>/details.toml`.
            pub(crate) const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }
        }
    };
}

details! {
    // A request as a whole.
    MalformedBody => MalformedBody, "malformed_body";
    BodyTooLarge => BodyTooLarge, "body_too_large";
    UnsupportedMediaType => UnsupportedMediaType, "unsupported_media_type";
    /// With the seconds to wait.
    TooManyRequests => TooManyRequests, "too_many_requests";
    /// With the number of faults; a single fault is the detail itself.
    Faults => InvalidRequest, "faults";
    IdempotencyKeyReused => IdempotencyKeyReused, "idempotency_key_reused";
    ChangedMeanwhile => ChangedMeanwhile, "changed_meanwhile";
    IfMatchRequired => IfMatchRequired, "if_match_required";
    /// With a challenge.
    ChallengeRequired => ChallengeRequired, "challenge_required";
    Busy => Busy, "busy";
    OutcomeUnknown => OutcomeUnknown, "outcome_unknown";
    NotConfigured => NotConfigured, "not_configured";
    Internal => Internal, "internal";

    // Access.
    NeedsManageLink => Unauthorized, "needs_manage_link";
    NeedsAttendanceLink => Unauthorized, "needs_attendance_link";
    NeedsUnsubscribeLink => Unauthorized, "needs_unsubscribe_link";
    NeedsPrivacyLink => Unauthorized, "needs_privacy_link";
    Forbidden => Forbidden, "forbidden";
    AccountDisabled => Forbidden, "account_disabled";
    /// With the consultant's view, everything but reading.
    ViewAsReads => Forbidden, "view_as_reads";
    LinkExpired => TokenExpired, "link_expired";
    BookingErased => TokenExpired, "booking_erased";

    // Unknown things.
    NoConsultant => NotFound, "no_consultant";
    NoAbsence => NotFound, "no_absence";
    NoBulk => NotFound, "no_bulk";
    NoExport => NotFound, "no_export";
    NoBooking => NotFound, "no_booking";
    NoBookingForEmail => NotFound, "no_booking_for_email";
    NoAccount => NotFound, "no_account";
    NoIntegration => NotFound, "no_integration";
    NoOperation => NotFound, "no_operation";
    NoSection => NotFound, "no_section";
    NoTemplate => NotFound, "no_template";
    NoVersion => NotFound, "no_version";
    NoPreview => NotFound, "no_preview";

    // Unavailable slots.
    NotAccepting => SlotNotOffered, "not_accepting";
    Holiday => SlotNotOffered, "holiday";
    Blocked => SlotNotOffered, "blocked";
    OutsideHours => SlotNotOffered, "outside_hours";
    OffGrid => SlotNotOffered, "off_grid";
    Horizon => SlotNotOffered, "horizon";
    Notice => SlotNotOffered, "notice";
    Limit => SlotNotOffered, "limit";
    /// Another booking took the slot.
    Booked => SlotTaken, "booked";

    // A client's other bookings.
    /// With the support contact.
    ClientLimit => ClientLimit, "client_limit";
    /// Without one.
    ClientLimitOnly => ClientLimit, "client_limit_only";
    /// With the seconds to wait.
    BookingsOfNetworkUsedUp => TooManyRequests, "bookings_of_network_used_up";
    BookingsOfTheDayUsedUp => TooManyRequests, "bookings_of_the_day_used_up";
    /// With the seconds to wait.
    FormTooQuick => TooManyRequests, "form_too_quick";
    NetworkBlocked => Forbidden, "network_blocked";

    // Refused changes.
    BookingNotLive => BookingNotLive, "booking_not_live";
    ChangeDeadlinePassed => ChangeDeadlinePassed, "change_deadline_passed";
    MovesNotAllowed => ChangeNotAllowed, "moves_not_allowed";
    CancellationNotAllowed => ChangeNotAllowed, "cancellation_not_allowed";
    MovesUsedUp => ChangeLimitReached, "moves_used_up";
    MovesOfTheDayUsedUp => TooManyRequests, "moves_of_the_day_used_up";
    OfferClosed => OfferClosed, "offer_closed";
    NothingToOffer => NothingToOffer, "nothing_to_offer";
    MeetingNotBegun => MeetingNotBegun, "meeting_not_begun";
    MeetingNotOver => MeetingNotOver, "meeting_not_over";
    BookingLive => BookingLive, "booking_live";
    AccountExists => AccountExists, "account_exists";
    ConsultantLinked => ConsultantLinked, "consultant_linked";
    LastAdmin => LastAdmin, "last_admin";
    MeetingBegun => ChangeNotAllowed, "meeting_begun";
    DataErased => ChangeNotAllowed, "data_erased";
    TooManyNotes => ChangeNotAllowed, "too_many_notes";
    RemindedJustNow => ChangeNotAllowed, "reminded_just_now";
    StaffDeadlinePassed => ChangeDeadlinePassed, "staff_deadline_passed";
    StaffBookingsUsedUp => TooManyRequests, "staff_bookings_used_up";
    StaffMailsUsedUp => TooManyRequests, "staff_mails_used_up";

    // The console.
    NoOwnAddress => NoOwnAddress, "no_own_address";
}

impl From<Purpose> for Detail {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Manage | Purpose::Invite => Self::NeedsManageLink,
            Purpose::Attendance => Self::NeedsAttendanceLink,
        }
    }
}

impl From<AddressPurpose> for Detail {
    fn from(purpose: AddressPurpose) -> Self {
        match purpose {
            AddressPurpose::Unsubscribe => Self::NeedsUnsubscribeLink,
            AddressPurpose::Privacy { .. } => Self::NeedsPrivacyLink,
        }
    }
}

impl From<Reason> for Detail {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotAccepting => Self::NotAccepting,
            Reason::Holiday => Self::Holiday,
            Reason::Blocked => Self::Blocked,
            Reason::OutsideHours => Self::OutsideHours,
            Reason::OffGrid => Self::OffGrid,
            Reason::Horizon => Self::Horizon,
            Reason::Notice => Self::Notice,
            Reason::Limit => Self::Limit,
            Reason::Booked => Self::Booked,
        }
    }
}

impl From<Refusal> for Detail {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotLive => Self::BookingNotLive,
            Refusal::DeadlinePassed => Self::ChangeDeadlinePassed,
            Refusal::MovesNotAllowed => Self::MovesNotAllowed,
            Refusal::CancellationNotAllowed => Self::CancellationNotAllowed,
            Refusal::MovesUsedUp => Self::MovesUsedUp,
            Refusal::MovesOfTheDayUsedUp { .. } => Self::MovesOfTheDayUsedUp,
            Refusal::NotBegun => Self::MeetingNotBegun,
            Refusal::Begun => Self::MeetingBegun,
            Refusal::NotOver => Self::MeetingNotOver,
            Refusal::Live => Self::BookingLive,
        }
    }
}
