//! `POST /v1/privacy/erase`: takes the client's data out of a booking, for whoever holds its manage token.

use std::sync::Arc;

use domain::{
    booking::Actor,
    fault::{FaultCode, Faults},
    fields::Fields,
};
use http_api::{Answer, ChangeDeps, MOST_ATTEMPTS, Problem, body, json, request_id, token_of};
use lambda_http::{Request, http::StatusCode};
use links::Tokens;
use platform::{ConfigError, Env};

/// What the function needs.
#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// Erases. The token that did it opens nothing afterwards: the same request again is answered 401.
///
/// # Errors
/// 401 without a booking's token, 409 if the meeting is still to take place, 422 if it isn't confirmed.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let deps = &deps.0;
    let reference = token_of(&request).as_deref().and_then(Tokens::named).ok_or_else(Problem::unauthorized)?;
    for attempt in 0..MOST_ATTEMPTS {
        let booking = deps.open(&request, &reference).await?;
        if attempt == 0 {
            confirmed(&request)?;
        }
        let now = deps.clock.now();
        let is_erased = !booking.erasable(now)?;
        if is_erased
            || deps.record(&booking, booking.erase(Actor::Client, &request_id(&request), now), None).await?.is_some()
        {
            return json(StatusCode::OK, &serde_json::json!({}));
        }
    }
    Err(Problem::busy("the booking keeps changing"))
}

/// It can't be undone, so it has to be said: `{"confirm": true}`.
fn confirmed(request: &Request) -> Result<(), Problem> {
    let body = body(request)?;
    let mut faults = Faults::new();
    let fields = Fields::root(&body);
    if fields.get("confirm").is_none() {
        fields.missing("confirm", &mut faults);
    } else if fields.boolean("confirm", &mut faults) == Some(false) {
        faults.add(fields.pointer("confirm"), FaultCode::MustBeTrue, "must be true");
    }
    Ok(faults.or(Some(()))?)
}
