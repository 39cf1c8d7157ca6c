//! Errors as `application/problem+json` (RFC 9457).

mod current;
mod detail;
mod facts;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt::Display, future::Future, time::Duration};

use domain::{
    access,
    availability::{Reason, Waiver},
    booking::{Refusal, WhyNot},
    fault::{Fault, FaultCode, Faults, Rule},
    settings::CompanySettings,
    template::Position,
};
use lambda_http::{Body, Response, http::StatusCode};
use links::{AddressPurpose, Purpose};
use platform::SecretError;
use scheduling::Alternative;
use serde::Serialize;
use serde_json::Value;
use table::TableError;
use texts::Locale;

use crate::{
    response::{no_store, with_header, with_status},
    views::{SlotView, slot_views},
};
pub use current::Current;
pub(crate) use current::etag;
use detail::Detail;

/// Left for the answer itself, until the request's deadline.
const ANSWER: Duration = Duration::from_millis(100);
/// Seconds to wait when the store is busy.
/// People configure a deployment; a retry a second later finds nothing new.
const CONFIGURE_SECONDS: u32 = 60;
const RETRY_AFTER_SECONDS: u32 = 1;

/// An error: the client's answer and the cause for the log.
#[derive(Debug)]
pub struct Problem {
    detail: Detail,
    errors: Vec<Fault>,
    refused: Option<(Reason, Vec<SlotView>)>,
    /// The resource as it is now, for a stale `If-Match`.
    current: Option<Current>,
    retry_after: Option<u32>,
    /// A proof-of-work challenge, as ALTCHA's widget takes it.
    challenge: Option<Box<Value>>,
    /// For staff: the waivers that would do.
    waivable: Option<Vec<Waiver>>,
    /// Where to ask.
    contact: Option<String>,
    /// For the log only.
    cause: Option<platform::Error>,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: Cow<'static, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternatives: Option<&'a [SlotView]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waivable: Option<&'a [Waiver]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a Current>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<&'a Value>,
}

/// A fault as the API shows it.
#[derive(Serialize)]
pub struct FaultView<'a> {
    pointer: &'a str,
    code: FaultCode,
    message: Cow<'static, str>,
    #[serde(flatten)]
    position: Option<Position>,
}

impl<'a> FaultView<'a> {
    pub fn new(fault: &'a Fault, locale: Locale) -> Self {
        let message = texts::fault(fault, locale);
        Self { pointer: &fault.pointer, code: fault.rule.code(), message, position: fault.position }
    }
}

impl Problem {
    fn new(detail: impl Into<Detail>) -> Self {
        Self {
            detail: detail.into(),
            errors: Vec::new(),
            refused: None,
            current: None,
            challenge: None,
            retry_after: None,
            waivable: None,
            contact: None,
            cause: None,
        }
    }

    /// 400: the body is not a JSON object.
    pub fn malformed_body() -> Self {
        Self::new(Detail::MalformedBody)
    }

    /// 401: a missing or bad token, one for another booking, or an unknown booking; all the same.
    pub fn unauthorized() -> Self {
        Self::unauthorized_for(Purpose::Manage)
    }

    /// 401: as [`Problem::unauthorized`], worded for the recipients of a link for another purpose.
    pub fn unauthorized_for(purpose: Purpose) -> Self {
        Self::new(purpose)
    }

    /// 401: as [`Problem::unauthorized`], for a link about an address.
    pub fn unauthorized_for_address(purpose: AddressPurpose) -> Self {
        Self::new(purpose)
    }

    /// 404: an unknown booking, or one that the caller may not see.
    pub fn no_booking() -> Self {
        Self::new(Detail::NoBooking)
    }

    /// 404: no booking has this reference together with this address.
    pub fn no_booking_for_email() -> Self {
        Self::new(Detail::NoBookingForEmail)
    }

    /// 404: an unknown route.
    pub fn no_operation() -> Self {
        Self::new(Detail::NoOperation)
    }

    /// 404: an unknown account.
    pub fn no_account() -> Self {
        Self::new(Detail::NoAccount)
    }

    /// 404: an unknown integration, or another one's queue.
    pub fn no_integration() -> Self {
        Self::new(Detail::NoIntegration)
    }

    /// 409: the address has an account.
    pub fn account_exists() -> Self {
        Self::new(Detail::AccountExists)
    }

    /// 409: the consultant has another account.
    pub fn consultant_linked() -> Self {
        Self::new(Detail::ConsultantLinked)
    }

    /// 409: no administrator would be left.
    pub fn last_admin() -> Self {
        Self::new(Detail::LastAdmin)
    }

    /// 404: the settings have no such section.
    pub fn no_section() -> Self {
        Self::new(Detail::NoSection)
    }

    /// 404: there is no such mail, or none in this language.
    pub fn no_template() -> Self {
        Self::new(Detail::NoTemplate)
    }

    /// 404: a document never had this version.
    pub fn no_version() -> Self {
        Self::new(Detail::NoVersion)
    }

    /// 404: an unknown or ended preview.
    pub fn no_preview() -> Self {
        Self::new(Detail::NoPreview)
    }

    /// 409: the account has no verified address that takes mail.
    pub fn no_own_address() -> Self {
        Self::new(Detail::NoOwnAddress)
    }

    pub fn no_consultant() -> Self {
        Self::new(Detail::NoConsultant)
    }

    pub fn no_absence() -> Self {
        Self::new(Detail::NoAbsence)
    }

    /// 404: an unknown export, or another account's.
    pub fn no_export() -> Self {
        Self::new(Detail::NoExport)
    }

    /// 404: an unknown order for many bookings, or another account's.
    pub fn no_bulk() -> Self {
        Self::new(Detail::NoBulk)
    }

    /// 403: authenticated, but without the permission.
    pub fn forbidden() -> Self {
        Self::new(Detail::Forbidden)
    }

    /// 403: an administrator disabled the account.
    pub fn account_disabled() -> Self {
        Self::new(Detail::AccountDisabled)
    }

    /// 403: with a consultant's view an administrator can only read.
    pub fn view_as_reads() -> Self {
        Self::new(Detail::ViewAsReads)
    }

    /// 410: the meeting ended more than 30 days ago.
    pub fn token_expired() -> Self {
        Self::new(Detail::LinkExpired)
    }

    /// 410: the request made a booking that was erased since.
    pub fn erased() -> Self {
        Self::new(Detail::BookingErased)
    }

    pub fn body_too_large() -> Self {
        Self::new(Detail::BodyTooLarge)
    }

    pub fn unsupported_media_type() -> Self {
        Self::new(Detail::UnsupportedMediaType)
    }

    /// 429: more than a limit per hour or day allows.
    pub fn too_many_requests(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::TooManyRequests) }
    }

    /// 429: more bookings from one network in an hour than people make.
    pub fn bookings_of_network_used_up(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::BookingsOfNetworkUsedUp) }
    }

    /// 429: more bookings of one person in a day than people make.
    pub fn bookings_of_the_day_used_up(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::BookingsOfTheDayUsedUp) }
    }

    /// 428: a booking needs a proof of work at present.
    pub fn challenge_required(challenge: Value) -> Self {
        Self { challenge: Some(Box::new(challenge)), ..Self::new(Detail::ChallengeRequired) }
    }

    /// 429: a form was sent sooner after its start than people fill it in.
    pub fn form_too_quick(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::FormTooQuick) }
    }

    /// 403: the settings block the client's network.
    pub fn network_blocked() -> Self {
        Self::new(Detail::NetworkBlocked)
    }

    /// 409: the client has as many live bookings as possible, or another one at the time. One answer for both, without
    /// times, so that a stranger learns nothing about an address.
    pub fn client_limit(company: &CompanySettings) -> Self {
        match company.support.contact() {
            Some(contact) => Self { contact: Some(contact.to_owned()), ..Self::new(Detail::ClientLimit) },
            None => Self::new(Detail::ClientLimitOnly),
        }
    }

    /// 422 for one well-formed field that refers to something unknown.
    pub fn invalid(pointer: impl Into<String>, rule: Rule) -> Self {
        Faults::one(pointer, rule).into()
    }

    /// 422: the idempotency key belongs to another request.
    pub fn idempotency_key_reused() -> Self {
        let errors = Faults::one("", Rule::SameRequest).into_vec();
        Self { errors, ..Self::new(Detail::IdempotencyKeyReused) }
    }

    /// 428: a change without `If-Match`.
    pub fn if_match_required() -> Self {
        Self::new(Detail::IfMatchRequired)
    }

    /// 412: another request changed the resource since.
    pub fn changed_meanwhile(current: Current) -> Self {
        Self { current: Some(current), ..Self::new(Detail::ChangedMeanwhile) }
    }

    /// 503: the store is busy or unreachable.
    pub fn busy(cause: impl Into<platform::Error>) -> Self {
        Self { retry_after: Some(RETRY_AFTER_SECONDS), cause: Some(cause.into()), ..Self::new(Detail::Busy) }
    }

    /// 503: a write's answer was lost. Repeating the request finds out whether it took effect.
    pub fn outcome_unknown(cause: impl Into<platform::Error>) -> Self {
        Self { retry_after: Some(RETRY_AFTER_SECONDS), cause: Some(cause.into()), ..Self::new(Detail::OutcomeUnknown) }
    }

    /// Returns the result of the same request before or meanwhile, if any: its success may be the reason of this problem.
    /// An unknown outcome stays the answer if that can't be found out either.
    ///
    /// # Errors
    /// This problem, or that of `look`.
    pub async fn unless_done<T>(self, look: impl Future<Output = Result<Option<T>, Self>>) -> Result<T, Self> {
        match platform::in_time(ANSWER, look).await {
            Ok(Ok(Some(done))) => Ok(done),
            Ok(Err(other)) if self.detail != Detail::OutcomeUnknown => Err(other),
            _ => Err(self),
        }
    }

    /// 503: the company has named no policies yet, so there is nothing to agree to.
    pub fn not_configured() -> Self {
        Self { retry_after: Some(CONFIGURE_SECONDS), ..Self::new(Detail::NotConfigured) }
    }

    /// 500: a bug, or a wrong deployment.
    pub fn bug(cause: impl Into<platform::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(Detail::Internal) }
    }

    /// 409 because of the requested slot: taken by another booking, or against a rule.
    pub fn time(reason: Reason, alternatives: &[Alternative]) -> Self {
        Self { refused: Some((reason, slot_views(alternatives))), ..Self::new(reason) }
    }

    /// Adds the waivers with which staff would get the time.
    #[must_use]
    pub fn waivable(self, waivers: Vec<Waiver>) -> Self {
        Self { waivable: Some(waivers), ..self }
    }

    /// A refusal for staff names the waivers that would do, also if there are none.
    #[must_use]
    pub(crate) fn for_staff(self) -> Self {
        let waivable = self.waivable.unwrap_or_default();
        Self { waivable: Some(waivable), ..self }
    }

    /// 409: the client's deadline for changes has passed; staff may waive it.
    pub fn deadline_passed_for_staff() -> Self {
        Self::new(Detail::StaffDeadlinePassed).waivable(vec![Waiver::Deadline])
    }

    /// 409: the times aren't offered any more.
    pub fn offer_closed() -> Self {
        Self::new(Detail::OfferClosed)
    }

    /// 409: no time near the booking's is free.
    pub fn nothing_to_offer() -> Self {
        Self::new(Detail::NothingToOffer)
    }

    /// 409: the booking's client was erased.
    pub fn data_erased() -> Self {
        Self::new(Detail::DataErased)
    }

    /// 409: the client was reminded within the last half hour.
    pub fn reminded_just_now() -> Self {
        Self::new(Detail::RemindedJustNow)
    }

    /// 409: the booking has as many notes as possible.
    pub fn too_many_notes() -> Self {
        Self::new(Detail::TooManyNotes)
    }

    /// 429: an account made very many bookings within an hour.
    pub fn staff_bookings_used_up(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::StaffBookingsUsedUp) }
    }

    /// 429: an account sent very many messages to clients within an hour.
    pub fn staff_mails_used_up(seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Detail::StaffMailsUsedUp) }
    }

    /// The answer in a language. Logs server faults with their cause, without any client data.
    pub(crate) fn into_response(self, locale: impl Into<Locale>) -> Response<Body> {
        let locale = locale.into();
        let code = self.detail.code();
        if let Some(cause) = &self.cause {
            tracing::error!(code = code.as_str(), cause = platform::chain(cause.as_ref()), "request failed");
        }
        let body = serde_json::to_string(&self.document(locale)).unwrap_or_default();
        let response = with_status(Response::new(Body::Text(body)), code.status());
        let response = no_store(with_header(response, "content-type", "application/problem+json"));
        let response = with_header(response, "content-language", locale.code());
        let mut response = with_header(response, "vary", "Accept-Language");
        if code.status() == StatusCode::UNAUTHORIZED {
            // A 401 states how to authenticate (RFC 9110, 15.5.2).
            response = with_header(response, "www-authenticate", "Bearer");
        }
        match self.retry_after {
            Some(seconds) => with_header(response, "retry-after", &seconds.to_string()),
            None => response,
        }
    }

    fn document(&self, locale: Locale) -> Document<'_> {
        let code = self.detail.code();
        Document {
            r#type: format!("urn:magnetiq:problem:{}", code.as_str()),
            title: locale.problems().get(code.as_str()),
            status: code.status().as_u16(),
            code: code.as_str(),
            detail: self.detail_in(locale),
            errors: self.errors.iter().map(|fault| FaultView::new(fault, locale)).collect(),
            reason: self.refused.as_ref().map(|(reason, _)| *reason),
            alternatives: self.refused.as_ref().map(|(_, alternatives)| alternatives.as_slice()),
            waivable: self.waivable.as_deref(),
            current: self.current.as_ref(),
            challenge: self.challenge.as_deref(),
        }
    }

    /// The detail text; for faults, the only one or their number.
    fn detail_in(&self, locale: Locale) -> Cow<'static, str> {
        match (self.detail, self.errors.as_slice()) {
            (Detail::Faults, [one]) if one.pointer.is_empty() => texts::fault(one, locale),
            (Detail::Faults, [one]) => format!("{}: {}", one.pointer, texts::fault(one, locale)).into(),
            (detail, errors) => {
                let seconds = self.retry_after.unwrap_or_default();
                let contact = self.contact.as_deref().unwrap_or_default();
                let values: [(&str, &dyn Display); 3] =
                    [("count", &errors.len()), ("seconds", &seconds), ("contact", &contact)];
                locale.details().fill(detail.key(), &values)
            }
        }
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        Self { errors: faults.into_vec(), ..Self::new(Detail::Faults) }
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Busy(_) => Self::busy(error),
            TableError::Unknown(_) => Self::outcome_unknown(error),
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

impl From<access::Refusal> for Problem {
    fn from(refusal: access::Refusal) -> Self {
        match refusal {
            access::Refusal::Hidden => Self::no_booking(),
            access::Refusal::Forbidden => Self::forbidden(),
            access::Refusal::Disabled => Self::account_disabled(),
        }
    }
}

impl From<WhyNot> for Problem {
    fn from(why_not: WhyNot) -> Self {
        match why_not {
            WhyNot::Forbidden => Self::forbidden(),
            WhyNot::Erased => Self::data_erased(),
            WhyNot::Already => Refusal::NotLive.into(),
            WhyNot::State(refusal) => refusal.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let retry_after = match refusal {
            Refusal::MovesOfTheDayUsedUp { seconds } => Some(seconds),
            _ => None,
        };
        Self { retry_after, ..Self::new(refusal) }
    }
}
