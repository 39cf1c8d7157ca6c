//! A draft as its reader would see it: in the answer as text, and as a page under an address of its own.
//!
//! The page is shown in a sandboxed frame. It has a policy of its own: the console's would strip the styles of a mail. Its
//! address holds 32 random bytes and ends after five minutes, so it needs no log-in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{fault::Faults, fields::Fields, language::Language, template::Sentences, time::Instant};
use http_api::{Answer, FaultView, Problem, accept_language, body, json, no_store, with_header};
use lambda_http::{Body, Request, RequestExt, Response, http::StatusCode};
use mail::draft::{self, Draft, Sample};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Deps, address::Address};

/// Lifetime of a preview's address, in seconds.
const KEPT_SECONDS: i64 = 5 * 60;
/// Nothing but the mail itself: no script, no form, no request but for pictures.
const POLICY: &str = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// A draft that is kept for its page.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    language: Language,
    sample: String,
    sentences: Sentences,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    subject: String,
    text: String,
    preview_url: String,
    expires_at: Instant,
}

/// A preview, or the faults of the draft: an editor asks while a person is typing.
#[derive(Serialize)]
struct Answered<'a> {
    faults: Vec<FaultView<'a>>,
    #[serde(flatten)]
    made: Option<Made>,
}

/// The sample that is asked for.
pub(crate) fn sample(body: &Map<String, Value>) -> Result<Sample, Faults> {
    let mut faults = Faults::new();
    let sample = Fields::root(body).parsed("sample", &mut faults, Sample::parse);
    faults.or(Some(sample.unwrap_or(Sample::First)))
}

/// Reads and checks a draft. Without any sentence in the body it is the current mail.
pub(crate) async fn draft(
    deps: &Deps,
    address: Address,
    body: &Map<String, Value>,
) -> Result<Result<Draft, Faults>, Problem> {
    let Address { name, language } = address;
    let is_given = body.contains_key("subject") || body.contains_key("sentences");
    let draft = match is_given {
        true => Draft::read(name, language, body),
        false => Ok(Draft { name, language, sentences: deps.table.edited_mail(name, language).await?.sentences }),
    };
    let Ok(draft) = draft else { return Ok(draft) };
    let checked = deps.mailer().await?.check(&draft).map_err(Problem::bug)?;
    Ok(checked.map(|()| draft))
}

pub(crate) async fn make(deps: &Deps, request: &Request, address: Address) -> Answer {
    let body = body(request)?;
    let sample = sample(&body)?;
    let language = accept_language(request).unwrap_or_default();
    match draft(deps, address, &body).await? {
        Ok(draft) => {
            let made = kept(deps, draft, sample).await?;
            json(StatusCode::OK, &Answered { faults: Vec::new(), made: Some(made) })
        }
        Err(faults) => {
            let faults = faults.iter().map(|fault| FaultView::new(fault, language.into())).collect();
            json(StatusCode::OK, &Answered { faults, made: None })
        }
    }
}

async fn kept(deps: &Deps, draft: Draft, sample: Sample) -> Result<Made, Problem> {
    let preview = deps.mailer().await?.preview(&draft, sample).map_err(Problem::bug)?;
    let id = URL_SAFE_NO_PAD.encode(deps.random.bytes::<32>());
    let kept = Kept {
        name: draft.name.to_owned(),
        language: draft.language,
        sample: sample.as_str().to_owned(),
        sentences: draft.sentences,
    };
    let expires_at = deps.table.keep_preview(&id, &kept, KEPT_SECONDS).await?;
    let preview_url = format!("{}/v1/previews/{id}", deps.api_url);
    Ok(Made { subject: preview.subject, text: preview.text, preview_url, expires_at })
}

/// The page of a preview.
///
/// # Errors
/// 404 for an unknown or expired one.
pub(crate) async fn shown(deps: &Deps, request: &Request) -> Answer {
    let parameters = request.path_parameters();
    let id = parameters.first("id").unwrap_or_default();
    let is_possible = id.len() == 43 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let kept: Option<Kept> = if is_possible { deps.table.preview(id).await? } else { None };
    let kept = kept.ok_or_else(Problem::no_preview)?;
    let name = draft::name_of(&kept.name).ok_or_else(Problem::no_preview)?;
    let sample = Sample::parse(&kept.sample).map_err(|_| Problem::no_preview())?;
    let draft = Draft { name, language: kept.language, sentences: kept.sentences };
    let preview = deps.mailer().await?.preview(&draft, sample).map_err(Problem::bug)?;
    let response = with_header(Response::new(Body::Text(preview.html)), "content-type", "text/html; charset=utf-8");
    let response = with_header(response, "content-security-policy", POLICY);
    let response = with_header(response, "x-content-type-options", "nosniff");
    Ok(no_store(with_header(response, "referrer-policy", "no-referrer")))
}
