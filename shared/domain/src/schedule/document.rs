//! The schedule's document, in the form of seed files, and changes of a part of it.

use serde_json::{Map, Value, json};

use super::{
    DayHours, Schedule, Weekly,
    apart::check_day,
    read::{MAX_DATES, WEEKDAYS, check_size, read_exception},
};
use crate::{
    fault::{Faults, Rule},
    fields::Fields,
};

impl Weekly {
    fn document(&self) -> Map<String, Value> {
        let worked = |hours: &DayHours| !hours.windows.is_empty() || !hours.breaks.is_empty();
        let days = WEEKDAYS.iter().map(|(name, weekday)| (*name, self.on(*weekday)));
        days.filter(|(_, hours)| worked(hours)).map(|(name, hours)| (name.to_owned(), json!(hours))).collect()
    }
}

impl Schedule {
    /// The document without the zone, in the form that is parsed.
    pub fn document(&self) -> Value {
        json!({
            "weekly": self.weekly.document(),
            "exceptions": self.exceptions,
            "holidays": self.holidays,
            "blackouts": self.blackouts,
        })
    }

    /// Returns it with a date's own hours; `windows: null` takes them away again.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn with_exception(&self, object: &Map<String, Value>) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(object));
        if !object.contains_key("windows") {
            faults.add("/windows", Rule::Required);
        }
        let exception = read_exception(&fields, &mut faults);
        check_day(&fields, &mut faults);
        let mut schedule = self.clone();
        if let Some(exception) = exception {
            schedule.exceptions.retain(|other| other.date != exception.date);
            if fields.get("windows").is_some() {
                schedule.exceptions.push(exception);
                schedule.exceptions.sort_by_key(|exception| exception.date);
            }
        }
        if schedule.exceptions.len() > MAX_DATES {
            faults.add("/date", Rule::MaxEntries(MAX_DATES));
        }
        check_size(&schedule, &fields, &mut faults);
        faults.or(Some(schedule))
    }
}
