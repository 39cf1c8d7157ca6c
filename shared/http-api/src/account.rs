//! The account logged in at the console. API Gateway's JWT authorizer has verified the token; its claims come with the
//! request.

use domain::{
    booking::{Actor, Booking, Outcome},
    ids::ConsultantId,
};
use lambda_http::{Request, RequestExt, request::RequestContext};

use crate::{Answer, BookingDeps, Problem, path_reference};

/// A logged-in account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The user pool's id of the account.
    pub subject: String,
    pub is_admin: bool,
    /// The account's consultant, if it has one.
    pub consultant: Option<ConsultantId>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("is_admin", &self.is_admin).finish_non_exhaustive()
    }
}

impl Account {
    /// Returns the account that sent the request.
    ///
    /// # Errors
    /// 401 without claims, 403 in neither of the groups `admin` and `consultant`.
    pub fn of(request: &Request) -> Result<Self, Problem> {
        let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else {
            return Err(Problem::unauthorized());
        };
        let jwt = context.authorizer.as_ref().and_then(|authorizer| authorizer.jwt.as_ref());
        let claims = &jwt.ok_or_else(Problem::unauthorized)?.claims;
        let groups = claims.get("cognito:groups").map(String::as_str).unwrap_or_default();
        let is_in = |group: &str| groups_of(groups).any(|found| found == group);
        let consultant = claims.get("custom:consultant_id").and_then(|id| ConsultantId::parse(id).ok());
        let account = Self {
            subject: claims.get("sub").cloned().unwrap_or_default(),
            is_admin: is_in("admin"),
            consultant: consultant.filter(|_| is_in("consultant")),
        };
        if account.is_admin || account.consultant.is_some() { Ok(account) } else { Err(Problem::forbidden()) }
    }

    /// Returns the booking if the account may see it: an admin sees all, a consultant their own. Another consultant's
    /// booking counts as unknown.
    pub fn open(&self, booking: Option<Booking>) -> Result<Booking, Problem> {
        let mine = |booking: &Booking| self.is_admin || self.consultant.as_ref() == Some(&booking.consultant.id);
        booking.filter(mine).ok_or_else(Problem::no_booking)
    }

    pub fn actor(&self) -> Actor {
        if self.is_admin { Actor::Admin } else { Actor::Consultant }
    }
}

/// Records the outcome of a meeting for the logged-in account; shared by the two functions for it.
///
/// # Errors
/// 401, 403, 404; 409 if the meeting hasn't begun, is cancelled or, for a consultant, has another outcome; 422 for an
/// invalid key.
pub async fn mark_by_account(deps: &BookingDeps, request: &Request, outcome: Outcome) -> Answer {
    let account = Account::of(request)?;
    let reference = path_reference(request).map_err(|_| Problem::no_booking())?;
    let open = || async { account.open(deps.table.booking_now(&reference).await?) };
    let booking = open().await?;
    let operation = match outcome {
        Outcome::Completed => "complete-booking",
        Outcome::NoShow => "mark-no-show",
    };
    // The body is ignored, so all requests of this operation are equal.
    let command = deps.command(request, operation, &reference, &outcome).await?;
    let marked = deps.record_outcome(&command, booking, open, (outcome, account.actor())).await?;
    deps.shown_to_account(&marked)
}

/// API Gateway passes a list claim as `[admin consultant]`.
fn groups_of(claim: &str) -> impl Iterator<Item = &str> {
    claim.trim_start_matches('[').trim_end_matches(']').split([' ', ',']).filter(|group| !group.is_empty())
}

#[cfg(test)]
mod tests {
    use super::groups_of;

    #[test]
    fn groups_follow_api_gateways_format() {
        assert_eq!(groups_of("[admin consultant]").collect::<Vec<_>>(), ["admin", "consultant"]);
        assert_eq!(groups_of("admin").collect::<Vec<_>>(), ["admin"]);
        assert_eq!(groups_of("[]").count(), 0);
        // A group whose name contains another's is a different group.
        assert!(!groups_of("[not-admin]").any(|group| group == "admin"));
    }
}
