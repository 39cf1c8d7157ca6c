use std::collections::HashMap;

use domain::{
    access::{TokenFacts, roles_of_claim},
    ids::ConsultantId,
    time::Instant,
};
use lambda_http::{Request, RequestExt, request::RequestContext};

use crate::Problem;

/// Returns the account's facts of a verified token: an ID or an access token of the user pool.
///
/// # Errors
/// 401 without claims or without `sub`.
pub(super) fn facts(request: &Request) -> Result<TokenFacts, Problem> {
    let claims = claims(request).ok_or_else(Problem::unauthorized)?;
    let claim = |name: &str| claims.get(name).map(String::as_str);
    let id = claim("sub").filter(|id| !id.is_empty()).ok_or_else(Problem::unauthorized)?;
    // API Gateway writes a number as Go does: large ones may come as `1.795939200e+09`.
    let seconds = claim("iat").and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    Ok(TokenFacts {
        id: id.to_owned(),
        roles: roles_of_claim(claim("cognito:groups").unwrap_or_default()),
        consultant: claim("custom:consultant_id").and_then(|id| ConsultantId::parse(id).ok()),
        email: claim("email").map(str::to_owned),
        issued_at: Instant::from_timestamp(seconds as i64, 0).unwrap_or_default(),
    })
}

fn claims(request: &Request) -> Option<&HashMap<String, String>> {
    let RequestContext::ApiGatewayV2(context) = request.request_context_ref()? else { return None };
    Some(&context.authorizer.as_ref()?.jwt.as_ref()?.claims)
}
