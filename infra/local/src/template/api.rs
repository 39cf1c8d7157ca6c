use super::{Cors, System, TemplateError, node::Node};

pub(super) fn read(properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["FailOnWarnings", "CorsConfiguration", "DefaultRouteSettings", "AccessLogSettings"])?;
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
