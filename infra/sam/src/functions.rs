use std::{collections::BTreeMap, time::Duration};

use super::{Function, LeadingKeys, System, TemplateError, events, node::Node};

/// Supported properties of a function; those that don't matter on one machine (memory, architecture) are ignored.
const PROPERTIES: [&str; 16] = [
    "Description",
    "Events",
    "Environment",
    "Policies",
    "Timeout",
    "Runtime",
    "Handler",
    "Architectures",
    "CodeUri",
    "MemorySize",
    "LoggingConfig",
    "ReservedConcurrentExecutions",
    "Tracing",
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "DeploymentPreference",
];

/// `Globals.Function`.
pub(super) struct Globals {
    environment: BTreeMap<String, String>,
    timeout: Duration,
}

impl Globals {
    pub(super) fn read(document: &Node<'_>) -> Result<Self, TemplateError> {
        let mut globals = Self { environment: BTreeMap::new(), timeout: Duration::from_secs(3) };
        let Some(section) = document.get("Globals") else { return Ok(globals) };
        section.only(&["Function"])?;
        let function = section.required("Function")?;
        function.only(&PROPERTIES)?;
        globals.environment = environment(&function)?;
        if let Some(timeout) = function.get("Timeout") {
            globals.timeout = Duration::from_secs(timeout.number()?);
        }
        Ok(globals)
    }
}

pub(super) fn read(
    id: &str,
    properties: &Node<'_>,
    globals: &Globals,
    system: &mut System,
) -> Result<(), TemplateError> {
    properties.only(&PROPERTIES)?;
    let timeout = match properties.get("Timeout") {
        Some(timeout) => Duration::from_secs(timeout.number()?),
        None => globals.timeout,
    };
    let mut variables = globals.environment.clone();
    variables.extend(environment(properties)?);
    // Without events: the user pool calls it.
    for (name, event) in properties.get("Events").map_or_else(|| Ok(Vec::new()), |events| events.entries())? {
        events::read(id, &name, &event, system)?;
    }
    let (actions, leading_keys) = rights(properties)?;
    let function = Function { environment: variables, timeout, actions, leading_keys };
    system.functions.insert(id.to_owned(), function);
    Ok(())
}

fn environment(node: &Node<'_>) -> Result<BTreeMap<String, String>, TemplateError> {
    let Some(environment) = node.get("Environment") else { return Ok(BTreeMap::new()) };
    let variables = environment.required("Variables")?.entries()?;
    variables.into_iter().map(|(name, value)| Ok((name, value.text()?))).collect()
}

/// The actions that the function's policies allow, and the keys that each of them is limited to, so that a missing right
/// fails here and not first in the cloud. Resources and other conditions are left to the cloud.
fn rights(properties: &Node<'_>) -> Result<(Vec<String>, LeadingKeys), TemplateError> {
    let (mut actions, mut limits) = (Vec::new(), LeadingKeys::new());
    let Some(policies) = properties.get("Policies") else { return Ok((actions, limits)) };
    let mut unlimited = Vec::new();
    for policy in policies.items()? {
        policy.only(&["Statement"])?;
        for statement in policy.required("Statement")?.items()? {
            statement.only(&["Sid", "Effect", "Action", "Resource", "NotResource", "Condition"])?;
            statement.resolved()?;
            if statement.required("Effect")?.text()? != "Allow" {
                return statement.refuse("only Allow is supported");
            }
            let allowed = statement.required("Action")?.one_or_more()?;
            match leading_keys(&statement) {
                Some(limit) => {
                    let limit = limit.one_or_more()?;
                    for action in &allowed {
                        limits.entry(action.clone()).or_default().extend(limit.iter().cloned());
                    }
                }
                None => unlimited.extend(allowed.iter().cloned()),
            }
            actions.extend(allowed);
        }
    }
    limits.retain(|action, _| !unlimited.contains(action));
    Ok((actions, limits))
}

fn leading_keys<'a>(statement: &Node<'a>) -> Option<Node<'a>> {
    statement.get("Condition")?.get("ForAllValues:StringLike")?.get("dynamodb:LeadingKeys")
}
