//! Why a time is or isn't on offer: every rule in the order of the checks, with the facts that it looked at.
//!
//! The decisions are those of [`Timeline`]; this module only adds what people need to understand them.

use chrono::NaiveDate;

use super::{BusyTimes, Conflict, Reason, Timeline};
use crate::{
    consultant::{MeetingType, WorkingTime},
    schedule::Window,
    time::{Instant, Interval, local_date},
};

/// A rule that a time must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRule {
    /// The consultant offers meetings of this length.
    Duration,
    /// The consultant offers this way to meet.
    MeetingType,
    Time(Reason),
}

impl StepRule {
    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::MeetingType => "meeting_type",
            Self::Time(reason) => reason.as_str(),
        }
    }
}

/// The facts behind a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepDetail {
    /// The lengths on offer, in minutes.
    Durations(Vec<u32>),
    MeetingTypes(Vec<MeetingType>),
    Accepting(bool),
    /// The date's holiday, if any.
    Holiday(Option<String>),
    NotBlocked,
    /// The reason of a blackout, if it has one.
    Blackout(Option<String>),
    /// An exception without windows.
    DayOff(NaiveDate),
    OutsideCalendar,
    /// A date's working hours.
    Hours {
        date: NaiveDate,
        windows: Vec<Window>,
    },
    /// Minutes.
    Grid(u32),
    /// The last instant at which a meeting may begin.
    Until(Instant),
    /// The first one.
    From(Instant),
    NoLimit,
    /// The meetings of the day, and their maximum.
    Limit {
        booked: u32,
        limit: u32,
    },
    Free,
    /// The taken parts of the meeting and its buffers.
    Taken(Vec<Interval>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub rule: StepRule,
    pub ok: bool,
    pub detail: StepDetail,
}

/// A meeting that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct AskedSlot {
    pub start: Instant,
    /// Minutes.
    pub duration: u32,
    pub meeting_type: Option<MeetingType>,
}

/// Explains whether a meeting can begin at a time: every rule, in the order of the checks. The first that isn't `ok` is
/// the reason.
pub fn explain(time: &WorkingTime, busy: &BusyTimes, now: Instant, asked: AskedSlot) -> Vec<Step> {
    let slot = Interval::from_start(asked.start, asked.duration);
    let timeline = Timeline::new(&time.schedule, &time.rules, busy, now, slot);
    let rules = &time.rules;
    let mut steps = vec![Step {
        rule: StepRule::Duration,
        ok: rules.offers_duration(asked.duration),
        detail: StepDetail::Durations(rules.durations.clone()),
    }];
    steps.extend(asked.meeting_type.map(|wanted| Step {
        rule: StepRule::MeetingType,
        ok: rules.offers_meeting_type(wanted),
        detail: StepDetail::MeetingTypes(rules.meeting_types.clone()),
    }));
    let explained = Explained { time, busy, timeline: &timeline, slot };
    let broken = timeline.broken_rules(asked.start, asked.duration);
    steps.extend(Reason::ALL.into_iter().map(|reason| {
        let applies = broken.iter().any(|broken| broken.reason == reason);
        Step { rule: StepRule::Time(reason), ok: !applies, detail: explained.detail(reason, applies) }
    }));
    steps
}

struct Explained<'a> {
    time: &'a WorkingTime,
    busy: &'a BusyTimes,
    timeline: &'a Timeline<'a>,
    slot: Interval,
}

impl Explained<'_> {
    fn detail(&self, reason: Reason, applies: bool) -> StepDetail {
        let (schedule, rules) = (&self.time.schedule, &self.time.rules);
        match reason {
            Reason::NotAccepting => StepDetail::Accepting(rules.accepting_bookings),
            Reason::Holiday => StepDetail::Holiday(self.holiday()),
            Reason::Blocked if applies => self.blocked(),
            Reason::Blocked => StepDetail::NotBlocked,
            Reason::OutsideHours => {
                let date = local_date(schedule.timezone, self.slot.start);
                StepDetail::Hours { date, windows: schedule.day(date).open.windows().to_vec() }
            }
            Reason::OffGrid => StepDetail::Grid(rules.grid_minutes),
            Reason::Horizon => StepDetail::Until(self.timeline.latest_start()),
            Reason::Notice => StepDetail::From(self.timeline.earliest_start()),
            Reason::Limit => rules.daily_limit.map_or(StepDetail::NoLimit, |limit| {
                let date = local_date(schedule.timezone, self.slot.start);
                StepDetail::Limit { booked: self.busy.live_bookings(date).unwrap_or(limit), limit }
            }),
            Reason::Booked => {
                let taken = self.busy.conflicts(self.timeline.with_buffers(self.slot));
                let booked = taken.into_iter().filter(|(_, kind)| *kind == Conflict::Booked).map(|(part, _)| part);
                let booked: Vec<Interval> = booked.collect();
                if booked.is_empty() { StepDetail::Free } else { StepDetail::Taken(booked) }
            }
        }
    }

    /// The dates on which the meeting begins and ends.
    fn dates(&self) -> [NaiveDate; 2] {
        let last = self.slot.end - chrono::TimeDelta::seconds(1);
        [self.slot.start, last].map(|instant| local_date(self.time.schedule.timezone, instant))
    }

    fn holiday(&self) -> Option<String> {
        let schedule = &self.time.schedule;
        let mut holidays = self.dates().into_iter().filter_map(|date| schedule.holiday_on(date));
        holidays.find(|holiday| holiday.is_on).map(|holiday| holiday.name)
    }

    fn blocked(&self) -> StepDetail {
        let schedule = &self.time.schedule;
        if let Some(blackout) = self.dates().into_iter().find_map(|date| schedule.blackout(date)) {
            return StepDetail::Blackout(blackout.reason.clone());
        }
        let is_off = |date: &NaiveDate| schedule.is_day_off(*date);
        match self.dates().into_iter().find(is_off) {
            Some(date) => StepDetail::DayOff(date),
            None => StepDetail::OutsideCalendar,
        }
    }
}
