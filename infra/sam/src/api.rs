use super::{Authorizer, Cors, System, TemplateError, node::Node};

/// Where API Gateway looks for a token.
const IDENTITY_SOURCE: &str = "$request.header.Authorization";

pub(super) fn read(properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    // Rates are API Gateway's own; one machine has no crowd to hold back.
    let ignored = ["FailOnWarnings", "DefaultRouteSettings", "RouteSettings", "AccessLogSettings"];
    properties.only(&[&ignored[..], &["CorsConfiguration", "Auth"]].concat())?;
    if let Some(auth) = properties.get("Auth") {
        read_authorizers(&auth, system)?;
    }
    let Some(cors) = properties.get("CorsConfiguration") else { return Ok(()) };
    cors.only(&["AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "MaxAge"])?;
    let texts = |key: &str| cors.get(key).map_or_else(|| Ok(Vec::new()), |node| node.texts());
    system.cors = Some(Cors {
        origins: texts("AllowOrigins")?,
        methods: texts("AllowMethods")?,
        headers: texts("AllowHeaders")?,
        exposed: texts("ExposeHeaders")?,
        max_age_seconds: cors.get("MaxAge").map_or(Ok(0), |node| node.number())?,
    });
    Ok(())
}

/// There is no default: a route that needs a token says so itself.
fn read_authorizers(auth: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    auth.only(&["Authorizers"])?;
    for (name, authorizer) in auth.required("Authorizers")?.entries()? {
        authorizer.only(&["IdentitySource", "JwtConfiguration"])?;
        let source = authorizer.required("IdentitySource")?;
        if source.text()? != IDENTITY_SOURCE {
            return source.refuse(format!("only {IDENTITY_SOURCE} is supported by the local system"));
        }
        let jwt = authorizer.required("JwtConfiguration")?;
        jwt.only(&["issuer", "audience"])?;
        let issuer = jwt.required("issuer")?.text()?;
        let audience = jwt.required("audience")?.texts()?;
        system.authorizers.insert(name, Authorizer { issuer, audience });
    }
    Ok(())
}
