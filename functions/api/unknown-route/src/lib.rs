//! The `$default` route: what no other route takes is answered with a problem like every other error.

use std::sync::Arc;

use http_api::{Answer, Problem};
use lambda_http::Request;
use platform::{ConfigError, Env};

/// What the function needs: nothing.
#[derive(Debug)]
pub struct Deps;

impl Deps {
    /// Nothing to read.
    ///
    /// # Errors
    /// None; the signature is every function's.
    pub fn new(_env: &Env) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

/// Says that there is nothing here.
///
/// # Errors
/// Always 404.
pub async fn handle(_deps: Arc<Deps>, _request: Request) -> Answer {
    Err(Problem::not_found("There is no such operation. GET /v1/openapi.json lists them all."))
}
