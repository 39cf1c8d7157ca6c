use super::{
    MailEvents, Subscription, System, TemplateError, Topic,
    node::Node,
    scope::{queue_arn, topic_arn},
};

/// The service that fills a queue from a topic.
const SNS: &str = "sns.amazonaws.com";
/// The service that publishes events of mail.
const SES: &str = "ses.amazonaws.com";

/// The types of SES's events.
const KINDS: [&str; 10] = [
    "send",
    "reject",
    "bounce",
    "complaint",
    "delivery",
    "open",
    "click",
    "renderingFailure",
    "deliveryDelay",
    "subscription",
];

/// The parts of all topics, collected from the whole template; assembled at the end.
#[derive(Default)]
pub(super) struct Topics {
    subscriptions: Vec<(String, Subscription)>,
    /// A service, an action and the ARN it may be applied to, by the policies of queues and topics.
    rights: Vec<(String, String, String)>,
}

impl Topics {
    pub(super) fn read_topic(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
        properties.only(&["TopicName", "KmsMasterKeyId", "Tags"])?;
        properties.resolved()?;
        system.topics.insert(id.to_owned(), Topic { arn: topic_arn(id), subscriptions: Vec::new() });
        Ok(())
    }

    pub(super) fn read_subscription(&mut self, properties: &Node<'_>) -> Result<(), TemplateError> {
        properties.only(&["TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "RedrivePolicy"])?;
        properties.resolved()?;
        let protocol = properties.required("Protocol")?;
        if protocol.text()? != "sqs" {
            return protocol.refuse("only sqs is supported by the local system");
        }
        let raw = properties.get("RawMessageDelivery").is_some_and(|it| it.text().is_ok_and(|it| it == "true"));
        let queue = properties.required("Endpoint")?.target()?;
        self.subscriptions.push((properties.required("TopicArn")?.target()?, Subscription { queue, raw }));
        Ok(())
    }

    /// Reads the policy of a queue or a topic: services and their actions. Conditions are left to the cloud.
    pub(super) fn read_policy(&mut self, properties: &Node<'_>) -> Result<(), TemplateError> {
        properties.resolved()?;
        for statement in properties.required("PolicyDocument")?.required("Statement")?.items()? {
            let Some(services) = statement.required("Principal")?.get("Service") else { continue };
            if statement.required("Effect")?.text()? != "Allow" {
                continue;
            }
            let arns = statement.required("Resource")?.one_or_more()?;
            for service in services.one_or_more()? {
                for action in statement.required("Action")?.one_or_more()? {
                    self.rights.extend(arns.iter().map(|arn| (service.clone(), action.clone(), arn.clone())));
                }
            }
        }
        Ok(())
    }

    pub(super) fn read_mail_events(properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
        properties.only(&["ConfigurationSetName", "EventDestination"])?;
        let destination = properties.required("EventDestination")?;
        destination.only(&["Name", "Enabled", "MatchingEventTypes", "SnsDestination"])?;
        let kinds = destination.required("MatchingEventTypes")?;
        let event_types = kinds.texts()?;
        if let Some(unknown) = event_types.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
            return kinds.refuse(format!("SES has no event {unknown}"));
        }
        let topic = destination.required("SnsDestination")?.required("TopicARN")?.target()?;
        let configuration_set = properties.required("ConfigurationSetName")?.target()?;
        system.mail_events.push(MailEvents { configuration_set, topic, kinds: event_types });
        Ok(())
    }

    /// Assigns the subscriptions to their topics. A missing right would lose messages silently in the cloud: here it
    /// fails at the start.
    pub(super) fn connect(self, system: &mut System, resources: &Node<'_>) -> Result<(), TemplateError> {
        let may = |service: &str, action: &str, arn: &str| {
            self.rights.iter().any(|(who, what, on)| who == service && what == action && on == arn)
        };
        for (name, subscription) in &self.subscriptions {
            let queue = &subscription.queue;
            let Some(topic) = system.topics.get_mut(name) else {
                return resources.refuse(format!("{queue} listens to {name}, which is not a topic"));
            };
            if !system.queues.contains_key(queue) {
                return resources.refuse(format!("{name} fills {queue}, which is not a queue"));
            }
            if !may(SNS, "sqs:SendMessage", &queue_arn(queue)) {
                return resources.refuse(format!("{name} fills {queue}, which no policy lets {SNS} do"));
            }
            topic.subscriptions.push(subscription.clone());
        }
        for events in &system.mail_events {
            let Some(topic) = system.topics.get(&events.topic) else {
                return resources.refuse(format!("mail events go to {}, which is not a topic", events.topic));
            };
            if !may(SES, "sns:Publish", &topic.arn) {
                return resources.refuse(format!("mail events go to {}, which no policy lets {SES} do", events.topic));
            }
        }
        Ok(())
    }
}
