//! The `$default` route: answers unmatched requests with a problem, like every other error.

use std::sync::Arc;

use http_api::{Answer, Problem};
use lambda_http::Request;

/// Answers that the route doesn't exist.
///
/// # Errors
/// Always 404.
pub async fn handle(_deps: Arc<()>, _request: Request) -> Answer {
    Err(Problem::no_operation())
}
