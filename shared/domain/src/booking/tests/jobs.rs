//! Jobs of a booking: their due times, and when they are skipped.

use super::*;

/// Tuesday, 24 November, 15:00 UTC, booked on the 20th; the client chose 7 and 1 days.
fn booking() -> Booking {
    confirmed("video", &rules())
}

fn jobs(booking: &Booking) -> Vec<(String, Instant)> {
    booking.jobs(&JobSettings::default()).into_iter().map(|job| (job.kind.key(), job.due)).collect()
}

fn notified(booking: &Booking, version: u64) -> LastNotified {
    LastNotified { version, ..LastNotified::by(booking, &Notification::Confirmation) }
}

const SOON: JobKind = JobKind::ClientReminder { hours: 2 };

#[test]
fn chosen_days_replace_the_24_hours() {
    let mut booking = booking();
    assert_eq!(
        jobs(&booking)[..4],
        [
            ("consultant-4h".to_owned(), at("2026-11-24T11:00:00Z")),
            ("client-168h".to_owned(), at("2026-11-17T15:00:00Z")),
            ("client-24h".to_owned(), at("2026-11-23T15:00:00Z")),
            ("client-2h".to_owned(), at("2026-11-24T13:00:00Z")),
        ]
    );
    booking.reminders.timing.clear();
    assert_eq!(reminders(&booking), ["consultant-4h", "client-24h", "client-2h"]);
    booking.reminders.sms = true;
    assert_eq!(reminders(&booking), ["consultant-4h", "client-24h", "client-2h", "sms-24h", "sms-2h"]);
    booking.client.phone = None;
    booking.reminders.email = false;
    assert_eq!(reminders(&booking), ["consultant-4h"]);
}

fn reminders(booking: &Booking) -> Vec<String> {
    let keys = jobs(booking).into_iter().map(|(key, _)| key);
    keys.filter(|key| !key.starts_with("attendance")).collect()
}

#[test]
fn attendance_checks_precede_automatic_completion() {
    // Ends 16:00 UTC, which is 1:00 on the 25th in Tokyo: the next morning there is the 26th.
    let asked = [
        ("attendance-check".to_owned(), at("2026-11-24T16:15:00Z")),
        ("attendance-again".to_owned(), at("2026-11-26T00:00:00Z")),
        ("attendance-close".to_owned(), at("2026-11-26T16:00:00Z")),
    ];
    assert_eq!(jobs(&booking())[4..], asked);
    // Ends at midnight in Tokyo: the next morning is nine hours away.
    let mut late = booking();
    late.slot.end = at("2026-11-24T15:00:00Z");
    assert_eq!(jobs(&late)[5], ("attendance-again".to_owned(), at("2026-11-25T00:00:00Z")));
    let never = JobSettings { auto_complete_hours: None, ..JobSettings::default() };
    assert_eq!(booking().jobs(&never).last().map(|job| job.kind), Some(JobKind::AttendanceAgain));
}

#[test]
fn follow_up_depends_on_outcome() {
    let marked = |outcome, now| jobs(&booking().record_outcome(outcome, Actor::Consultant, "r", at(now)).booking);
    let soon = "2026-11-24T16:20:00Z";
    assert_eq!(marked(Outcome::Completed, soon), [("follow-up".to_owned(), at("2026-11-25T16:00:00Z"))]);
    assert_eq!(marked(Outcome::NoShow, soon), [("no-show-follow-up".to_owned(), at("2026-11-24T17:20:00Z"))]);
    // Marked late: due at once, never in the past.
    let late = "2026-11-26T16:00:00Z";
    assert_eq!(marked(Outcome::Completed, late), [("follow-up".to_owned(), at(late))]);
}

#[test]
fn zero_means_never() {
    let marked =
        |outcome| booking().record_outcome(outcome, Actor::Consultant, "r", at("2026-11-24T16:20:00Z")).booking;
    let never = JobSettings {
        attendance_check_minutes: None,
        follow_up_hours: None,
        no_show_follow_up_minutes: None,
        ..JobSettings::default()
    };
    for outcome in [Outcome::Completed, Outcome::NoShow] {
        assert_eq!(marked(outcome).jobs(&never), []);
    }
    // An unanswered meeting is still completed.
    let kinds: Vec<JobKind> = booking().jobs(&never).into_iter().map(|job| job.kind).collect();
    assert!(kinds.contains(&JobKind::AttendanceClose), "{kinds:?}");
    assert!(!kinds.contains(&JobKind::AttendanceCheck) && !kinds.contains(&JobKind::AttendanceAgain), "{kinds:?}");
}

#[test]
fn follow_up_ends_with_its_links() {
    let live = booking();
    let expiry = live.link_expires_at();
    let marked = |outcome, now| live.record_outcome(outcome, Actor::Admin, "r", now).booking;
    for outcome in [Outcome::Completed, Outcome::NoShow] {
        assert_eq!(jobs(&marked(outcome, expiry)), []);
        let late = marked(outcome, expiry - TimeDelta::hours(2));
        assert_eq!(jobs(&late).len(), 1);
        let kind = if outcome == Outcome::Completed { JobKind::FollowUp } else { JobKind::NoShowFollowUp };
        assert!(late.job_applies(kind, late.sequence, expiry - TimeDelta::seconds(1)));
        assert!(!late.job_applies(kind, late.sequence, expiry), "the mail was delayed");
    }
}

#[test]
fn early_attendance_message_waits() {
    let live = booking();
    let known = notified(&live, 1);
    let decide = |sequence, now| {
        live.decide_job(JobKind::AttendanceCheck, sequence, state(&known, at("2026-11-20T10:00:01Z")), now)
    };
    let early = live.slot.end - TimeDelta::seconds(90);
    assert_eq!(decide(0, early), JobDecision::Later);
    assert_eq!(decide(0, live.slot.end), JobDecision::Do);
    assert_eq!(decide(1, early), NO_LONGER_APPLIES);
}

#[test]
fn late_notified_consultant_is_not_asked() {
    let live = booking();
    let known = notified(&live, 1);
    let decide = |state| live.decide_job(JobKind::AttendanceCheck, 0, state, live.slot.end);
    let (start, in_time) = (live.slot.start, live.slot.start - TimeDelta::seconds(1));
    assert_eq!(decide(state(&known, in_time)), JobDecision::Do);
    assert_eq!(decide(state(&known, start)), JobDecision::Skip(SkipReason::NotifiedTooLate));
    let pending = RecipientState { last_notified: None, has_pending_notification: true };
    assert_eq!(decide(pending), JobDecision::Later);
    assert_eq!(decide(RecipientState::default()), JobDecision::Do);
}

#[test]
fn job_applies_to_its_sequence_only() {
    let live = booking();
    let (end, before) = (live.slot.end, at("2026-11-24T14:00:00Z"));
    let completed = live.record_outcome(Outcome::Completed, Actor::Consultant, "r", end).booking;
    let missed = completed.record_outcome(Outcome::NoShow, Actor::Admin, "r", end).booking;
    for (booking, kind, now, fits) in [
        (&live, SOON, before, true),
        (&live, SOON, end, false),
        (&live, JobKind::AttendanceCheck, before, false),
        (&live, JobKind::AttendanceCheck, end, true),
        (&completed, JobKind::AttendanceAgain, end, false),
        (&completed, JobKind::FollowUp, end, true),
        (&completed, JobKind::NoShowFollowUp, end, false),
        (&missed, JobKind::FollowUp, end, false),
        (&missed, JobKind::NoShowFollowUp, end, true),
    ] {
        assert_eq!(booking.job_applies(kind, booking.sequence, now), fits, "{kind:?}, {:?}", booking.status);
        assert!(!booking.job_applies(kind, booking.sequence + 1, now), "{kind:?} of another state");
    }
}

#[test]
fn erased_booking_still_counts_silently() {
    let live = booking();
    let end = live.slot.end;
    let erased = live.erase(Actor::Client, "r", end).booking;
    assert!(erased.job_applies(JobKind::AttendanceClose, erased.sequence, end));
    assert!(!erased.job_applies(JobKind::AttendanceCheck, erased.sequence, end));
    assert!(!erased.job_applies(JobKind::AttendanceAgain, erased.sequence, end));
}

#[test]
fn cancelled_booking_has_no_jobs() {
    let cancelled = booking().cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    assert_eq!(jobs(&cancelled), []);
}

#[test]
fn job_keys_round_trip() {
    let kinds = [
        SOON,
        JobKind::ClientReminder { hours: 168 },
        JobKind::SmsReminder { hours: 24 },
        JobKind::ConsultantReminder { hours: 4 },
        JobKind::AttendanceCheck,
        JobKind::AttendanceAgain,
        JobKind::AttendanceClose,
        JobKind::FollowUp,
        JobKind::NoShowFollowUp,
        JobKind::Undelivered(ClientMail::Confirmation),
        JobKind::Undelivered(ClientMail::Change),
        JobKind::Undelivered(ClientMail::Reminder),
        JobKind::ReminderNow { minute: 29_932_320 },
        JobKind::SmsNow { minute: 29_932_320 },
        JobKind::ConsultantUnreached,
        JobKind::Declined,
        JobKind::DeclinedTeam,
        JobKind::ConsultantDeclined,
    ];
    for kind in kinds {
        assert_eq!(JobKind::from_key(&kind.key()), Some(kind));
    }
    for unknown in
        ["", "client", "client-", "client-2", "nobody-2h", "mail", "undelivered-", "undelivered-2h", "sms-now-"]
    {
        assert_eq!(JobKind::from_key(unknown), None, "{unknown}");
    }
}

/// The state of a recipient with this last notification and none pending.
fn state(last: &LastNotified, when: Instant) -> RecipientState<'_> {
    RecipientState { last_notified: Some((last, when)), has_pending_notification: false }
}

const RECENTLY: JobDecision = JobDecision::Skip(SkipReason::RecentlyNotified);
const NO_LONGER_APPLIES: JobDecision = JobDecision::Skip(SkipReason::NoLongerApplies);

#[test]
fn reminder_needs_current_notified_booking() {
    let booking = booking();
    let (known, now) = (notified(&booking, 1), at("2026-11-24T13:00:00Z"));
    let decide = |sequence, state, now| booking.decide_job(SOON, sequence, state, now);
    let long_ago = at("2026-11-20T10:00:01Z");
    assert_eq!(decide(0, state(&known, long_ago), now), JobDecision::Do);
    assert_eq!(decide(1, state(&known, long_ago), now), NO_LONGER_APPLIES);
    // Notified half an hour before the due time: still reminded; a second later: not.
    assert_eq!(decide(0, state(&known, at("2026-11-24T12:30:00Z")), now), JobDecision::Do);
    assert_eq!(decide(0, state(&known, at("2026-11-24T12:30:01Z")), now), RECENTLY);
    // Never after the start, however late the job runs.
    assert_eq!(decide(0, state(&known, long_ago), booking.slot.start), NO_LONGER_APPLIES);
}

#[test]
fn pending_change_suppresses_reminder() {
    let before = booking();
    let (known, rules, later) = (notified(&before, 1), rules(), at("2026-11-23T20:00:00Z"));
    let day = JobKind::ClientReminder { hours: 24 };
    for (consultant, start, minutes) in [
        // To another start; at the same start with another consultant, or longer.
        ("kenji", "2026-11-24T19:00:00Z", 60),
        ("anna", "2026-11-24T15:00:00Z", 60),
        ("kenji", "2026-11-24T15:00:00Z", 90),
    ] {
        let moved = before.reschedule(&offer(&rules, consultant, start, minutes), Actor::Client, "r", later).booking;
        let waits = RecipientState { has_pending_notification: true, ..state(&known, at("2026-11-20T10:00:00Z")) };
        assert_eq!(moved.decide_job(day, 1, waits, later), RECENTLY, "{consultant} {start} {minutes}");
        // Right after the notification a reminder adds nothing.
        let notified_now = notified(&moved, 2);
        assert_eq!(moved.decide_job(day, 1, state(&notified_now, later), later), RECENTLY);
        assert_eq!(moved.decide_job(SOON, 1, state(&notified_now, later), later), JobDecision::Do);
    }
}

#[test]
fn failed_notification_keeps_reminder() {
    let booking = booking();
    let unheard = RecipientState { last_notified: None, has_pending_notification: false };
    let now = at("2026-11-24T13:00:00Z");
    assert_eq!(booking.decide_job(SOON, 0, unheard, now), JobDecision::Do);
    assert_eq!(
        booking.decide_job(SOON, 0, RecipientState { has_pending_notification: true, ..unheard }, now),
        RECENTLY
    );
    // A reminder due before the booking was made adds nothing.
    let week = JobKind::ClientReminder { hours: 168 };
    assert_eq!(booking.decide_job(week, 0, unheard, booking.created_at), RECENTLY);
    // The same for a failed notification of a change.
    let offer = rules();
    let offer = self::offer(&offer, "kenji", "2026-11-25T15:00:00Z", 60);
    let moved = booking.reschedule(&offer, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let old = notified(&booking, 1);
    let now = at("2026-11-25T13:00:00Z");
    assert_eq!(moved.decide_job(SOON, 1, state(&old, booking.created_at), now), JobDecision::Do);
}

#[test]
fn bounce_is_reported_before_the_end() {
    let live = booking();
    let kind = JobKind::Undelivered(ClientMail::Confirmation);
    assert_eq!(live.job_recipient(kind), Recipient::Consultant(live.consultant.id.clone()));
    let unheard = RecipientState::default();
    let waits = RecipientState { has_pending_notification: true, ..unheard };
    let now = at("2026-11-24T14:59:59Z");
    assert_eq!(live.decide_job(kind, 0, unheard, now), JobDecision::Do);
    assert_eq!(live.decide_job(kind, 0, waits, now), JobDecision::Later);
    assert_eq!(live.decide_job(kind, 0, waits, live.slot.start), NO_LONGER_APPLIES);
    let off = live.cancel(None, Actor::Client, "r", now).booking;
    assert_eq!(off.decide_job(kind, 1, unheard, now), NO_LONGER_APPLIES);
    // No schedule leads to it.
    assert!(!kind.is_of_booking() && SOON.is_of_booking());
    assert_eq!(kind.function().name(), "record-delivery");
}

#[test]
fn clock_change_keeps_24_elapsed_hours() {
    // In Berlin clocks went back at 3:00 on 25 October 2026; the meeting is at 10:00 on that day.
    let mut booking = booking();
    booking.consultant_timezone = Tz::BERLIN;
    booking.slot = Interval::from_start(at("2026-10-25T09:00:00Z"), 60);
    booking.reminders.timing.clear();
    let planned = jobs(&booking);
    let due = |key: &str| planned.iter().find(|(kind, _)| kind == key).unwrap().1;
    // 11:00 there, an hour later by the wall clock.
    assert_eq!(due("client-24h"), at("2026-10-24T09:00:00Z"));
    assert_eq!(due("client-2h"), at("2026-10-25T07:00:00Z"));
    assert_eq!(due("consultant-4h"), at("2026-10-25T05:00:00Z"));
    // The next morning is by the wall clock: 9:00, which is 8:00 UTC from that day on.
    assert_eq!(due("attendance-again"), at("2026-10-26T08:00:00Z"));
}
