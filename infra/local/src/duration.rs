//! ISO 8601 durations; the clock takes weeks to seconds.

use chrono::TimeDelta;

/// Parses `PT24H`, `P3D`, `P1DT2H30M`, `P2W`. Years and months have no fixed length and are refused.
pub fn parse(text: &str) -> Option<TimeDelta> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = sum(date, &[('W', 7 * 86_400), ('D', 86_400)])?;
    let seconds = sum(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    TimeDelta::try_seconds(days.checked_add(seconds)?)
}

/// Adds up `<number><unit>` in the order of the units, each at most once.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total: i64 = 0;
    for (unit, seconds) in units {
        let Some((number, rest)) = text.split_once(*unit) else { continue };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(*seconds)?)?;
        text = rest;
    }
    text.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn usual_durations_are_parsed() {
        let seconds = |text| parse(text).map(|it| it.num_seconds());
        assert_eq!(seconds("PT24H"), Some(86_400));
        assert_eq!(seconds("P3D"), Some(3 * 86_400));
        assert_eq!(seconds("P1DT2H30M5S"), Some(86_400 + 2 * 3_600 + 30 * 60 + 5));
        assert_eq!(seconds("P2W"), Some(14 * 86_400));
    }

    #[test]
    fn invalid_durations_are_refused() {
        for text in ["", "P", "PT", "24H", "P1Y", "P1M", "PT-5M", "PT5", "P1DT", "PT1M2H", "PT99999999999999999999H"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
