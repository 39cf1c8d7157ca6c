//! Gives federated users the groups that the settings map their provider's groups to. Cognito calls it before each token
//! (pre token generation, version 2, which both kinds of token follow).

use std::sync::Arc;

use domain::access::{Role, mapped_roles};
use platform::{Error, FromEnv};
use serde_json::{Value, json};
use table::Table;

/// The attribute that the provider's groups are mapped to in the user pool.
const GROUPS: &str = "custom:groups";
/// Only federated users have it. A native user may not gain a group by an attribute.
const IDENTITIES: &str = "identities";

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
}

/// Returns the event with the groups of a federated user; unknown groups give none. A native user keeps theirs.
///
/// # Errors
/// Fails if the table is unavailable; Cognito then refuses the log-in.
pub async fn handle(deps: Arc<Deps>, mut event: Value) -> Result<Value, Error> {
    let attributes = &event["request"]["userAttributes"];
    if attributes[IDENTITIES].is_null() {
        return Ok(event);
    }
    let groups = attributes[GROUPS].as_str().unwrap_or_default();
    let roles = mapped_roles(groups, &deps.table.group_mapping().await?);
    let groups: Vec<_> = roles.into_iter().map(Role::group).collect();
    event["response"] = json!({
        "claimsAndScopeOverrideDetails": { "groupOverrideDetails": { "groupsToOverride": groups } },
    });
    Ok(event)
}
