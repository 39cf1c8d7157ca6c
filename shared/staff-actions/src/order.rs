//! The order for an action: a request, or a part of an order for many bookings.

use domain::time::Instant;
use http_api::{Problem, body, idempotency, optional_body, request_id};
use lambda_http::Request;
use serde::Serialize;
use serde_json::{Map, Value};
use table::{ClientKeys, Idempotency};

/// Idempotency keys are those of this operation.
const OPERATION: &str = "change-admin-booking";

#[derive(Debug, Clone, Copy)]
pub enum Order<'a> {
    Request(&'a Request),
    Each(&'a Each<'a>),
}

/// An order for one of many bookings.
#[derive(Debug)]
pub struct Each<'a> {
    /// The same as a request's body.
    pub body: &'a Map<String, Value>,
    /// As on the event; also the idempotency key.
    pub request_id: String,
    /// The time of the order: a part of what must be the same when the order is carried out once more.
    pub ordered_at: Instant,
}

impl Order<'_> {
    pub(crate) fn body(&self) -> Result<Map<String, Value>, Problem> {
        match self {
            Self::Request(request) => body(request),
            Self::Each(each) => Ok(each.body.clone()),
        }
    }

    /// As [`Order::body`], but a missing body counts as an empty one.
    pub(crate) fn optional_body(&self) -> Result<Map<String, Value>, Problem> {
        match self {
            Self::Request(request) => optional_body(request),
            Self::Each(each) => Ok(each.body.clone()),
        }
    }

    pub(crate) fn request_id(&self) -> String {
        match self {
            Self::Request(request) => request_id(request),
            Self::Each(each) => each.request_id.clone(),
        }
    }

    pub(crate) async fn idempotency(
        &self,
        keys: &ClientKeys,
        scope: &str,
        content: &impl Serialize,
    ) -> Result<Option<Idempotency>, Problem> {
        match self {
            Self::Request(request) => idempotency(request, keys, OPERATION, scope, content).await,
            Self::Each(each) => Ok(Some(Idempotency::of(keys, OPERATION, (&each.request_id, scope), content).await?)),
        }
    }

    /// The time that names a job of the order, whenever it is carried out; `None` for a request, which is carried out now.
    pub(crate) fn ordered_at(&self) -> Option<Instant> {
        match self {
            Self::Request(_) => None,
            Self::Each(each) => Some(each.ordered_at),
        }
    }
}
