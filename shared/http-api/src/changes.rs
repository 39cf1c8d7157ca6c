//! Shared by functions that change bookings: order of checks, replays and the answer.

use std::future::Future;

use domain::{
    booking::{Actor, Booking, Changed, Outcome},
    ids::Reference,
    time::Instant,
};
use lambda_http::{Request, http::StatusCode};
use links::LinkMaker;
use platform::{Clock, ConfigError, Env};
use serde::Serialize;
use table::{ChangeError, ChangeRequest, Idempotency, Replay, Table};

use crate::{Answer, BookingView, LinksView, Problem, Settings, authorise, json, token_of};

/// Dependencies of a function that changes bookings.
#[derive(Debug)]
pub struct ChangeDeps {
    pub table: Table,
    pub links: LinkMaker,
    pub clock: Clock,
    pub settings: Settings,
}

impl ChangeDeps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            links: LinkMaker::new(env)?,
            clock: env.clock.clone(),
            settings: Settings::new(env)?,
        })
    }

    /// Returns the current booking if the request's token opens it.
    ///
    /// # Errors
    /// 401 without its token, 410 once the link has expired.
    pub async fn open(&self, request: &Request, reference: &Reference) -> Result<Booking, Problem> {
        let booking = self.table.booking_now(reference).await?;
        authorise(&self.links.tokens, reference, booking, token_of(request).as_deref(), self.clock.now()).await
    }

    /// Whether the same request was done before with the same key.
    ///
    /// # Errors
    /// 422 if the key belongs to another request.
    pub async fn was_done(&self, idempotency: Option<&Idempotency>) -> Result<bool, Problem> {
        was_done(&self.table, idempotency).await
    }

    /// Records the idempotency key for a request without a change. Returns `false` if another request used the key in
    /// the meantime; then call [`ChangeDeps::was_done`].
    ///
    /// # Errors
    /// 503 if the store is busy.
    pub async fn changes_nothing(&self, booking: &Booking, idempotency: Option<&Idempotency>) -> Result<bool, Problem> {
        match idempotency {
            Some(key) => Ok(self.table.use_key(key, &booking.reference).await?),
            None => Ok(true),
        }
    }

    /// Checks that the client may still change the booking.
    ///
    /// # Errors
    /// 409 if the booking isn't live or the deadline has passed.
    pub fn changeable(&self, booking: &Booking, now: Instant) -> Result<(), Problem> {
        Ok(booking.changeable(now, self.settings.change_deadline_hours)?)
    }

    /// 200 with the current booking and its links.
    pub async fn shown(&self, booking: &Booking) -> Answer {
        #[derive(Serialize)]
        struct Changed<'a> {
            booking: BookingView<'a>,
            links: LinksView<'a>,
        }
        let (links, _) = self.links.for_client(booking).await?;
        let booking = BookingView::new(booking, self.settings.change_deadline_hours);
        json(StatusCode::OK, &Changed { booking, links: LinksView::from(&links) })
    }

    /// 200 with the current booking for the console, without the client's links.
    ///
    /// # Errors
    /// Never, unless serialisation fails (a bug).
    pub fn shown_to_account(&self, booking: &Booking) -> Answer {
        #[derive(Serialize)]
        struct Marked<'a> {
            booking: BookingView<'a>,
        }
        json(StatusCode::OK, &Marked { booking: BookingView::new(booking, self.settings.change_deadline_hours) })
    }

    /// Writes a change that takes no time. Returns the changed booking, or `None` if another request changed it in the
    /// meantime or the same request was done before.
    ///
    /// # Errors
    /// 503 if the store is busy.
    pub async fn record(
        &self,
        before: &Booking,
        changed: Changed,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<Booking>, Problem> {
        let change = ChangeRequest { before, changed: &changed, daily_limit: None, idempotency };
        match self.table.change(&change).await {
            Ok(()) => Ok(Some(changed.booking)),
            Err(ChangeError::Stale | ChangeError::KeyUsed) => Ok(None),
            Err(ChangeError::SlotTaken(_)) => Err(Problem::bug("a change that takes no time can't lose any")),
            Err(ChangeError::Table(error)) => Err(error.into()),
        }
    }

    /// Records the outcome of a meeting. `open` reads the booking with the caller's permission; repeating an outcome
    /// changes nothing.
    ///
    /// # Errors
    /// The errors of `open`; 409 if the meeting hasn't begun, is cancelled or has another outcome; 422 if the key
    /// belongs to another request.
    pub async fn record_outcome<F>(&self, marking: &Marking<'_>, open: impl Fn() -> F) -> Result<Booking, Problem>
    where
        F: Future<Output = Result<Booking, Problem>>,
    {
        let Marking { outcome, actor, request_id, idempotency } = *marking;
        for _ in 0..MAX_ATTEMPTS {
            let (booking, now) = (open().await?, self.clock.now());
            if self.was_done(idempotency).await? {
                return open().await;
            }
            if !booking.markable(outcome, actor, now)? {
                if self.changes_nothing(&booking, idempotency).await? {
                    return Ok(booking);
                }
                continue;
            }
            let changed = booking.record_outcome(outcome, actor, request_id, now);
            if let Some(marked) = self.record(&booking, changed, idempotency).await? {
                return Ok(marked);
            }
        }
        Err(Problem::busy("the booking keeps changing"))
    }
}

/// Whether the same request was done before with the same key.
///
/// # Errors
/// 422 if the key belongs to another request.
pub async fn was_done(table: &Table, idempotency: Option<&Idempotency>) -> Result<bool, Problem> {
    let Some(key) = idempotency else { return Ok(false) };
    match table.replay(key).await? {
        None => Ok(false),
        Some(Replay::Same(_)) => Ok(true),
        Some(Replay::Other) => Err(Problem::idempotency_key_reused()),
    }
}

/// A recorded outcome, with its request.
#[derive(Debug, Clone, Copy)]
pub struct Marking<'a> {
    pub outcome: Outcome,
    /// The role of the caller.
    pub actor: Actor,
    pub request_id: &'a str,
    pub idempotency: Option<&'a Idempotency>,
}

/// Attempts before giving up, while other requests keep changing the booking.
pub const MAX_ATTEMPTS: usize = 4;
