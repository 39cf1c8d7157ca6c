//! The holidays of a schedule as a list with a switch each.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Schedule;
use crate::holidays::DayKind;

/// A date that is a holiday, or would be one if it weren't switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedHoliday {
    pub date: NaiveDate,
    /// A public holiday's English name, or the own one's.
    pub name: String,
    /// One of the consultant's own, which has no switch.
    pub is_own: bool,
    /// `true` if the date has no slots because of it.
    pub is_on: bool,
}

impl Schedule {
    /// Lists the holidays from a date on, both dates included, by date.
    pub fn holidays_between(&self, from: NaiveDate, to: NaiveDate) -> Vec<ListedHoliday> {
        from.iter_days().take_while(|date| *date <= to).filter_map(|date| self.holiday_on(date)).collect()
    }

    /// Returns the holiday of a date; of two, the public one.
    pub fn holiday_on(&self, date: NaiveDate) -> Option<ListedHoliday> {
        let public = match self.holidays.calendar.map(|calendar| calendar.day(date)) {
            Some(DayKind::Holiday { name }) => Some((Cow::Borrowed(name), false)),
            _ => None,
        };
        let own = || self.own_holiday(date).map(|own| (Cow::Owned(own.name.clone()), true));
        let (name, is_own) = public.or_else(own)?;
        let has_own_hours = self.exception(date).is_some_and(|exception| !exception.hours.windows.is_empty());
        let is_switched_off = self.holidays.except.contains(&date) && self.own_holiday(date).is_none();
        Some(ListedHoliday { date, name: name.into_owned(), is_own, is_on: !is_switched_off && !has_own_hours })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::consultant::parse_working_time;

    #[test]
    fn holidays_have_a_switch() {
        let document = json!({
            "timezone": "Europe/Berlin", "rules": {},
            "schedule": {
                "exceptions": [{"date": "2027-01-01", "windows": [{"start": "09:00", "end": "12:00"}]}],
                "holidays": {"calendar": "DE-BE", "except": ["2026-12-26"], "own": [{"month": 12, "day": 24, "name": "Eve"}]}
            }
        });
        let schedule = parse_working_time(document.as_object().unwrap()).unwrap().schedule;
        let listed = schedule.holidays_between("2026-12-20".parse().unwrap(), "2027-01-03".parse().unwrap());
        let found: Vec<_> = listed.iter().map(|it| (it.date.to_string(), it.is_own, it.is_on)).collect();
        let expected = [
            ("2026-12-24", true, true),
            ("2026-12-25", false, true),
            ("2026-12-26", false, false),
            ("2027-01-01", false, false),
        ];
        assert_eq!(found, expected.map(|(date, own, on)| (date.to_owned(), own, on)));
        let is_closed = |date| schedule.day(date).state == crate::schedule::DayState::Holiday;
        assert!(listed.iter().all(|it| it.is_on == is_closed(it.date)));
    }
}
