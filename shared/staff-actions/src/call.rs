//! An order for an action, as every action sees it.

use domain::{
    access::Capability,
    booking::{Booking, Changed, StaffAction},
    ids::Reference,
    time::Instant,
};
use http_api::{Command, Current, IfMatch, Problem, Staff, Step, path_reference, was_done};
use lambda_http::{Request, RequestExt};
use serde::Serialize;
use table::Idempotency;

use crate::{ActionDeps, Each, Order};

/// An account's order for an action on a booking.
pub struct Call<'a> {
    pub(crate) deps: &'a ActionDeps,
    pub(crate) order: Order<'a>,
    pub(crate) staff: &'a Staff,
    pub(crate) action: StaffAction,
    pub(crate) reference: Reference,
    /// The booking as it was first read.
    pub(crate) booking: Booking,
    based_on: Option<IfMatch>,
    /// The answer to a request that might repeat a hand-over, after which the account no longer sees the booking.
    pub(crate) refusal: Option<Problem>,
}

impl<'a> Call<'a> {
    /// Reads the booking and the action that a request's path names.
    ///
    /// # Errors
    /// 403, 404; 428 without `If-Match` where it is needed.
    pub async fn of_request(deps: &'a ActionDeps, staff: &'a Staff, request: &'a Request) -> Result<Self, Problem> {
        let reference = path_reference(request).map_err(|_| Problem::no_booking())?;
        let parameters = request.path_parameters();
        let action = parameters.first("action").and_then(StaffAction::from_key);
        let action = action.ok_or_else(Problem::no_operation)?;
        let found = deps.booking.table.booking_now(&reference).await?;
        let (booking, refusal) = match (staff.open(action.capability(), found.clone()), found) {
            (Ok(booking), _) => (booking, None),
            (Err(refusal), Some(booking)) if may_repeat_move(action, request) => (booking, Some(refusal)),
            (Err(refusal), _) => return Err(refusal),
        };
        let needs_match = action.needs_match() && refusal.is_none();
        let based_on = if needs_match { Some(IfMatch::of(request)?) } else { None };
        Ok(Self { deps, order: Order::Request(request), staff, action, reference, booking, based_on, refusal })
    }

    /// An action on one of many bookings, as it was read: it is carried out on this edition alone.
    ///
    /// # Errors
    /// 403; 404 if the account may not see the booking.
    pub fn of_many(
        deps: &'a ActionDeps,
        staff: &'a Staff,
        action: StaffAction,
        booking: Booking,
        each: &'a Each<'a>,
    ) -> Result<Self, Problem> {
        let booking = staff.open(action.capability(), Some(booking))?;
        let (reference, based_on) = (booking.reference.clone(), Some(IfMatch::edition(booking.edition)));
        let order = Order::Each(each);
        Ok(Self { deps, order, staff, action, reference, booking, based_on, refusal: None })
    }

    /// Reads the booking again, with the same rights.
    pub(crate) async fn open(&self) -> Result<Booking, Problem> {
        self.staff.open(self.action.capability(), self.deps.booking.table.booking_now(&self.reference).await?)
    }

    /// The booking, if the same request of this account was done before or meanwhile: also if it has handed it over since.
    ///
    /// # Errors
    /// 422 if the key belongs to another request.
    pub(crate) async fn done(&self, key: Option<&Idempotency>) -> Result<Option<Booking>, Problem> {
        let table = &self.deps.booking.table;
        if was_done(table, key).await? { Ok(table.booking_now(&self.reference).await?) } else { Ok(None) }
    }

    /// The request's command; the key is the account's own. `content` is the parsed request.
    pub(crate) async fn command(&self, content: &impl Serialize) -> Result<Command, Problem> {
        Ok(Command { request_id: self.order.request_id(), idempotency: self.idempotency(content).await? })
    }

    pub(crate) async fn idempotency(&self, content: &impl Serialize) -> Result<Option<Idempotency>, Problem> {
        let scope = format!("{} {} {}", self.staff.id(), self.reference, self.action.as_str());
        self.order.idempotency(&self.deps.booking.client_keys, &scope, content).await
    }

    /// Applies a rule to the booking and writes the change, unless the same request did it before.
    ///
    /// # Errors
    /// 412 if the booking was changed since the request's `If-Match`; the errors of `decide`; 503.
    pub(crate) async fn apply(
        &self,
        command: &Command,
        decide: impl Fn(&Booking, Instant) -> Result<Step, Problem>,
    ) -> Result<Booking, Problem> {
        let (deps, decide) = (&self.deps.booking, &decide);
        let attempt = |booking: Booking, now| async move {
            self.is_current(&booking).await?;
            match decide(&booking, now)? {
                Step::Unchanged => deps.keep(booking, command).await,
                Step::Change(changed) => deps.record(&booking, *changed, command.idempotency.as_ref()).await,
            }
        };
        deps.attempt(command, self.booking.clone(), || self.open(), attempt).await
    }

    /// Checks that the booking is as the request's `If-Match` says.
    ///
    /// # Errors
    /// 412 with the changed fields and their actor.
    pub(crate) async fn is_current(&self, booking: &Booking) -> Result<(), Problem> {
        match &self.based_on {
            Some(based_on) if !based_on.is(booking.edition) => {
                Err(Problem::changed_meanwhile(self.current(booking).await?))
            }
            _ => Ok(()),
        }
    }

    /// Checks that the booking's state and the account's rights allow the action.
    ///
    /// # Errors
    /// 403; 409.
    pub(crate) fn is_allowed(&self, booking: &Booking, now: Instant) -> Result<(), Problem> {
        Ok(booking.staff_may(self.action, &self.staff.account, now)?)
    }

    /// The newest change that a stale request has missed.
    async fn current(&self, booking: &Booking) -> Result<Current, Problem> {
        let history = self.deps.booking.table.history(&self.reference).await?;
        let newest = history.iter().rev().find(|event| !event.kind.fields().is_empty());
        let actor = newest.map(|event| event.actor.as_str().to_owned());
        let fields = newest.map(|event| event.kind.fields());
        Ok(Current::new(booking.edition, actor, newest.map(|event| event.at), fields.unwrap_or_default()))
    }

    /// Names the account on the event of a change.
    pub(crate) fn signed(&self, changed: Changed) -> Changed {
        changed.with_account(self.staff.id(), Vec::new())
    }

    /// # Errors
    /// 403 without the right to waive rules.
    pub(crate) fn may_waive(&self) -> Result<(), Problem> {
        self.staff.may(Capability::WaiveLimits, &self.booking)
    }
}

/// Whether a request may be the repetition of one that took the booking out of its account's sight.
fn may_repeat_move(action: StaffAction, request: &Request) -> bool {
    matches!(action, StaffAction::Reassign | StaffAction::Reschedule)
        && request.headers().contains_key("idempotency-key")
}
