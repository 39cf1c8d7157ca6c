use serde::Serialize;

use super::{AccessSettings, Account, Subject};

/// Defines the capabilities with their names in the API.
macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// Something that an account may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum Capability { $($(#[$doc])* #[serde(rename = $text)] $name,)+ }

        impl Capability {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The API's name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

capabilities! {
    SeeBookings = "see_bookings";
    /// Names, addresses, messages, notes.
    SeeContact = "see_contact";
    /// Create, move, cancel, offer times, take notes, record an outcome, send again.
    ChangeBookings = "change_bookings";
    CorrectOutcomes = "correct_outcomes";
    /// Book against notice, horizon, hours or limits.
    WaiveLimits = "waive_limits";
    /// Hand a booking to another consultant.
    Reassign = "reassign";
    /// Change many bookings at once; absences.
    ChangeMany = "change_many";
    SeeSchedules = "see_schedules";
    EditSchedules = "edit_schedules";
    SeeProfiles = "see_profiles";
    /// The texts of a profile.
    EditProfileTexts = "edit_profile_texts";
    /// Create and archive consultants, and all of a profile, with its address.
    EditProfiles = "edit_profiles";
    SeeTemplates = "see_templates";
    EditTemplates = "edit_templates";
    SeeSettings = "see_settings";
    EditSettings = "edit_settings";
    SeeNumbers = "see_numbers";
    /// Numbers of few cases, which a viewer sees suppressed.
    SeeSmallNumbers = "see_small_numbers";
    /// Numbers of all consultants together.
    SeeTotals = "see_totals";
    SeeInsights = "see_insights";
    /// Export bookings with contact data.
    ExportBookings = "export_bookings";
    /// Every change, of bookings or of anything else.
    SeeAudit = "see_audit";
    /// Changes of bookings.
    SeeBookingAudit = "see_booking_audit";
    ManageAccounts = "manage_accounts";
    /// See the console as a consultant sees it.
    ViewAs = "view_as";
    SeeIntegrations = "see_integrations";
    /// Have messages that failed sent again.
    Redrive = "redrive";
    EraseBookings = "erase_bookings";
}

/// The subjects that a role's capability covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    No,
    /// The account's own consultant.
    Own,
    /// Bookings of the own consultant and of the assisted ones, which is all that assisting covers.
    OwnAndAssisted,
    /// As [`Grant::OwnAndAssisted`], but only a recent outcome by themselves.
    RecentOutcome,
    All,
}

impl Grant {
    pub(super) fn covers(self, account: &Account, subject: Subject<'_>) -> bool {
        let is_own = subject.consultant().is_some_and(|id| account.consultant.as_ref() == Some(id));
        let is_assisted = subject.is_booking() && subject.consultant().is_some_and(|id| account.assists.contains(id));
        match self {
            Self::No => false,
            Self::Own => is_own,
            Self::OwnAndAssisted => is_own || is_assisted,
            Self::RecentOutcome => {
                matches!(subject, Subject::Outcome { is_recent_and_own: true, .. }) && (is_own || is_assisted)
            }
            Self::All => true,
        }
    }
}

/// The table of rights: the grants of admin, manager, consultant and viewer.
pub(super) const fn grants(capability: Capability, settings: AccessSettings, viewer_sees_contact: bool) -> [Grant; 4] {
    use Capability as C;
    use Grant::{All, No, Own, OwnAndAssisted, RecentOutcome};
    const fn when(setting: bool, grant: Grant) -> Grant {
        if setting { grant } else { No }
    }
    match capability {
        C::SeeBookings => [All, All, OwnAndAssisted, All],
        C::SeeContact => [All, All, OwnAndAssisted, when(viewer_sees_contact, All)],
        C::ChangeBookings => [All, All, OwnAndAssisted, No],
        C::CorrectOutcomes => [All, All, RecentOutcome, No],
        C::WaiveLimits => [All, All, No, No],
        C::Reassign => [All, All, when(settings.consultants_may_reassign, Own), No],
        C::ChangeMany => [All, All, Own, No],
        C::SeeSchedules => [All, All, Own, All],
        C::EditSchedules => [All, All, when(settings.consultants_may_edit_schedule, Own), No],
        C::SeeProfiles => [All, All, Own, All],
        C::EditProfileTexts => [All, All, Own, No],
        C::EditProfiles => [All, No, No, No],
        C::SeeTemplates | C::SeeSettings => [All, All, No, All],
        C::EditTemplates | C::EditSettings => [All, No, No, No],
        C::SeeNumbers => [All, All, Own, All],
        C::SeeSmallNumbers => [All, All, Own, No],
        C::SeeTotals => [All, All, when(settings.consultants_see_team_totals, All), All],
        C::SeeInsights => [All, All, Own, No],
        C::ExportBookings => [All, when(settings.managers_may_export, All), No, No],
        C::SeeAudit => [All, No, No, No],
        C::SeeBookingAudit => [All, All, Own, No],
        C::ManageAccounts | C::ViewAs | C::Redrive | C::EraseBookings => [All, No, No, No],
        C::SeeIntegrations => [All, All, No, No],
    }
}
