//! Parses requests.

use domain::{
    booking::ConsultantChoice,
    fault::{Faults, Rule},
    ids::{ConsultantId, Reference},
    language::Language,
    zone::Tz,
};
use lambda_http::{Request, RequestExt, http::header, request::RequestContext};
use serde::Serialize;
use serde_json::{Map, Value};
use table::{ClientKeys, Idempotency};

use crate::Problem;

/// The largest body, in bytes: a booking's longest texts in the widest encoding fit in a third of it.
const MAX_BODY: usize = 64 * 1024;

/// The request id from API Gateway; used in logs, events and the answer.
pub fn request_id(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone().unwrap_or_default(),
        _ => request.lambda_context_ref().map(|context| context.request_id.clone()).unwrap_or_default(),
    }
}

/// The route of the request, as `GET /v1/bookings/{reference}`, without client data.
pub fn route(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.route_key.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The address of the request, as API Gateway saw it.
pub fn source_ip(request: &Request) -> Option<String> {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    }
}

/// The client's preferred language, if it is supported.
pub fn accept_language(request: &Request) -> Option<Language> {
    Language::preferred(request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}

/// The body, a JSON object.
///
/// # Errors
/// 413, 415, or 400 for anything but a JSON object.
pub fn body(request: &Request) -> Result<Map<String, Value>, Problem> {
    body_up_to(MAX_BODY, request)
}

/// As [`body`], for operations with longer bodies.
pub fn body_up_to(most: usize, request: &Request) -> Result<Map<String, Value>, Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.len() > most {
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

/// As [`body`], but a missing body counts as an empty object.
pub fn optional_body(request: &Request) -> Result<Map<String, Value>, Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.is_empty() { Ok(Map::new()) } else { body(request) }
}

fn is_json(request: &Request) -> bool {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else { return false };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The consultant in the path.
///
/// # Errors
/// 404 for an invalid id.
pub fn path_consultant(request: &Request) -> Result<ConsultantId, Problem> {
    let parameters = request.path_parameters();
    let id = parameters.first("id").unwrap_or_default();
    ConsultantId::parse(id).map_err(|_| Problem::no_consultant())
}

/// The booking in the path.
///
/// # Errors
/// 401 for an invalid reference, as for an unknown one.
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
/// 422 unless it has 1 to 255 printable ASCII characters.
pub async fn idempotency(
    request: &Request,
    keys: &ClientKeys,
    operation: &'static str,
    scope: &str,
    parsed: &impl Serialize,
) -> Result<Option<Idempotency>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > 255 {
        // A header has no pointer: the fault concerns the whole request.
        return Err(Problem::invalid("", Rule::IdempotencyKey));
    }
    Ok(Some(Idempotency::of(keys, operation, (key, scope), parsed).await?))
}

/// Query parameters, parsed with all faults collected.
#[derive(Debug)]
pub struct Query<'a> {
    request: &'a Request,
    /// Faults so far.
    pub faults: Faults,
}

impl<'a> Query<'a> {
    pub fn of(request: &'a Request) -> Self {
        Self { request, faults: Faults::new() }
    }

    /// A parameter's text, if present and not empty.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let text = self.request.query_string_parameters_ref()?.first(name)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// All non-empty values of a repeatable parameter.
    pub fn texts(&self, name: &str) -> Vec<&'a str> {
        let values = self.request.query_string_parameters_ref().and_then(|query| query.all(name));
        values.unwrap_or_default().into_iter().map(str::trim).filter(|text| !text.is_empty()).collect()
    }

    /// A parsed optional parameter.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.text(name)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.fault(name, rule);
                None
            }
        }
    }

    /// A parsed required parameter.
    pub fn required<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        if self.text(name).is_none() {
            self.fault(name, Rule::Required);
        }
        self.parsed(name, parse)
    }

    /// An instant; a space before the offset counts as an unescaped `+`.
    pub fn instant(text: &str) -> Result<domain::time::Instant, Rule> {
        domain::parse::instant(&text.replace(' ', "+"))
    }

    pub fn duration(text: &str) -> Result<u32, Rule> {
        use domain::consultant::rules::MAX_DURATION;
        match text.parse::<u32>() {
            Ok(minutes) if (5..=MAX_DURATION).contains(&minutes) => Ok(minutes),
            Ok(_) => Err(Rule::MinutesWithin { from: 5, to: MAX_DURATION }),
            Err(_) => Err(Rule::WholeMinutes),
        }
    }

    /// A zone by name; a space counts as an unescaped `+`, as in `Etc/GMT+5`.
    pub fn timezone(text: &str) -> Result<Tz, Rule> {
        domain::parse::timezone(&text.replace(' ', "+"))
    }

    /// Returns `value` if there are no faults.
    ///
    /// # Errors
    /// 422 with all faults so far.
    pub fn or<T>(&mut self, value: Option<T>) -> Result<T, Problem> {
        Ok(std::mem::take(&mut self.faults).or(value)?)
    }

    /// The requested consultant; `any` by default.
    ///
    /// # Errors
    /// 404 for an invalid id, as for an unknown one.
    pub fn consultant(&self) -> Result<ConsultantChoice, Problem> {
        let Some(text) = self.text("consultantId") else { return Ok(ConsultantChoice::Any) };
        ConsultantChoice::parse(text).map_err(|_| Problem::no_consultant())
    }

    pub fn fault(&mut self, name: &str, rule: Rule) {
        self.faults.add(format!("?{name}"), rule);
    }
}
