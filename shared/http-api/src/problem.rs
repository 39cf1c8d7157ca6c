//! Errors as `application/problem+json` (RFC 9457).

use std::borrow::Cow;

use domain::{
    availability::Reason,
    booking::Refusal,
    fault::{Fault, FaultCode, Faults},
    language::Language,
};
use lambda_http::{Body, Response, http::StatusCode};
use links::Purpose;
use platform::SecretError;
use scheduling::Alternative;
use serde::Serialize;
use table::TableError;

use crate::{
    response::{no_store, with_header, with_status},
    views::{SlotView, slot_views},
    words::translated,
};

/// Seconds to wait when the store is busy.
const RETRY_AFTER_SECONDS: u32 = 1;

/// An error: the client's answer and the cause for the log.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Fault>,
    refused: Option<(Reason, Vec<SlotView>)>,
    retry_after: Option<u32>,
    /// For the log only.
    cause: Option<platform::Error>,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: Cow<'a, str>,
    status: u16,
    code: &'static str,
    detail: Cow<'a, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternatives: Option<&'a [SlotView]>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { status, code, detail, errors: Vec::new(), refused: None, retry_after: None, cause: None }
    }

    /// 400: the body is not a JSON object.
    pub fn malformed_body() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed_body", "The body must be a JSON object.")
    }

    /// 401: a missing or bad token, one for another booking, or an unknown booking; all the same.
    pub fn unauthorized() -> Self {
        Self::unauthorized_for(Purpose::Manage)
    }

    /// 401: as [`Problem::unauthorized`], worded for the recipients of a link for another purpose.
    pub fn unauthorized_for(purpose: Purpose) -> Self {
        let detail = match purpose {
            Purpose::Manage => "This needs the booking's own manage token, as in the link of its confirmation mail.",
            Purpose::Attendance => "This needs the link of the mail that asked who came.",
            Purpose::Unsubscribe => "This needs the whole link of the mail that is not wanted any more.",
        };
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// 404: an unknown booking, or one that the caller may not see.
    pub fn no_booking() -> Self {
        Self::not_found("There is no such booking.")
    }

    /// 403: authenticated, but without the permission.
    pub fn forbidden() -> Self {
        let detail = "Your account may not do this. An administrator can.";
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 410: the meeting ended more than 30 days ago.
    pub fn token_expired() -> Self {
        let detail = "This link has expired: the meeting was more than 30 days ago.";
        Self::new(StatusCode::GONE, "token_expired", detail)
    }

    /// 410: the request made a booking that was erased since.
    pub fn erased() -> Self {
        let detail = "The links of this booking have expired: its data were erased.";
        Self::new(StatusCode::GONE, "token_expired", detail)
    }

    pub fn body_too_large() -> Self {
        let detail = "The body may have at most 64 KiB.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    pub fn unsupported_media_type() -> Self {
        let detail = "Send the body with `Content-Type: application/json`.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    /// 429: more than a limit per hour or day allows.
    pub fn too_many_requests(seconds: u32) -> Self {
        let detail = format!("Too many attempts. Try again in {seconds} seconds.");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
        Self { retry_after: Some(seconds), ..problem }
    }

    /// 422 for one well-formed field that refers to something unknown.
    pub fn invalid(pointer: impl Into<String>, code: FaultCode, message: impl Into<String>) -> Self {
        Faults::one(pointer, code, message).into()
    }

    /// 422: the idempotency key belongs to another request.
    pub fn idempotency_key_reused() -> Self {
        let detail = "This Idempotency-Key was used with another request within the last 24 hours. Use a new one.";
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail);
        Self { errors: Faults::one("", FaultCode::KeyReused, "is not what this key stands for").into_vec(), ..problem }
    }

    /// 503: the store is busy or unreachable. Whether the request took effect isn't always known.
    pub fn busy(cause: impl Into<platform::Error>) -> Self {
        let detail = "The system is busy. Try again in a moment.";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail);
        Self { retry_after: Some(RETRY_AFTER_SECONDS), cause: Some(cause.into()), ..problem }
    }

    /// 500: a bug, or a wrong deployment.
    pub fn bug(cause: impl Into<platform::Error>) -> Self {
        let detail = "Something went wrong on our side. The request's id helps us to find out what.";
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail);
        Self { cause: Some(cause.into()), ..problem }
    }

    /// 409 because of the requested slot: taken by another booking, or against a rule.
    pub fn time(reason: Reason, alternatives: &[Alternative]) -> Self {
        let lost = reason == Reason::Booked;
        let code = if lost { "slot_taken" } else { "slot_not_offered" };
        let problem = Self::new(StatusCode::CONFLICT, code, explain(reason));
        Self { refused: Some((reason, slot_views(alternatives))), ..problem }
    }

    pub fn no_consultant() -> Self {
        Self::not_found("There is no such consultant.")
    }

    /// The answer in a language. Logs server faults with their cause, without any client data.
    pub(crate) fn into_response(self, language: Language) -> Response<Body> {
        if let Some(cause) = &self.cause {
            tracing::error!(code = self.code, cause = platform::chain(cause.as_ref()), "request failed");
        }
        let document = Document {
            r#type: format!("urn:magnetiq:problem:{}", self.code),
            title: translated(title(self.code), language),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail_in(language),
            errors: self.errors.iter().map(|fault| in_language(fault, language)).collect(),
            reason: self.refused.as_ref().map(|(reason, _)| *reason),
            alternatives: self.refused.as_ref().map(|(_, alternatives)| alternatives.as_slice()),
        };
        let body = serde_json::to_string(&document).unwrap_or_default();
        let response = with_status(Response::new(Body::Text(body)), self.status);
        let response = no_store(with_header(response, "content-type", "application/problem+json"));
        let response = with_header(response, "content-language", language.as_str());
        let mut response = with_header(response, "vary", "Accept-Language");
        if self.status == StatusCode::UNAUTHORIZED {
            // A 401 states how to authenticate (RFC 9110, 15.5.2).
            response = with_header(response, "www-authenticate", "Bearer");
        }
        match self.retry_after {
            Some(seconds) => with_header(response, "retry-after", &seconds.to_string()),
            None => response,
        }
    }

    /// The detail text; for faults, the only one or their number.
    fn detail_in(&self, language: Language) -> Cow<'_, str> {
        match self.errors.as_slice() {
            _ if !self.detail.is_empty() => translated(&self.detail, language),
            [one] if one.pointer.is_empty() => translated(&one.message, language),
            [one] => format!("{}: {}", one.pointer, translated(&one.message, language)).into(),
            many => {
                let english = format!("{} fields need attention; see `errors`.", many.len());
                translated(&english, language).into_owned().into()
            }
        }
    }
}

fn in_language(fault: &Fault, language: Language) -> Fault {
    let message = translated(&fault.message, language).into_owned();
    Fault { pointer: fault.pointer.clone(), code: fault.code, message }
}

fn title(code: &str) -> &'static str {
    match code {
        "malformed_body" => "Malformed body",
        "unauthorized" => "Not authorised",
        "not_found" => "Not found",
        "token_expired" => "Link expired",
        "body_too_large" => "Body too large",
        "unsupported_media_type" => "Unsupported media type",
        "too_many_requests" => "Too many attempts",
        "change_limit_reached" => "Moved too often",
        "invalid_request" => "Invalid request",
        "idempotency_key_reused" => "Idempotency key reused",
        "slot_taken" => "The time is taken",
        "slot_not_offered" => "The time is not on offer",
        "change_deadline_passed" => "Too late to change",
        "booking_not_live" => "The booking can't be changed",
        "booking_live" => "The booking is live",
        "meeting_not_begun" => "The meeting has not begun",
        "meeting_not_over" => "The meeting is not over",
        "forbidden" => "Not allowed",
        "busy" => "Busy",
        _ => "Internal error",
    }
}

/// Explains a reason and suggests a remedy.
fn explain(reason: Reason) -> &'static str {
    match reason {
        Reason::NotAccepting => "The consultant takes no bookings at present. Choose another consultant.",
        Reason::Holiday => "That day is a holiday for the consultant. Choose one of the alternatives.",
        Reason::Blocked => "The consultant is not available then. Choose one of the alternatives.",
        Reason::OutsideHours => "That is not (wholly) within working hours. Choose one of the alternatives.",
        Reason::OffGrid => "Meetings don't begin at that minute. Choose one of the alternatives.",
        Reason::Horizon => "That is too far ahead. Choose an earlier time.",
        Reason::Notice => "That is too soon. Choose a later time.",
        Reason::Limit => "The consultant has no more room that day. Choose one of the alternatives.",
        Reason::Booked => "That time was just taken. Choose one of the alternatives.",
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        let errors = faults.into_vec();
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "") }
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Busy(_) => Self::busy(error),
            TableError::Refused(_) | TableError::Corrupt { .. } => Self::bug(error),
        }
    }
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Unavailable(_) => Self::busy(error),
            SecretError::Malformed(_) => Self::bug(error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotLive => {
                let detail = "The booking is cancelled or over, so it can't be changed any more.";
                Self::new(StatusCode::CONFLICT, "booking_not_live", detail)
            }
            Refusal::DeadlinePassed => {
                let detail = "It is too late to change this booking online. Please contact us.";
                Self::new(StatusCode::CONFLICT, "change_deadline_passed", detail)
            }
            Refusal::MovesUsedUp => {
                let detail =
                    "The booking was moved as often as is possible online. It can still be cancelled, or contact us.";
                Self::new(StatusCode::CONFLICT, "change_limit_reached", detail)
            }
            Refusal::MovesOfTheDayUsedUp { seconds } => {
                let detail = "The booking was moved very often today. Move it tomorrow, or contact us.";
                let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
                Self { retry_after: Some(seconds), ..problem }
            }
            Refusal::NotBegun => {
                let detail = "The meeting has not begun yet. Say what became of it once it has.";
                Self::new(StatusCode::CONFLICT, "meeting_not_begun", detail)
            }
            Refusal::NotOver => {
                let detail = "The meeting is not over yet. Tell us how it was once it is.";
                Self::new(StatusCode::CONFLICT, "meeting_not_over", detail)
            }
            Refusal::Live => {
                let detail = "The meeting is still to take place. Cancel it first.";
                Self::new(StatusCode::CONFLICT, "booking_live", detail)
            }
        }
    }
}
