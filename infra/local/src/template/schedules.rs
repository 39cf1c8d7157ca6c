use std::time::Duration;

use super::{Periodic, System, TemplateError, node::Node};

/// Reads a group that functions put their schedules in.
pub(super) fn read_group(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["Name"])?;
    properties.resolved()?;
    system.schedule_groups.push(id.to_owned());
    Ok(())
}

/// Reads a function's event of type `ScheduleV2`. Retries of the call are left to the cloud: here it
/// can't get lost.
pub(super) fn periodic(function: &str, event: &str, properties: &Node<'_>) -> Result<Periodic, TemplateError> {
    properties.only(&["ScheduleExpression", "Description", "OmitName", "RetryPolicy"])?;
    properties.resolved()?;
    let expression = properties.required("ScheduleExpression")?;
    let text = expression.text()?;
    match rate(&text) {
        Some(period) => Ok(Periodic { function: function.to_owned(), event: event.to_owned(), period }),
        None => expression.refuse(format!("{text} is not supported by the local system; rate(5 minutes) would be")),
    }
}

/// Reads `rate(5 minutes)`, `rate(1 hour)`, `rate(7 days)`.
fn rate(text: &str) -> Option<Duration> {
    let (number, unit) = text.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let seconds = match unit {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => 86_400,
        _ => return None,
    };
    let number = number.parse::<u32>().ok().filter(|number| *number > 0)?;
    Some(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::rate;

    #[test]
    fn rates_in_minutes_hours_and_days() {
        assert_eq!(rate("rate(5 minutes)"), Some(Duration::from_secs(300)));
        assert_eq!(rate("rate(1 hour)"), Some(Duration::from_secs(3_600)));
        assert_eq!(rate("rate(7 days)"), Some(Duration::from_secs(7 * 86_400)));
    }

    #[test]
    fn what_is_not_a_rate() {
        for text in ["cron(0 8 * * ? *)", "rate(0 minutes)", "rate(5 weeks)", "rate(-1 days)", "rate(5minutes)", "5"] {
            assert_eq!(rate(text), None, "{text}");
        }
    }
}
