use std::time::Duration;

use super::{System, TemplateError, UserClient, node::Node};

/// Cognito's own default.
const ID_TOKEN_HOURS: u64 = 1;

/// Reads a client of the user pool: the audience and the validity of its tokens. The log-in is Cognito's matter; here
/// there is a page that accepts any identity.
pub(super) fn read_client(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.resolved()?;
    let unit = match properties.get("TokenValidityUnits").and_then(|units| units.get("IdToken")) {
        Some(unit) => match unit.text()?.as_str() {
            "seconds" => 1,
            "minutes" => 60,
            "hours" => 3_600,
            "days" => 86_400,
            other => return unit.refuse(format!("{other} is not a unit of time")),
        },
        None => 3_600,
    };
    let number = properties.get("IdTokenValidity").map_or(Ok(ID_TOKEN_HOURS), |node| node.number())?;
    let id_token_validity = Duration::from_secs(number.saturating_mul(unit));
    system.user_clients.push(UserClient { id: id.to_owned(), id_token_validity });
    Ok(())
}

pub(super) fn read_group(properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.resolved()?;
    system.user_groups.push(properties.required("GroupName")?.text()?);
    Ok(())
}
