//! The one place that ties the template's functions to their crates. A new function in the template needs a line here;
//! an omission on either side stops the start.

use emulator::registry::{LooksFor, Registry};
use platform::FromEnv;

/// Registers a function behind routes.
macro_rules! http {
    ($registry:expr, $($id:literal => $function:ident),+ $(,)?) => {
        $registry$(.http($id, stringify!($function), FromEnv::from_env, |deps, request| {
            http_api::respond(deps, $function::handle, request)
        }))+
    };
}

/// Registers a function behind a stream, a queue or a schedule.
macro_rules! event {
    ($registry:expr, $($id:literal => $function:ident),+ $(,)?) => {
        $registry$(.event($id, stringify!($function), FromEnv::from_env, $function::handle))+
    };
}

/// Every function there is.
pub fn registry() -> Registry {
    let registry = http!(Registry::default(),
        "ListConsultantsFunction" => list_consultants,
        "GetConsultantFunction" => get_consultant,
        "ShowConsultantFunction" => show_consultant,
        "ShowSitemapFunction" => show_sitemap,
        "ListAvailabilityFunction" => list_availability,
        "CheckAvailabilityFunction" => check_availability,
        "NextAvailabilityFunction" => next_availability,
        "SuggestAvailabilityFunction" => suggest_availability,
        "CreateBookingFunction" => create_booking,
        "LookupBookingFunction" => lookup_booking,
        "CorrectContactFunction" => correct_contact,
        "RequestPrivacyFunction" => request_privacy,
        "ListPrivacyFunction" => list_privacy,
        "ChangePrivacyFunction" => change_privacy,
        "GetBookingFunction" => get_booking,
        "RescheduleBookingFunction" => reschedule_booking,
        "CancelBookingFunction" => cancel_booking,
        "BookingAvailabilityFunction" => booking_availability,
        "BookingInviteFunction" => booking_invite,
        "GiveFeedbackFunction" => give_feedback,
        "ShowAttendanceFunction" => show_attendance,
        "MarkAttendanceFunction" => mark_attendance,
        "ShowUnsubscribeFunction" => show_unsubscribe,
        "UnsubscribeFunction" => unsubscribe,
        "ExportPrivacyFunction" => export_privacy,
        "ErasePrivacyFunction" => erase_privacy,
        "RecordFunnelFunction" => record_funnel,
        "GetChallengeFunction" => get_challenge,
        "GetSiteFunction" => get_site,
        "HealthFunction" => health,
        "OpenapiFunction" => openapi,
        "UnknownRouteFunction" => unknown_route,
        "ListAdminBookingsFunction" => list_admin_bookings,
        "GetAdminBookingFunction" => get_admin_booking,
        "CreateAdminBookingFunction" => create_admin_booking,
        "ChangeAdminBookingFunction" => change_admin_booking,
        "RunBulkFunction" => run_bulk,
        "RunExportFunction" => run_export,
        "EditSettingsFunction" => edit_settings,
        "EditTemplatesFunction" => edit_templates,
        "ManageAccountsFunction" => manage_accounts,
        "GetAdminMeFunction" => get_admin_me,
        "CheckIntegrationsFunction" => check_integrations,
        "ReadAuditFunction" => read_audit,
        "ReadNumbersFunction" => read_numbers,
        "EditConsultantsFunction" => edit_consultants,
        "EditSchedulesFunction" => edit_schedules,
    );
    let registry = event!(registry,
        "RelayFunction" => relay,
        "NotifyMailFunction" => notify_mail,
        "NotifySmsFunction" => notify_sms,
        "NotifyChatFunction" => notify_chat,
        "RecordDeliveryFunction" => record_delivery,
        "MapGroupsFunction" => map_groups,
        "ScheduleJobsFunction" => schedule_jobs,
        "SendReminderFunction" => send_reminder,
        "CheckAttendanceFunction" => check_attendance,
        "SendFollowUpFunction" => send_follow_up,
        "WorkBulkFunction" => work_bulk,
        "WriteExportFunction" => write_export,
        "ReconcileFunction" => reconcile,
        "ApplyRetentionFunction" => apply_retention,
    );
    let partitions = (0..table::PENDING_SHARDS).map(table::pending_partition).collect();
    let pending = LooksFor { index: table::PENDING_INDEX, partitions, grace: reconcile::GRACE };
    registry.looks_for("ReconcileFunction", pending)
}

#[cfg(test)]
mod tests;
