//! Shared by functions about one booking: access, order of checks, replays, changes and the answer.

use std::future::Future;

use domain::{
    booking::{Actor, Booking, Changed, Outcome},
    ids::Reference,
    time::Instant,
};
use lambda_http::{Request, http::StatusCode};
use links::LinkMaker;
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::{ChangeError, ChangeRequest, ClientCheck, ClientKeys, Idempotency, Replay, Replayed, Table};

use crate::{
    Answer, BookingView, LinksView, Problem, Rules, Settings, authorise, idempotency, json, request_id, token_of,
};

/// Dependencies of a function that shows or changes a booking.
#[derive(Debug, FromEnv)]
pub struct BookingDeps {
    pub table: Table,
    pub links: LinkMaker,
    pub clock: Clock,
    pub settings: Settings,
    pub client_keys: ClientKeys,
}

impl BookingDeps {
    /// Returns the current booking if the request's token opens it.
    ///
    /// # Errors
    /// 401 without its token, 410 once the link has expired.
    pub async fn open(&self, request: &Request, reference: &Reference) -> Result<Booking, Problem> {
        let booking = self.table.booking_now(reference).await?;
        authorise(&self.links.tokens, reference, booking, token_of(request).as_deref(), self.clock.now()).await
    }

    /// Returns the command of an operation (its `operationId`) on a booking. `content` is the parsed request: one
    /// idempotency key stands for equal contents.
    ///
    /// # Errors
    /// 422 if the idempotency key is malformed.
    pub async fn command(
        &self,
        request: &Request,
        operation: &'static str,
        reference: &Reference,
        content: &impl Serialize,
    ) -> Result<Command, Problem> {
        Ok(Command {
            request_id: request_id(request),
            idempotency: idempotency(request, &self.client_keys, operation, reference.as_str(), content).await?,
        })
    }

    /// Returns the rules for changes by clients, at present.
    pub async fn rules(&self) -> Result<Rules, Problem> {
        Ok(Rules::new(&self.settings, &*self.table.settings().await?))
    }

    /// 200 with the current booking and its links.
    pub async fn shown(&self, booking: &Booking) -> Answer {
        #[derive(Serialize)]
        struct Changed<'a> {
            booking: BookingView<'a>,
            links: LinksView<'a>,
        }
        let company = self.table.settings().await?;
        let (links, _) = self.links.for_client(booking, &company).await?;
        let booking = BookingView::new(booking, self.settings.with(&company).change_deadline_hours);
        json(StatusCode::OK, &Changed { booking, links: LinksView::from(&links) })
    }

    /// Applies an operation's rule to a booking and writes the change. Returns the current booking afterwards.
    ///
    /// # Errors
    /// As [`BookingDeps::attempt`]; the errors of `decide`.
    pub async fn apply<O>(
        &self,
        command: &Command,
        booking: Booking,
        open: impl Fn() -> O,
        decide: impl Fn(&Booking, Instant) -> Result<Step, Problem>,
    ) -> Result<Booking, Problem>
    where
        O: Future<Output = Result<Booking, Problem>>,
    {
        let decide = &decide;
        let attempt = |booking: Booking, now| async move {
            match decide(&booking, now)? {
                Step::Unchanged => self.keep(booking, command).await,
                Step::Change(changed) => self.record(&booking, *changed, command.idempotency.as_ref()).await,
            }
        };
        self.attempt(command, booking, open, attempt).await
    }

    /// Makes attempts to change a booking until one isn't overtaken by another request: at most once for an idempotency
    /// key. Returns the current booking afterwards.
    ///
    /// `open` reads the booking with the caller's permission. `attempt` returns `None` if it was overtaken.
    ///
    /// # Errors
    /// The errors of `open` and `attempt`; 422 if the key belongs to another request; 503 if the booking keeps changing.
    pub async fn attempt<O, A>(
        &self,
        command: &Command,
        mut booking: Booking,
        open: impl Fn() -> O,
        attempt: impl Fn(Booking, Instant) -> A,
    ) -> Result<Booking, Problem>
    where
        O: Future<Output = Result<Booking, Problem>>,
        A: Future<Output = Result<Option<Booking>, Problem>>,
    {
        let key = command.idempotency.as_ref();
        for _ in 0..MAX_ATTEMPTS {
            if was_done(&self.table, key).await? {
                return open().await;
            }
            match attempt(booking, self.clock.now()).await {
                Ok(Some(changed)) => return Ok(changed),
                Ok(None) => booking = open().await?,
                Err(problem) => return problem.unless_done(self.done(key, &open)).await,
            }
        }
        Err(Problem::busy("the booking keeps changing"))
    }

    /// The current booking, if the same request was done before or meanwhile.
    async fn done<O>(&self, key: Option<&Idempotency>, open: impl Fn() -> O) -> Result<Option<Booking>, Problem>
    where
        O: Future<Output = Result<Booking, Problem>>,
    {
        if was_done(&self.table, key).await? { open().await.map(Some) } else { Ok(None) }
    }

    /// Records the command's idempotency key without a change. Returns the booking, or `None` if another request used
    /// the key in the meantime.
    ///
    /// # Errors
    /// 503 if the store is busy.
    pub async fn keep(&self, booking: Booking, command: &Command) -> Result<Option<Booking>, Problem> {
        let is_kept = match &command.idempotency {
            Some(key) => self.table.use_key(key, &booking.reference).await?,
            None => true,
        };
        Ok(is_kept.then_some(booking))
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
        self.record_of(ClientCheck::default(), before, changed, idempotency).await
    }

    /// As [`BookingDeps::record`], for a change that concerns the client's own item as well.
    ///
    /// # Errors
    /// 503 if the store is busy.
    pub async fn record_of(
        &self,
        client: ClientCheck<'_>,
        before: &Booking,
        changed: Changed,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<Booking>, Problem> {
        let change = ChangeRequest { idempotency, client, ..ChangeRequest::new(before, &changed) };
        match self.table.change(&change).await {
            Ok(()) => Ok(Some(changed.booking)),
            Err(ChangeError::Stale | ChangeError::KeyUsed) => Ok(None),
            Err(ChangeError::SlotTaken(_) | ChangeError::ClientBusy) => {
                Err(Problem::bug("a change that takes no time can't lose any"))
            }
            Err(ChangeError::Table(error)) => Err(error.into()),
        }
    }

    /// Records the outcome of a meeting; repeating it changes nothing.
    ///
    /// # Errors
    /// As [`BookingDeps::attempt`]; 409 if the meeting hasn't begun, is cancelled or has another outcome.
    pub async fn record_outcome<O>(
        &self,
        command: &Command,
        booking: Booking,
        open: impl Fn() -> O,
        (outcome, actor): (Outcome, Actor),
        may_correct: impl Fn(&Booking, Instant) -> bool,
    ) -> Result<Booking, Problem>
    where
        O: Future<Output = Result<Booking, Problem>>,
    {
        let decide = |booking: &Booking, now| {
            if !booking.markable(outcome, may_correct(booking, now), now)? {
                return Ok(Step::Unchanged);
            }
            Ok(Step::change(booking.record_outcome(outcome, actor, &command.request_id, now)))
        };
        self.apply(command, booking, open, decide).await
    }
}

/// A parsed request to change a booking.
#[derive(Debug)]
pub struct Command {
    pub request_id: String,
    pub idempotency: Option<Idempotency>,
}

/// The result of an operation's rule.
#[derive(Debug)]
pub enum Step {
    /// The booking is already in the requested state.
    Unchanged,
    Change(Box<Changed>),
}

impl Step {
    pub fn change(changed: Changed) -> Self {
        Self::Change(Box::new(changed))
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

/// Returns the id of the thing that the same request made before with the same key.
///
/// # Errors
/// 422 if the key belongs to another request.
pub async fn made_before(table: &Table, idempotency: Option<&Idempotency>) -> Result<Option<String>, Problem> {
    let Some(key) = idempotency else { return Ok(None) };
    match table.replayed(key).await? {
        None => Ok(None),
        Some(Replayed::Same(id)) => Ok(Some(id)),
        Some(Replayed::Other) => Err(Problem::idempotency_key_reused()),
    }
}

/// Attempts before giving up, while other requests keep changing the booking.
pub const MAX_ATTEMPTS: usize = 4;
