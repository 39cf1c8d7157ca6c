//! What follows from a booking, when, and when it stays silent.

use super::*;

/// Tuesday, 24 November, 15:00 UTC, made on the 20th; the client chose 7 and 1 days.
fn booking() -> Booking {
    confirmed("video", &rules())
}

fn jobs(booking: &Booking) -> Vec<(String, Instant)> {
    booking.jobs(&ReminderSettings::default()).into_iter().map(|job| (job.kind.key(), job.due)).collect()
}

fn told(booking: &Booking, version: u64) -> Told {
    Told { version, start: booking.slot.start, cancelled: false }
}

const SOON: JobKind = JobKind::ClientReminder { hours: 2 };

#[test]
fn the_clients_days_stand_for_the_24_hours_and_the_last_reminder_stays() {
    let mut booking = booking();
    let due = |text: &str| at(text);
    assert_eq!(
        jobs(&booking),
        [
            ("consultant-4h".to_owned(), due("2026-11-24T11:00:00Z")),
            ("client-168h".to_owned(), due("2026-11-17T15:00:00Z")),
            ("client-24h".to_owned(), due("2026-11-23T15:00:00Z")),
            ("client-2h".to_owned(), due("2026-11-24T13:00:00Z")),
        ]
    );
    booking.reminders.timing.clear();
    let keys: Vec<String> = jobs(&booking).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["consultant-4h", "client-24h", "client-2h"]);
    booking.reminders.email = false;
    let keys: Vec<String> = jobs(&booking).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["consultant-4h"]);
}

#[test]
fn a_booking_that_is_off_has_no_jobs() {
    let cancelled = booking().cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    assert_eq!(jobs(&cancelled), []);
}

#[test]
fn keys_are_read_as_they_are_written() {
    for kind in [SOON, JobKind::ClientReminder { hours: 168 }, JobKind::ConsultantReminder { hours: 4 }] {
        assert_eq!(JobKind::from_key(&kind.key()), Some(kind));
    }
    for unknown in ["", "client", "client-", "client-2", "nobody-2h", "mail"] {
        assert_eq!(JobKind::from_key(unknown), None, "{unknown}");
    }
}

#[test]
fn a_job_is_done_if_the_booking_is_as_it_was_and_its_recipient_knows_it() {
    let booking = booking();
    let (known, now) = (told(&booking, 1), at("2026-11-24T13:00:00Z"));
    let decide = |sequence, known: Option<(&Told, Instant)>, now| booking.decide_job(SOON, sequence, known, now);
    let long_ago = at("2026-11-20T10:00:01Z");
    assert_eq!(decide(0, Some((&known, long_ago)), now), JobDecision::Do);
    assert_eq!(decide(1, Some((&known, long_ago)), now), JobDecision::Silent(Silence::NoLongerApplies));
    // Half an hour before it was due is still worth a reminder; a second less isn't.
    assert_eq!(decide(0, Some((&known, at("2026-11-24T12:30:00Z"))), now), JobDecision::Do);
    let just_now = JobDecision::Silent(Silence::ToldJustNow);
    assert_eq!(decide(0, Some((&known, at("2026-11-24T12:30:01Z"))), now), just_now);
    // Who doesn't know of the meeting as it is will be told by another mail.
    assert_eq!(decide(0, None, now), just_now);
    let other_time = Told { start: at("2026-11-25T15:00:00Z"), ..known.clone() };
    assert_eq!(decide(0, Some((&other_time, long_ago)), now), just_now);
    // Never once the meeting has begun, however late it comes.
    assert_eq!(decide(0, None, booking.slot.start), JobDecision::Silent(Silence::NoLongerApplies));
}
