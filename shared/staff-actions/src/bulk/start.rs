//! Accepting an order.

use std::collections::{BTreeMap, HashSet};

use chrono::TimeDelta;
use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    booking::StaffAction,
    bulk::{Bulk, BulkActor, BulkResult, BulkState, BulkTarget, mails_of},
    fault::Rule,
    ids::Reference,
};
use http_api::{Problem, Staff};
use serde_json::{Map, Value, json};
use table::{Idempotency, Limit, RateDecision, Standing, chunks_of};
use ulid::Ulid;
use worker::BulkQueue;

use super::BulkDeps;

/// An order to accept.
#[derive(Debug)]
pub struct NewBulk<'a> {
    pub action: StaffAction,
    /// As in the body of a request for one booking.
    pub params: Map<String, Value>,
    pub references: Vec<Reference>,
    pub delay_seconds: u32,
    /// The number of messages to clients that an administrator agrees to.
    pub agreed: Option<u32>,
    /// The absence that it belongs to, if any, and the order's id, which it determines.
    pub absence: Option<(String, String)>,
    pub idempotency: Option<&'a Idempotency>,
}

/// The bookings of an order as they stand; those without a chance already have their result.
type Targets = Vec<(BulkTarget, Option<BulkResult>)>;

impl BulkDeps {
    /// Freezes an order's bookings, counts its messages, and stores it. Nothing is queued yet.
    ///
    /// `None` if another request used the idempotency key meanwhile.
    ///
    /// # Errors
    /// 422 if an administrator hasn't agreed to the number of very many messages; 429 if the account caused too many messages to clients; 503.
    pub async fn accept(&self, staff: &Staff, new: NewBulk<'_>) -> Result<Option<Bulk>, Problem> {
        let targets = self.freeze(staff, new.action, &new.references).await?;
        let open = targets.iter().filter(|(_, result)| result.is_none()).count();
        let mails = open * mails_of(new.action, &new.params);
        // Who orders an absence has seen its bookings.
        if new.absence.is_none() {
            self.check_agreement(staff, mails, new.agreed).await?;
        }
        let bulk = self.order(staff, &new, &targets, mails);
        let counted = self.count(staff, mails).await?;
        let audit = staff.audit(AuditKind::ManyChanged, format!("bulk:{}", bulk.id));
        let audit = audit.changed(&Value::Null, &summary(&bulk)).map_err(Problem::bug)?;
        let chunks = chunks_of(&targets);
        let stored = self.actions.booking.table.put_bulk(&bulk, &chunks, (new.idempotency, &audit)).await;
        if !matches!(stored, Ok(true)) {
            self.give_back(staff, counted).await?;
        }
        Ok(stored?.then_some(bulk))
    }

    /// Queues an order's chunks.
    ///
    /// # Errors
    /// 503: `reconcile` queues them later.
    pub async fn enqueue(&self, queue: &BulkQueue, bulk: &Bulk) -> Result<(), Problem> {
        let wait = (bulk.not_before - self.clock.now()).num_seconds().max(0);
        let wait = u32::try_from(wait).unwrap_or(0);
        queue.put_all(&bulk.id, 1..=bulk.chunks, wait).await.map_err(Problem::busy)
    }

    fn order(&self, staff: &Staff, new: &NewBulk<'_>, targets: &Targets, mails: usize) -> Bulk {
        let now = self.clock.now();
        let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let drawn = || Ulid::from_parts(milliseconds, u128::from_le_bytes(self.actions.random.bytes())).to_string();
        let (absence, id) = new.absence.clone().unzip();
        Bulk {
            id: id.unwrap_or_else(drawn),
            action: new.action,
            params: new.params.clone(),
            actor: BulkActor::new(staff.id(), &staff.account),
            created_at: now,
            not_before: now + TimeDelta::seconds(i64::from(new.delay_seconds)),
            total: targets.len(),
            mails,
            chunks: u32::try_from(chunks_of(targets).len()).unwrap_or(0),
            absence,
            state: if targets.is_empty() { BulkState::Done } else { BulkState::Waiting },
            ended: None,
        }
    }

    /// Reads the bookings as they stand. One that the account may not change gets its result at once.
    async fn freeze(&self, staff: &Staff, action: StaffAction, references: &[Reference]) -> Result<Targets, Problem> {
        let found = self.actions.booking.table.standings(references).await?;
        let found: BTreeMap<&Reference, &Standing> = found.iter().map(|it| (&it.reference, it)).collect();
        let mut seen = HashSet::new();
        let references = references.iter().filter(|reference| seen.insert(*reference));
        Ok(references
            .map(|reference| {
                let standing = found.get(reference);
                let refused = match standing {
                    None => Some(Problem::no_booking()),
                    Some(standing) => {
                        let subject = Subject::Booking(&standing.consultant_id);
                        let may = |capability| staff.may(capability, subject);
                        may(action.capability()).and_then(|()| may(Capability::ChangeMany)).err()
                    }
                };
                let edition = standing.map_or(0, |standing| standing.edition);
                let target = BulkTarget { reference: reference.clone(), edition };
                (target, refused.map(|problem| BulkResult::refused(problem.code())))
            })
            .collect())
    }

    async fn check_agreement(&self, staff: &Staff, mails: usize, agreed: Option<u32>) -> Result<(), Problem> {
        let deps = &self.actions.booking;
        let most = deps.settings.now(&deps.table).await?.limits.mails_without_agreement();
        let has_agreed = agreed.and_then(|agreed| usize::try_from(agreed).ok()) == Some(mails);
        if !staff.account.is_admin() || most == 0 || mails <= most || has_agreed {
            return Ok(());
        }
        Err(Problem::invalid("/mails", Rule::Agreement(mails)))
    }

    /// Counts messages to clients in advance.
    async fn count(&self, staff: &Staff, mails: usize) -> Result<u32, Problem> {
        let (limit, mails) = (self.limit(staff).await?, u32::try_from(mails).unwrap_or(u32::MAX));
        if mails == 0 || limit.most == 0 {
            return Ok(0);
        }
        let caller = self.actions.booking.client_keys.caller(&["account", staff.id()]).await?;
        match self.actions.booking.table.count_many(limit, &caller, mails).await? {
            RateDecision::Allowed => Ok(mails),
            RateDecision::Wait { seconds } => Err(Problem::staff_mails_used_up(seconds)),
        }
    }

    async fn give_back(&self, staff: &Staff, mails: u32) -> Result<(), Problem> {
        if mails == 0 {
            return Ok(());
        }
        let limit = self.limit(staff).await?;
        let caller = self.actions.booking.client_keys.caller(&["account", staff.id()]).await?;
        Ok(self.actions.booking.table.give_back_many(limit, &caller, mails).await?)
    }

    async fn limit(&self, staff: &Staff) -> Result<Limit, Problem> {
        let deps = &self.actions.booking;
        let settings = deps.settings.now(&deps.table).await?;
        Ok(settings.limits.mails_of_account(staff.account.is_admin()))
    }
}

/// The part of an order that its record has: no text of the parameters, which may name a client.
fn summary(bulk: &Bulk) -> Value {
    json!({
        "action": bulk.action,
        "total": bulk.total,
        "mails": bulk.mails,
        "notBefore": bulk.not_before,
        "absence": bulk.absence,
    })
}
