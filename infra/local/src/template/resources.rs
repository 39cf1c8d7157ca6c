use super::{System, TemplateError, api, events, functions, node::Node, queues, roles, schedules, store};

/// Types that this machine has no use for: they secure, name or watch what is deployed.
const PASSED_OVER: [&str; 5] = [
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SES::ConfigurationSet",
    "AWS::SQS::QueuePolicy",
];

pub(super) fn read(document: &Node<'_>) -> Result<System, TemplateError> {
    document.only(&[
        "AWSTemplateFormatVersion",
        "Transform",
        "Description",
        "Parameters",
        "Globals",
        "Resources",
        "Outputs",
    ])?;
    let globals = functions::Globals::read(document)?;
    let mut system = System::default();
    for (id, resource) in document.required("Resources")?.entries()? {
        resource.only(&["Type", "Metadata", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn"])?;
        let kind = resource.required("Type")?;
        let properties = resource.required("Properties")?;
        match kind.text()?.as_str() {
            "AWS::Serverless::Function" => functions::read(&id, &properties, &globals, &mut system)?,
            "AWS::Serverless::HttpApi" => api::read(&properties, &mut system)?,
            "AWS::DynamoDB::Table" => store::read_table(&id, &properties, &mut system)?,
            "AWS::SecretsManager::Secret" => store::read_secret(&id, &properties, &mut system)?,
            "AWS::Events::EventBus" => system.buses.push(id),
            "AWS::Events::Rule" => events::read_rule(&id, &properties, &mut system)?,
            "AWS::SQS::Queue" => queues::read(&id, &properties, &mut system)?,
            "AWS::IAM::Role" => roles::read(&id, &properties, &mut system)?,
            "AWS::Scheduler::ScheduleGroup" => schedules::read_group(&id, &properties, &mut system)?,
            other if PASSED_OVER.contains(&other) => {
                properties.resolved()?;
            }
            other => return kind.refuse(format!("{other} is not supported by the local system")),
        }
    }
    check(&system, document)?;
    Ok(system)
}

/// Everything that points somewhere points at something that is there.
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
