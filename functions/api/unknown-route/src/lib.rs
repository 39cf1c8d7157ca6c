//! The `$default` route: answers unmatched requests with a problem, like every other error.

use std::sync::Arc;

use http_api::{Answer, Problem};
use lambda_http::Request;
use platform::FromEnv;

/// Has no dependencies.
#[derive(Debug, FromEnv)]
pub struct Deps;

/// Answers that the route doesn't exist.
///
/// # Errors
/// Always 404.
pub async fn handle(_deps: Arc<Deps>, _request: Request) -> Answer {
    Err(Problem::no_operation())
}
