use super::{
    System, TemplateError, api, cognito, events, functions, node::Node, queues, roles, schedules, store, topics::Topics,
};

/// Types that this machine ignores: they secure, name or watch the deployment.
const PASSED_OVER: [&str; 8] = [
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPool",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SES::ConfigurationSet",
];

/// The nested stack of alarms. `tests/template.py` checks that it contains nothing else.
const ALARMS: &str = "infra/alarms.yaml";

/// Services that watch the deployment, stand before it, log in its users or name its sender: their properties aren't evaluated here, and
/// parts of them may depend on the deployment's conditions.
const AROUND: [&str; 5] = [
    "AWS::CloudWatch::",
    "AWS::CloudFront::",
    "AWS::Cognito::UserPoolIdentityProvider",
    "AWS::SES::EmailIdentity",
    "AWS::SES::ReceiptRule",
];

pub(super) fn read(document: &Node<'_>) -> Result<System, TemplateError> {
    document.only(&[
        "AWSTemplateFormatVersion",
        "Transform",
        "Description",
        "Parameters",
        "Conditions",
        "Globals",
        "Resources",
        "Outputs",
    ])?;
    let globals = functions::Globals::read(document)?;
    let mut system = System { embedders: embedders(document), ..System::default() };
    let mut topics = Topics::default();
    for (id, resource) in document.required("Resources")?.entries()? {
        let kind = resource.required("Type")?;
        let properties = resource.required("Properties")?;
        if is_around(&kind.text()?, &properties) {
            continue;
        }
        // No Condition: a resource that routes always exists.
        resource.only(&["Type", "Metadata", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn"])?;
        match kind.text()?.as_str() {
            "AWS::Serverless::Function" => functions::read(&id, &properties, &globals, &mut system)?,
            "AWS::Serverless::HttpApi" => api::read(&properties, &mut system)?,
            "AWS::DynamoDB::Table" => store::read_table(&id, &properties, &mut system)?,
            "AWS::SecretsManager::Secret" => store::read_secret(&id, &properties, &mut system)?,
            "AWS::Events::EventBus" => system.buses.push(id),
            "AWS::Events::Rule" => events::read_rule(&id, &properties, &mut system)?,
            "AWS::SQS::Queue" => queues::read(&id, &properties, &mut system)?,
            "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => topics.read_policy(&properties)?,
            "AWS::SNS::Topic" => Topics::read_topic(&id, &properties, &mut system)?,
            "AWS::SNS::Subscription" => topics.read_subscription(&properties)?,
            "AWS::SES::ConfigurationSetEventDestination" => Topics::read_mail_events(&properties, &mut system)?,
            "AWS::Cognito::UserPoolClient" => cognito::read_client(&id, &properties, &mut system)?,
            "AWS::Cognito::UserPoolGroup" => cognito::read_group(&properties, &mut system)?,
            "AWS::IAM::Role" => roles::read(&id, &properties, &mut system)?,
            "AWS::Scheduler::ScheduleGroup" => schedules::read_group(&id, &properties, &mut system)?,
            "AWS::CloudFormation::Stack" => pass_over_alarms(&properties)?,
            other if PASSED_OVER.contains(&other) => {
                properties.resolved()?;
            }
            other => return kind.refuse(format!("{other} is not supported by the local system")),
        }
    }
    topics.connect(&mut system, &document.required("Resources")?)?;
    check(&system, document)?;
    Ok(system)
}

/// Whether a resource only watches the system, stands before it, or writes to an operator.
fn is_around(kind: &str, properties: &Node<'_>) -> bool {
    let is_mail = properties.get("Protocol").is_some_and(|protocol| protocol.text().is_ok_and(|it| it == "email"));
    AROUND.iter().any(|prefix| kind.starts_with(prefix)) || (kind == "AWS::SNS::Subscription" && is_mail)
}

/// Refuses every other nested stack: its functions and queues would be missing here without notice.
fn pass_over_alarms(properties: &Node<'_>) -> Result<(), TemplateError> {
    properties.only(&["TemplateURL", "Parameters"])?;
    let url = properties.required("TemplateURL")?;
    if url.text()? != ALARMS {
        return url.refuse(format!("{ALARMS} is the only nested stack that is supported by the local system"));
    }
    properties.resolved()?;
    Ok(())
}

/// The origins that may frame the booking page: none, if the template has no parameter for it.
fn embedders(document: &Node<'_>) -> String {
    document.parameter("EmbedOrigins").unwrap_or_else(|| "'self'".to_owned())
}

/// Checks that every reference names a resource that exists.
fn check(system: &System, document: &Node<'_>) -> Result<(), TemplateError> {
    let resources = document.required("Resources")?;
    for rule in &system.rules {
        if let Some(queue) = rule.queues.iter().find(|queue| !system.queues.contains_key(*queue)) {
            return resources.refuse(format!("{} fills {queue}, which is not a queue", rule.name));
        }
        if !system.buses.contains(&rule.bus) {
            return resources.refuse(format!("{} listens to {}, which is not a bus", rule.name, rule.bus));
        }
    }
    for route in &system.routes {
        let guard = route.guard.as_ref().filter(|guard| !system.authorizers.contains_key(&guard.authorizer));
        if let Some(guard) = guard {
            let (key, name) = (route.key(), &guard.authorizer);
            return resources.refuse(format!("{key} is guarded by {name}, which is not an authorizer"));
        }
    }
    for source in &system.queue_sources {
        if !system.queues.contains_key(&source.queue) {
            return resources.refuse(format!("{} consumes {}, which is not a queue", source.function, source.queue));
        }
    }
    for source in &system.streams {
        if !system.tables.contains_key(&source.table) {
            return resources.refuse(format!("{} reads {}, which is not a table", source.function, source.table));
        }
    }
    for (name, queue) in &system.queues {
        if let Some(redrive) = queue.redrive.as_ref().filter(|it| !system.queues.contains_key(&it.dead_letters)) {
            return resources.refuse(format!("{name} gives up to {}, which is not a queue", redrive.dead_letters));
        }
    }
    Ok(())
}
