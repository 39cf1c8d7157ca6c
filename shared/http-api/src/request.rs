//! Reading requests.

use chrono_tz::Tz;
use domain::{
    booking::ConsultantChoice,
    fault::{FaultCode, Faults},
    ids::{ConsultantId, Reference},
    language::Language,
};
use lambda_http::{Request, RequestExt, http::header, request::RequestContext};
use serde::Serialize;
use serde_json::{Map, Value};
use table::Idempotency;

use crate::Problem;

/// The largest body, in bytes: the longest texts of a booking in the widest encoding fit in a third of it.
const MAX_BODY: usize = 64 * 1024;

/// The id that API Gateway gave the request; it is in logs, events and the answer.
pub fn request_id(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
        _ => request.lambda_context_ref().map(|context| context.request_id.clone()).unwrap_or_default(),
    }
}

/// The route that the request came by, as `GET /v1/bookings/{reference}`: nothing of what the client sent.
pub(crate) fn route(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.route_key.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The address that the request came from, as API Gateway saw it.
pub fn source_ip(request: &Request) -> Option<String> {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    }
}

/// The language that the client prefers, if it says so and we speak it.
pub fn accept_language(request: &Request) -> Option<Language> {
    Language::preferred(request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}

/// The body, a JSON object.
///
/// # Errors
/// 413, 415, or 400 if it is anything but a JSON object.
pub fn body(request: &Request) -> Result<Map<String, Value>, Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.len() > MAX_BODY {
        return Err(Problem::body_too_large());
    }
    if !is_json(request) {
        return Err(Problem::unsupported_media_type());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Problem::malformed_body()),
    }
}

/// As [`body`], for operations that can do without: no body at all is an empty object.
///
/// # Errors
/// As [`body`].
pub fn optional_body(request: &Request) -> Result<Map<String, Value>, Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.is_empty() { Ok(Map::new()) } else { body(request) }
}

fn is_json(request: &Request) -> bool {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else { return false };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The consultant that the path names.
///
/// # Errors
/// 404 if it can't be one.
pub fn path_consultant(request: &Request) -> Result<ConsultantId, Problem> {
    let parameters = request.path_parameters();
    let id = parameters.first("id").unwrap_or_default();
    ConsultantId::parse(id).map_err(|_| Problem::no_consultant())
}

/// The booking that the path names.
///
/// # Errors
/// 401 if it can't be one: the same as for one that is unknown.
pub fn path_reference(request: &Request) -> Result<Reference, Problem> {
    let parameters = request.path_parameters();
    let reference = parameters.first("reference").unwrap_or_default();
    let reference = Reference::parse(reference).map_err(|_| Problem::unauthorized())?;
    platform::log_reference(reference.as_str());
    Ok(reference)
}

/// The request's idempotency key, bound to the operation and to `scope`, if it has one.
///
/// # Errors
/// 422 if it is not 1 to 255 printable ASCII characters.
pub fn idempotency(
    request: &Request,
    operation: &'static str,
    scope: &str,
    parsed: &impl Serialize,
) -> Result<Option<Idempotency>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > 255 {
        let message = "`Idempotency-Key` must be 1 to 255 printable ASCII characters";
        // A header has no place in the body: the fault is of the request as a whole.
        return Err(Problem::invalid("", FaultCode::InvalidFormat, message));
    }
    Ok(Some(Idempotency::new(operation, key, scope, parsed)))
}

/// Query parameters, read with every fault noted.
#[derive(Debug)]
pub struct Query<'a> {
    request: &'a Request,
    /// What was wrong so far.
    pub faults: Faults,
}

impl<'a> Query<'a> {
    /// The query of a request.
    pub fn of(request: &'a Request) -> Self {
        Self { request, faults: Faults::new() }
    }

    /// A parameter's text, if it is there and not empty.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let text = self.request.query_string_parameters_ref()?.first(name)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Every value of a parameter that may be repeated, those that are empty left out.
    pub fn texts(&self, name: &str) -> Vec<&'a str> {
        let values = self.request.query_string_parameters_ref().and_then(|query| query.all(name));
        values.unwrap_or_default().into_iter().map(str::trim).filter(|text| !text.is_empty()).collect()
    }

    /// A parameter that is parsed into something, if it is there.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, (FaultCode, String)>) -> Option<T> {
        let text = self.text(name)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err((code, message)) => {
                self.fault(name, code, message);
                None
            }
        }
    }

    /// As [`Query::parsed`], for a parameter that must be there.
    pub fn required<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, (FaultCode, String)>) -> Option<T> {
        if self.text(name).is_none() {
            self.fault(name, FaultCode::Required, format!("`{name}` is required"));
        }
        self.parsed(name, parse)
    }

    /// An instant; where `+` was not escaped, a space before the offset is one.
    pub fn instant(text: &str) -> Result<domain::time::Instant, (FaultCode, String)> {
        domain::parse::instant(&text.replace(' ', "+"))
    }

    /// A length in minutes.
    pub fn duration(text: &str) -> Result<u32, (FaultCode, String)> {
        use domain::consultant::rules::MAX_DURATION;
        match text.parse::<u32>() {
            Ok(minutes) if (5..=MAX_DURATION).contains(&minutes) => Ok(minutes),
            Ok(_) => Err((FaultCode::OutOfRange, format!("must be from 5 to {MAX_DURATION} minutes"))),
            Err(_) => Err((FaultCode::WrongType, "must be a whole number of minutes".to_owned())),
        }
    }

    /// A zone by its name; a space in it is a `+` that was not escaped, as in `Etc/GMT+5`.
    pub fn timezone(text: &str) -> Result<Tz, (FaultCode, String)> {
        domain::parse::timezone(&text.replace(' ', "+"))
    }

    /// `value`, if nothing was wrong.
    ///
    /// # Errors
    /// 422 with every fault so far.
    pub fn or<T>(&mut self, value: Option<T>) -> Result<T, Problem> {
        Ok(std::mem::take(&mut self.faults).or(value)?)
    }

    /// Whom the question is about: anyone, if nobody is named.
    ///
    /// # Errors
    /// 404 for what can't be anybody's id, as for one that is nobody's.
    pub fn consultant(&self) -> Result<ConsultantChoice, Problem> {
        let Some(text) = self.text("consultantId") else { return Ok(ConsultantChoice::Any) };
        ConsultantChoice::parse(text).map_err(|_| Problem::no_consultant())
    }

    /// Notes a fault of a parameter.
    pub fn fault(&mut self, name: &str, code: FaultCode, message: impl Into<String>) {
        self.faults.add(format!("?{name}"), code, message);
    }
}
