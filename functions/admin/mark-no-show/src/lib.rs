//! `POST /v1/admin/bookings/{reference}/no-show`: somebody at the console says that a meeting was missed.

use std::sync::Arc;

use domain::booking::Outcome;
use http_api::{Answer, ChangeDeps, mark_by_account};
use lambda_http::Request;
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

/// Marks the meeting; one that is marked so already stays so. An admin may correct what was said before.
///
/// # Errors
/// 401 and 403 for others than admins and the meeting's own consultant, 404 for no booking (of theirs), 409 if it
/// hasn't begun or is cancelled.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    mark_by_account(&deps.0, &request, Outcome::NoShow).await
}
