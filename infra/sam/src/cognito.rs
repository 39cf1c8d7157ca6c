use std::time::Duration;

use super::{System, TemplateError, UserClient, node::Node};

/// Reads a client of the user pool: the audience and the validity of its tokens, and the addresses around a log-in,
/// which here is a page that accepts any identity.
pub(super) fn read_client(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    // The providers depend on the deployment.
    for (_, property) in properties.entries()?.iter().filter(|(name, _)| name != "SupportedIdentityProviders") {
        property.resolved()?;
    }
    let texts = |name: &str| properties.get(name).map_or_else(|| Ok(Vec::new()), |node| node.texts());
    // The defaults are Cognito's own.
    system.user_clients.push(UserClient {
        id: id.to_owned(),
        id_token_validity: validity(properties, "IdToken", (1, 3_600))?,
        access_token_validity: validity(properties, "AccessToken", (1, 3_600))?,
        refresh_token_validity: validity(properties, "RefreshToken", (30, 86_400))?,
        callback_urls: texts("CallbackURLs")?,
        logout_urls: texts("LogoutURLs")?,
        scopes: texts("AllowedOAuthScopes")?,
    });
    Ok(())
}

/// The validity of one kind of token; a default is a number and the seconds of its unit.
fn validity(properties: &Node<'_>, token: &str, (number, seconds): (u64, u64)) -> Result<Duration, TemplateError> {
    let unit = match properties.get("TokenValidityUnits").and_then(|units| units.get(token)) {
        Some(unit) => match unit.text()?.as_str() {
            "seconds" => 1,
            "minutes" => 60,
            "hours" => 3_600,
            "days" => 86_400,
            other => return unit.refuse(format!("{other} is not a unit of time")),
        },
        None => seconds,
    };
    let number = properties.get(&format!("{token}Validity")).map_or(Ok(number), |node| node.number())?;
    Ok(Duration::from_secs(number.saturating_mul(unit)))
}

pub(super) fn read_group(properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.resolved()?;
    system.user_groups.push(properties.required("GroupName")?.text()?);
    Ok(())
}
