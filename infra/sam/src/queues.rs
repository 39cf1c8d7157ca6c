use std::time::Duration;

use super::{Queue, Redrive, System, TemplateError, node::Node};

/// SQS's own default.
const VISIBILITY_SECONDS: u64 = 30;

pub(super) fn read(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["VisibilityTimeout", "MessageRetentionPeriod", "SqsManagedSseEnabled", "RedrivePolicy"])?;
    let visibility = properties.get("VisibilityTimeout").map_or(Ok(VISIBILITY_SECONDS), |node| node.number())?;
    let redrive = match properties.get("RedrivePolicy") {
        Some(policy) => Some(Redrive {
            dead_letters: policy.required("deadLetterTargetArn")?.target()?,
            maximum_receives: u32::try_from(policy.required("maxReceiveCount")?.number()?).unwrap_or(u32::MAX),
        }),
        None => None,
    };
    system.queues.insert(id.to_owned(), Queue { visibility: Duration::from_secs(visibility), redrive });
    Ok(())
}
