//! The jobs of a booking by value.

use aws_sdk_dynamodb::types::AttributeValue;

use super::*;
use crate::attributes::{number, text};

const REMINDER: JobKind = JobKind::ClientReminder { hours: 2 };

fn at(text: &str) -> Instant {
    format!("2026-11-24T{text}:00Z").parse().unwrap()
}

fn job(kind: JobKind, due: &str) -> Job {
    Job { kind, sequence: 0, due: at(due) }
}

/// Planned jobs, one of them of a kind that a later release has.
fn jobs() -> Jobs {
    let entry = |due: &str| {
        let due = ("due".to_owned(), text(format!("2026-11-24T{due}:00Z")));
        AttributeValue::M(Item::from([("state".to_owned(), text("planned")), due]))
    };
    let jobs = [("client-2h#0", "08:00"), ("calendar-conflict#0", "09:00"), ("attendance-check#0", "12:00")];
    let jobs = jobs.map(|(key, due)| (key.to_owned(), entry(due)));
    Jobs::of(&Item::from([
        ("n".to_owned(), number(3)),
        ("jobs".to_owned(), AttributeValue::M(Item::from(jobs))),
        (keys::PENDING_DUE.to_owned(), text("2026-11-24T08:00:00.000Z")),
    ]))
    .unwrap()
}

fn after(jobs: &Jobs, edits: &JobEdits) -> Jobs {
    jobs.with(edits, jobs.due_after(edits))
}

#[test]
fn unknown_kinds_are_left_alone() {
    let jobs = jobs();
    assert_eq!(jobs.records().len(), 2);
    let edits = jobs.settle(&job(REMINDER, "08:00"), &JobResult::Skipped, &[], at("08:01"));
    let jobs = after(&jobs, &edits);
    assert_eq!(jobs.pending_due, Some(at("09:00")), "of the unknown one");
    assert!(jobs.entries().any(|(kind, _, entry)| kind == "calendar-conflict" && entry.state == JobState::Planned));
}

#[test]
fn first_result_stays() {
    let (reminder, now) = (job(REMINDER, "08:00"), at("08:01"));
    let message = SentMessage { id: "one".to_owned(), subject: None };
    let done = after(&jobs(), &jobs().settle(&reminder, &JobResult::Done(Some(message)), &[], now));
    assert!(done.settle(&reminder, &JobResult::Skipped, &[], now).is_empty());
    assert_eq!(done.key_of_message("one"), Some("client-2h#0"));
    // Of a job that was removed while it ran.
    let late = Job { sequence: 7, ..reminder };
    let edits = done.settle(&late, &JobResult::Skipped, &[], now);
    assert_eq!(after(&done, &edits).record(REMINDER, 7).map(|record| record.is_pending), Some(false));
}

#[test]
fn result_plans_the_following_jobs() {
    let check = job(JobKind::AttendanceCheck, "12:00");
    let then = [job(JobKind::AttendanceAgain, "13:00"), job(JobKind::AttendanceClose, "14:00")];
    let failed = JobResult::Failed { reason: "MessageRejected".to_owned() };
    for result in [JobResult::Done(None), JobResult::Skipped, failed] {
        let jobs = after(&jobs(), &jobs().settle(&check, &result, &then, at("12:01")));
        assert!(then.iter().all(|job| jobs.record(job.kind, 0).is_some_and(|record| record.is_pending)));
    }
}

#[test]
fn failures_are_repeated_up_to_then() {
    let reminder = job(REMINDER, "08:00");
    let failed = JobResult::Failed { reason: "MessageRejected".to_owned() };
    let jobs = after(&jobs(), &jobs().settle(&reminder, &failed, &[], at("08:01")));
    assert!(jobs.retry_failed(|_| true, at("08:00"), at("10:00")).is_empty(), "a later failure stays");
    assert!(jobs.retry_failed(|job| job.sequence == 1, at("08:01"), at("10:00")).is_empty());
    let edits = jobs.retry_failed(|_| true, at("08:01"), at("10:00"));
    assert_eq!(edits.jobs(), [reminder]);
    let record = after(&jobs, &edits).record(REMINDER, 0).unwrap();
    assert_eq!((record.is_pending, record.since, record.entry.failure), (true, at("10:00"), None));
}

#[test]
fn snoozed_job_hides_no_other() {
    let jobs = jobs();
    assert_eq!(jobs.overdue(at("12:30")).len(), 2);
    let jobs = after(&jobs, &jobs.leave_alone(&[job(REMINDER, "08:00")], at("14:00")));
    assert_eq!(jobs.pending_due, Some(at("09:00")));
    assert_eq!(jobs.overdue(at("12:30")).iter().map(|it| it.job.kind).collect::<Vec<_>>(), [JobKind::AttendanceCheck]);
}

#[test]
fn held_job_is_no_repair() {
    let jobs = jobs();
    let jobs = after(&jobs, &jobs.hold(&[job(REMINDER, "08:00")], at("14:00")));
    let record = jobs.record(REMINDER, 0).unwrap();
    assert_eq!((record.entry.repairs, record.is_pending), (None, true));
    assert_eq!(record.since, at("14:00"), "its patience begins when it may be sent");
    assert_eq!(jobs.overdue(at("13:59")).iter().map(|it| it.job.kind).collect::<Vec<_>>(), [JobKind::AttendanceCheck]);
    assert_eq!(jobs.overdue(at("14:01")).len(), 2);
}
