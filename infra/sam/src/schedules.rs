use std::time::Duration;

use super::{Periodic, System, TemplateError, node::Node};

/// Reads a group of one-time schedules.
pub(super) fn read_group(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["Name"])?;
    properties.resolved()?;
    system.schedule_groups.push(id.to_owned());
    Ok(())
}

/// Reads a function's event of type `ScheduleV2`. Retries of the call are left to the cloud: here it can't get lost.
pub(super) fn periodic(function: &str, event: &str, properties: &Node<'_>) -> Result<Periodic, TemplateError> {
    properties.only(&["ScheduleExpression", "Description", "OmitName", "RetryPolicy"])?;
    properties.resolved()?;
    let expression = properties.required("ScheduleExpression")?;
    let text = expression.text()?;
    let Some((period, offset)) = rate(&text).map(|period| (period, Duration::ZERO)).or_else(|| cron(&text)) else {
        let played = "rate(5 minutes), cron(30 * * * ? *) and cron(30 2 * * ? *) would be";
        return expression.refuse(format!("{text} is not supported by the local system; {played}"));
    };
    Ok(Periodic { function: function.to_owned(), event: event.to_owned(), period, offset })
}

/// Reads the two forms of cron that have one length of period: every hour at a minute, and every day at a minute of an
/// hour, in UTC. Returns the period and its offset.
fn cron(text: &str) -> Option<(Duration, Duration)> {
    let fields: Vec<&str> = text.strip_prefix("cron(")?.strip_suffix(')')?.split(' ').collect();
    let [minute, hour, "*", "*", "?", "*"] = fields.as_slice() else { return None };
    let within = |field: &str, limit: u64| field.parse::<u64>().ok().filter(|number| *number < limit);
    let minutes = within(minute, 60)? * 60;
    if *hour == "*" {
        return Some((Duration::from_secs(3_600), Duration::from_secs(minutes)));
    }
    Some((Duration::from_secs(86_400), Duration::from_secs(within(hour, 24)? * 3_600 + minutes)))
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

    use super::{cron, rate};

    #[test]
    fn rates_are_parsed() {
        assert_eq!(rate("rate(5 minutes)"), Some(Duration::from_secs(300)));
        assert_eq!(rate("rate(1 hour)"), Some(Duration::from_secs(3_600)));
        assert_eq!(rate("rate(7 days)"), Some(Duration::from_secs(7 * 86_400)));
    }

    #[test]
    fn invalid_rates_are_refused() {
        for text in ["cron(0 8 * * ? *)", "rate(0 minutes)", "rate(5 weeks)", "rate(-1 days)", "rate(5minutes)", "5"] {
            assert_eq!(rate(text), None, "{text}");
        }
    }

    #[test]
    fn hourly_and_daily_crons_are_parsed() {
        let seconds = |text| cron(text).map(|(period, offset)| (period.as_secs(), offset.as_secs()));
        assert_eq!(seconds("cron(15 * * * ? *)"), Some((3_600, 900)));
        assert_eq!(seconds("cron(30 2 * * ? *)"), Some((86_400, 9_000)));
        for text in
            ["cron(30 2 * * * *)", "cron(60 2 * * ? *)", "cron(0 24 * * ? *)", "cron(0 8 ? * MON-FRI *)", "cron()"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
