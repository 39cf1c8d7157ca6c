use std::time::Duration;

use super::{Guard, QueueSource, Route, Rule, StreamSource, System, TemplateError, node::Node, schedules};
use crate::pattern::Pattern;

/// Lambda's default for a queue that does not limit it; a process on one machine needs no more.
const CONCURRENCY: u64 = 10;

/// Reads one entry of a function's `Events`.
pub(super) fn read(function: &str, name: &str, event: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    event.only(&["Type", "Properties"])?;
    let kind = event.required("Type")?;
    let properties = event.required("Properties")?;
    match kind.text()?.as_str() {
        "HttpApi" => system.routes.push(route(function, &properties)?),
        "DynamoDB" => system.streams.push(stream(function, &properties)?),
        "SQS" => system.queue_sources.push(queue(function, &properties)?),
        "ScheduleV2" => system.periodic.push(schedules::periodic(function, name, &properties)?),
        other => return kind.refuse(format!("{other} is not supported by the local system")),
    }
    Ok(())
}

fn route(function: &str, properties: &Node<'_>) -> Result<Route, TemplateError> {
    properties.only(&["ApiId", "Method", "Path", "Auth"])?;
    let function = function.to_owned();
    let guard = properties.get("Auth").map(|auth| guard(&auth)).transpose()?;
    match (properties.get("Method"), properties.get("Path")) {
        (Some(method), Some(path)) => {
            Ok(Route { on: Some((method.text()?.to_ascii_uppercase(), path.text()?)), function, guard })
        }
        (None, None) => Ok(Route { on: None, function, guard }),
        _ => properties.refuse("has one of Method and Path without the other"),
    }
}

fn guard(auth: &Node<'_>) -> Result<Guard, TemplateError> {
    auth.only(&["Authorizer", "AuthorizationScopes"])?;
    let scopes = auth.get("AuthorizationScopes").map_or_else(|| Ok(Vec::new()), |node| node.texts())?;
    Ok(Guard { authorizer: auth.required("Authorizer")?.text()?, scopes })
}

fn stream(function: &str, properties: &Node<'_>) -> Result<StreamSource, TemplateError> {
    properties.only(&[
        "Stream",
        "StartingPosition",
        "BatchSize",
        "ParallelizationFactor",
        "FilterCriteria",
        "FunctionResponseTypes",
        "BisectBatchOnFunctionError",
        "MaximumRetryAttempts",
        "MaximumRecordAgeInSeconds",
        "DestinationConfig",
    ])?;
    let number = |key: &str| properties.required(key)?.number();
    let mut filters = Vec::new();
    if let Some(criteria) = properties.get("FilterCriteria") {
        for filter in criteria.required("Filters")?.items()? {
            filters.push(pattern_text(&filter.required("Pattern")?)?);
        }
    }
    if !reports_failures(properties)? {
        return properties.refuse("must report batch item failures");
    }
    let stream = properties.required("Stream")?;
    Ok(StreamSource {
        function: function.to_owned(),
        table: stream.target()?,
        arn: stream.text()?,
        batch_size: number("BatchSize")? as usize,
        filters,
        bisect: properties.get("BisectBatchOnFunctionError").is_some_and(|it| it.text().is_ok_and(|it| it == "true")),
        maximum_retries: u32::try_from(number("MaximumRetryAttempts")?).unwrap_or(u32::MAX),
        maximum_age: Duration::from_secs(number("MaximumRecordAgeInSeconds")?),
    })
}

fn queue(function: &str, properties: &Node<'_>) -> Result<QueueSource, TemplateError> {
    properties.only(&["Queue", "BatchSize", "FunctionResponseTypes", "ScalingConfig"])?;
    let concurrency = match properties.get("ScalingConfig") {
        Some(scaling) => scaling.required("MaximumConcurrency")?.number()?,
        None => CONCURRENCY,
    };
    let queue = properties.required("Queue")?;
    Ok(QueueSource {
        function: function.to_owned(),
        queue: queue.target()?,
        arn: queue.text()?,
        batch_size: properties.required("BatchSize")?.number()? as usize,
        concurrency: concurrency as usize,
        partial_failures: reports_failures(properties)?,
    })
}

fn reports_failures(properties: &Node<'_>) -> Result<bool, TemplateError> {
    match properties.get("FunctionResponseTypes") {
        Some(types) => Ok(types.texts()?.iter().any(|it| it == "ReportBatchItemFailures")),
        None => Ok(false),
    }
}

/// Reads a rule of a bus.
pub(super) fn read_rule(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["EventBusName", "EventPattern", "Targets", "Description"])?;
    let pattern = properties.required("EventPattern")?;
    let mut queues = Vec::new();
    for target in properties.required("Targets")?.items()? {
        target.only(&["Id", "Arn", "DeadLetterConfig"])?;
        queues.push(target.required("Arn")?.target()?);
    }
    system.rules.push(Rule {
        name: id.to_owned(),
        bus: properties.required("EventBusName")?.target()?,
        pattern: Pattern::parse(&pattern.resolved()?).or_else(|message| pattern.refuse(message))?,
        queues,
    });
    Ok(())
}

fn pattern_text(node: &Node<'_>) -> Result<Pattern, TemplateError> {
    let parsed = serde_json::from_str(&node.text()?).or_else(|error| node.refuse(error.to_string()))?;
    Pattern::parse(&parsed).or_else(|message| node.refuse(message))
}
