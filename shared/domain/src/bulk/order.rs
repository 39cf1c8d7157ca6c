//! An accepted order and its state.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    access::{Account, Role, TokenFacts},
    booking::StaffAction,
    ids::ConsultantId,
    time::Instant,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkState {
    /// It hasn't begun, and can be stopped without any effect.
    Waiting,
    Running,
    /// What was done stays done; the rest is as it was.
    Stopped,
    Done,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl BulkState {
    /// The stored form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Self {
        let known = [Self::Waiting, Self::Running, Self::Stopped, Self::Done];
        known.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Unknown)
    }

    /// Whether bookings may still be changed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// The account that gave the order, with the rights that it had then: it can lose some until its turn comes, and gain none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkActor {
    pub id: String,
    pub roles: BTreeSet<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant: Option<ConsultantId>,
}

impl BulkActor {
    /// `id` is the acting account's.
    pub fn new(id: &str, account: &Account) -> Self {
        Self { id: id.to_owned(), roles: account.roles.clone(), consultant: account.consultant.clone() }
    }

    /// As a token of the time of the order has it: roles that were taken away since then are gone.
    pub fn facts(&self, ordered_at: Instant) -> TokenFacts {
        TokenFacts {
            id: self.id.clone(),
            roles: self.roles.clone(),
            consultant: self.consultant.clone(),
            issued_at: ordered_at,
            email: None,
        }
    }
}

/// The end of an order before all bookings had their turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub at: Instant,
    /// The account that stopped it; `None` for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why the system stopped it: the code of the problem that the account would get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// An accepted order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bulk {
    pub id: String,
    #[serde(with = "action_name")]
    pub action: StaffAction,
    /// As in the body of a request for one booking.
    pub params: Map<String, Value>,
    pub actor: BulkActor,
    pub created_at: Instant,
    pub not_before: Instant,
    pub total: usize,
    /// Messages to clients, at most.
    pub mails: usize,
    pub chunks: u32,
    /// The absence that it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<String>,
    /// Kept beside the other members, because it changes.
    #[serde(skip, default = "unknown")]
    pub state: BulkState,
    #[serde(skip)]
    pub ended: Option<Ending>,
}

fn unknown() -> BulkState {
    BulkState::Unknown
}

impl Bulk {
    /// The id of the request of one booking's part, on its event.
    pub fn request_id(&self, reference: &crate::ids::Reference) -> String {
        format!("bulk:{}:{reference}", self.id)
    }
}

/// Actions are stored by their names.
mod action_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::booking::StaffAction;

    pub(super) fn serialize<S: Serializer>(action: &StaffAction, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(action.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StaffAction, D::Error> {
        let name = String::deserialize(deserializer)?;
        StaffAction::from_key(&name).ok_or_else(|| D::Error::custom("an action of a later release"))
    }
}
