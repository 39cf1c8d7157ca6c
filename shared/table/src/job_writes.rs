//! Writes of a booking's jobs, by compare-and-set: each is decided on the jobs as they are, and decided anew if another
//! writer was first.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use domain::{
    booking::{Booking, Job, JobKind, JobSettings},
    ids::Reference,
    time::Instant,
};

use crate::{
    JobRecord, JobResult, Jobs, Table, TableError,
    attributes::{instant, number, text, to_item},
    jobs::JobEdits,
    keys::{self, Item},
};

/// Attempts while others write: each failure is another's success, and a booking has few jobs.
const MAX_ATTEMPTS: usize = 20;

/// Jobs after a change of plans.
#[derive(Debug, Clone, PartialEq)]
pub struct Replanned {
    /// Those that no longer fit the booking.
    pub removed: Vec<JobRecord>,
    /// Those that are planned.
    pub planned: Vec<JobRecord>,
}

impl Table {
    /// Plans the jobs of a booking as read with them. `None` if they were planned for a later version already.
    pub async fn plan_jobs(
        &self,
        booking: &Booking,
        jobs: &Jobs,
        settings: &JobSettings,
    ) -> Result<Option<Replanned>, TableError> {
        let decide = |jobs: &Jobs| jobs.fit(booking, settings);
        let Some((before, _, after)) = self.write_jobs(&booking.reference, jobs.clone(), decide).await? else {
            return Ok(None);
        };
        let is_removed = |it: &JobRecord| it.is_pending && after.record(it.job.kind, it.job.sequence).is_none();
        Ok(Some(Replanned {
            removed: before.records().into_iter().filter(is_removed).collect(),
            planned: after.records().into_iter().filter(|record| record.is_pending).collect(),
        }))
    }

    /// Plans one more job, if there is none of its kind and sequence.
    pub async fn plan_job(&self, reference: &Reference, jobs: &Jobs, job: &Job) -> Result<(), TableError> {
        self.write_jobs(reference, jobs.clone(), |jobs| Some(jobs.add(job))).await.map(|_| ())
    }

    /// Stores the result of a job, and plans those that follow it. Returns `false` if it had a result already.
    pub async fn settle_job(
        &self,
        reference: &Reference,
        jobs: &Jobs,
        job: &Job,
        (result, then): (&JobResult, &[Job]),
    ) -> Result<bool, TableError> {
        let now = self.clock.now();
        let decide = |jobs: &Jobs| Some(jobs.settle(job, result, then, now));
        let written = self.write_jobs(reference, jobs.clone(), decide).await?;
        Ok(written.is_some_and(|(_, edits, _)| !edits.is_empty()))
    }

    /// Plans jobs that failed until an instant again, of one kind and sequence or all. Returns them.
    pub async fn retry_failed_jobs(
        &self,
        reference: &Reference,
        jobs: &Jobs,
        only: Option<(JobKind, u32)>,
        until: Instant,
    ) -> Result<Vec<Job>, TableError> {
        let now = self.clock.now();
        let is_meant = |job: &Job| only.is_none_or(|only| only == (job.kind, job.sequence));
        let decide = |jobs: &Jobs| Some(jobs.retry_failed(is_meant, until, now));
        let written = self.write_jobs(reference, jobs.clone(), decide).await?;
        let edits = written.map(|(_, edits, _)| edits).unwrap_or_default();
        Ok(edits.jobs())
    }

    /// Has `reconcile` leave planned jobs alone until an instant: it requeued them.
    pub(crate) async fn leave_jobs_alone(
        &self,
        reference: &Reference,
        jobs: &Jobs,
        (which, until): (&[Job], Instant),
    ) -> Result<(), TableError> {
        self.write_jobs(reference, jobs.clone(), |jobs| Some(jobs.leave_alone(which, until))).await.map(|_| ())
    }

    /// Has a planned job wait until an instant: it is over a limit.
    pub async fn hold_job(
        &self,
        reference: &Reference,
        jobs: &Jobs,
        (job, until): (&Job, Instant),
    ) -> Result<(), TableError> {
        let which = std::slice::from_ref(job);
        self.write_jobs(reference, jobs.clone(), |jobs| Some(jobs.hold(which, until))).await.map(|_| ())
    }

    /// Has a decision written. Returns the jobs before, the changes, and the jobs after; `None` if it decided against any.
    async fn write_jobs(
        &self,
        reference: &Reference,
        mut jobs: Jobs,
        decide: impl Fn(&Jobs) -> Option<JobEdits>,
    ) -> Result<Option<(Jobs, JobEdits, Jobs)>, TableError> {
        for _ in 0..MAX_ATTEMPTS {
            let Some(edits) = decide(&jobs) else { return Ok(None) };
            let due = jobs.due_after(&edits);
            if edits.is_empty() && due == jobs.pending_due && edits.version.is_none_or(|it| it == jobs.version) {
                return Ok(Some((jobs.clone(), edits, jobs)));
            }
            let after = jobs.with(&edits, due);
            match self.try_to_write_jobs(reference, &jobs, &edits, due).await? {
                Written::Done => return Ok(Some((jobs, edits, after))),
                Written::Other(found) => jobs = *found,
            }
        }
        Err(TableError::Busy("the jobs keep changing".into()))
    }

    async fn try_to_write_jobs(
        &self,
        reference: &Reference,
        jobs: &Jobs,
        edits: &JobEdits,
        due: Option<Instant>,
    ) -> Result<Written, TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(keys::jobs(reference)))
            .expression_attribute_values(":one", number(1))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match jobs.writes {
            None => update.condition_expression("attribute_not_exists(pk)"),
            Some(writes) => {
                update.condition_expression("n = :seen").expression_attribute_values(":seen", number(writes))
            }
        };
        match expressed(update, jobs, edits, (reference, due))?.send().await {
            Ok(_) => Ok(Written::Done),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                let UpdateItemError::ConditionalCheckFailedException(failed) = error.into_err() else {
                    return Err(TableError::Busy("the jobs were changed meanwhile".into()));
                };
                Ok(Written::Other(Box::new(failed.item.as_ref().map(Jobs::of).transpose()?.unwrap_or_default())))
            }
            Err(error) => Err(TableError::from_sdk(error)),
        }
    }
}

enum Written {
    Done,
    /// Another writer was first; the jobs as they are now.
    Other(Box<Jobs>),
}

fn expressed(
    mut update: UpdateItemFluentBuilder,
    jobs: &Jobs,
    edits: &JobEdits,
    (reference, due): (&Reference, Option<Instant>),
) -> Result<UpdateItemFluentBuilder, TableError> {
    let (mut set, mut removed) = (Vec::new(), Vec::new());
    if jobs.writes.is_none() {
        let entries =
            edits.put.iter().map(|(key, entry)| Ok((key.clone(), AttributeValue::M(to_item("jobs", entry)?))));
        let entries: Item = entries.collect::<Result<_, TableError>>()?;
        set.push("jobs = :jobs".to_owned());
        update = update.expression_attribute_values(":jobs", AttributeValue::M(entries));
    } else {
        for (number, (key, entry)) in edits.put.iter().enumerate() {
            set.push(format!("jobs.#put{number} = :put{number}"));
            update = update
                .expression_attribute_names(format!("#put{number}"), key)
                .expression_attribute_values(format!(":put{number}"), AttributeValue::M(to_item("jobs", entry)?));
        }
        for (number, key) in edits.removed.iter().enumerate() {
            removed.push(format!("jobs.#removed{number}"));
            update = update.expression_attribute_names(format!("#removed{number}"), key);
        }
    }
    if let Some(version) = edits.version {
        set.push("version = :version".to_owned());
        update = update.expression_attribute_values(":version", number(version));
    }
    match due {
        Some(due) => {
            set.push("pendingShard = :shard, pendingDue = :due".to_owned());
            update = update
                .expression_attribute_values(":shard", text(keys::pending_shard(reference)))
                .expression_attribute_values(":due", instant(due));
        }
        None => removed.push("pendingShard, pendingDue".to_owned()),
    }
    let set = if set.is_empty() { String::new() } else { format!("SET {} ", set.join(", ")) };
    let removed = if removed.is_empty() { String::new() } else { format!("REMOVE {} ", removed.join(", ")) };
    Ok(update.update_expression(format!("{set}{removed}ADD n :one")))
}
