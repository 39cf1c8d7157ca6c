//! The account logged in at the console, and its rights. API Gateway's JWT authorizer has verified the token; its claims
//! come with the request.

mod actions;
mod cache;
mod listing;
mod token;
mod view_as;

use domain::{
    access::{Account, Capability, Reach, Subject, TokenFacts, may},
    audit::{AuditEntry, AuditKind},
    booking::{Actor, Booking},
    ids::ConsultantId,
};
use lambda_http::{Request, http::Method};
use platform::{Clock, FromEnv};
use serde_json::Map;
use table::Table;

use crate::{Problem, request_id};
pub use actions::StaffActionsView;
use cache::Kept;

/// Reads accounts, and keeps them for a minute.
#[derive(Debug, FromEnv)]
pub struct StaffDeps {
    table: Table,
    clock: Clock,
    #[env(default)]
    kept: Kept,
}

/// The account that sent a request.
#[derive(Debug)]
pub struct Staff {
    pub account: Account,
    /// The consultant with the rights that count for this request, if an administrator views the console as them.
    pub viewed: Option<ConsultantId>,
    /// The account that acts; `account` has the viewed consultant's rights.
    actor_id: String,
    request_id: String,
}

impl Staff {
    /// Returns the account that sent the request, for an operation of the console. Changes see it as it is now, reads
    /// at most a minute old.
    ///
    /// # Errors
    /// 401 without a token's claims; 403 without any role, for a disabled account, and for anything but reading with
    /// `X-View-As`, which administrators alone may send.
    pub async fn of(request: &Request, deps: &StaffDeps) -> Result<Self, Problem> {
        Self::read(request, deps, request.method() != Method::GET).await
    }

    /// As [`Staff::of`], but as of now also for reads: for a single booking, searches and exports.
    ///
    /// # Errors
    /// As [`Staff::of`].
    pub async fn of_now(request: &Request, deps: &StaffDeps) -> Result<Self, Problem> {
        Self::read(request, deps, true).await
    }

    async fn read(request: &Request, deps: &StaffDeps, is_fresh: bool) -> Result<Self, Problem> {
        let staff = Self::with(token::facts(request)?, request_id(request), deps, is_fresh).await?;
        match view_as::asked(request)? {
            Some(consultant) => view_as::begin(staff, consultant, request, deps).await,
            None => Ok(staff),
        }
    }

    /// Returns an account as it is now, for work that it ordered earlier: with the roles that it had then and has not lost
    /// since.
    ///
    /// # Errors
    /// 403 for an account that was disabled meanwhile, or has no rights any more.
    pub async fn later(facts: TokenFacts, request_id: String, deps: &StaffDeps) -> Result<Self, Problem> {
        Self::with(facts, request_id, deps, true).await
    }

    async fn with(facts: TokenFacts, request_id: String, deps: &StaffDeps, is_fresh: bool) -> Result<Self, Problem> {
        let account = deps.account(facts, is_fresh).await?;
        if account.is_disabled {
            return Err(Problem::account_disabled());
        }
        if !has_any_right(&account) {
            return Err(Problem::forbidden());
        }
        Ok(Self { actor_id: account.id.clone(), account, viewed: None, request_id })
    }

    /// Checks a right.
    ///
    /// # Errors
    /// 403, or 404 for a booking that the account may not see.
    pub fn may<'a>(&self, capability: Capability, subject: impl Into<Subject<'a>>) -> Result<(), Problem> {
        Ok(may(&self.account, capability, subject.into())?)
    }

    /// Returns the consultants that a capability covers: before the body is read, where it names the subject, and for
    /// lists.
    ///
    /// # Errors
    /// 403 if it covers nothing.
    pub fn reach(&self, capability: Capability) -> Result<Reach, Problem> {
        match self.account.reach(capability) {
            Reach::Nothing => Err(Problem::forbidden()),
            reach => Ok(reach),
        }
    }

    /// Returns a booking for an operation that needs this capability on it.
    ///
    /// # Errors
    /// 403; 404 if there is none, or the account may not see it.
    pub fn open(&self, capability: Capability, booking: Option<Booking>) -> Result<Booking, Problem> {
        let booking = booking.ok_or_else(Problem::no_booking)?;
        self.may(capability, &booking)?;
        Ok(booking)
    }

    /// The originator of a change of the booking.
    pub fn actor(&self, booking: &Booking) -> Actor {
        self.account.actor(booking)
    }

    /// The acting account's id in the user pool, for events and records.
    pub fn id(&self) -> &str {
        &self.actor_id
    }

    /// The record of an act of this account; `subject` as `consultant:anna`. Add the change with
    /// [`AuditEntry::changed`], and write it in the transaction of the change.
    pub fn audit(&self, kind: AuditKind, subject: impl Into<String>) -> AuditEntry {
        AuditEntry {
            kind,
            subject: subject.into(),
            actor_id: self.actor_id.clone(),
            request_id: self.request_id.clone(),
            before: Map::new(),
            after: Map::new(),
        }
    }
}

/// A consultant's account that belongs to no consultant and assists none has nothing to do at the console.
fn has_any_right(account: &Account) -> bool {
    !account.can().is_empty()
}
