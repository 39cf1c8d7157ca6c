//! Why a time is or isn't on offer, now or at an earlier time, by the check that sells.

use std::collections::BTreeMap;

use domain::{
    availability::{AskedSlot, BusyTimes, Reason, Step, StepRule, TieBreak, explain},
    booking::{ConsultantChoice, PastMeeting, meeting_at},
    consultant::{BookingRules, WorkingTime},
    ids::{ConsultantId, Reference},
    time::{Instant, Interval, local_date},
    zone::Tz,
};
use futures::{StreamExt, TryStreamExt, stream};
use table::{Table, TableError};

use crate::{
    SlotRequest,
    nearby::{Alternative, alternatives},
};

/// Number of histories read at once.
const READ_AT_ONCE: usize = 16;
/// Around a meeting: the day of its limit, wherever it is, and the longest neighbour.
const AROUND: u32 = 26 * 60;

#[derive(Debug, Clone)]
pub struct SlotExplanation {
    /// The time at which it was on offer or not.
    pub at: Instant,
    /// The version of the working time in force then.
    pub schedule_version: u64,
    pub timezone: Tz,
    /// Every rule in the order of the checks.
    pub steps: Vec<Step>,
    /// The bookings in the way, with their buffers.
    pub held_by: Vec<Reference>,
    /// Free times nearby; none for the past.
    pub nearest: Vec<Alternative>,
}

impl SlotExplanation {
    /// The first rule that isn't kept; `None` for a time on offer.
    pub fn reason(&self) -> Option<StepRule> {
        self.steps.iter().find(|step| !step.ok).map(|step| step.rule)
    }

    fn is_booked(&self) -> bool {
        self.steps.iter().any(|step| step.rule == StepRule::Time(Reason::Booked) && !step.ok)
    }
}

/// Explains a time as it is now; `None` for an unknown consultant.
pub async fn why_not(
    table: &Table,
    id: &ConsultantId,
    asked: AskedSlot,
    now: Instant,
) -> Result<Option<SlotExplanation>, TableError> {
    let slot = Interval::from_start(asked.start, asked.duration);
    let (stored, busy, settings) = tokio::try_join!(table.consultant(id), table.busy_now(id, slot), table.settings())?;
    let Some(stored) = stored else { return Ok(None) };
    let mut time = WorkingTime::from(&stored.consultant);
    // As a snapshot has them: nobody can book without the company's policies, and an archived consultant not at all.
    time.rules.accepting_bookings &= !stored.consultant.profile.is_archived() && settings.is_configured();
    let mut why_not = SlotExplanation {
        at: now,
        schedule_version: stored.schedule.number,
        timezone: time.schedule.timezone,
        steps: explain(&time, &busy, now, asked),
        held_by: Vec::new(),
        nearest: Vec::new(),
    };
    if why_not.is_booked() {
        let held = table.bookings_in(id, with_buffers(&time.rules, slot)).await?;
        why_not.held_by = held.into_iter().map(|booking| booking.reference).collect();
    }
    if why_not.reason().is_some() {
        why_not.nearest = nearest(table, id, asked, now).await;
    }
    Ok(Some(why_not))
}

async fn nearest(table: &Table, id: &ConsultantId, asked: AskedSlot, now: Instant) -> Vec<Alternative> {
    let consultant = ConsultantChoice::One(id.clone());
    let request = SlotRequest {
        consultant: &consultant,
        start: asked.start,
        duration: asked.duration,
        meeting_type: asked.meeting_type,
        moving: None,
        ties: TieBreak::of("", asked.start),
        waive: None,
    };
    alternatives(table, &request, now).await
}

/// Explains a time as it was at an earlier instant, by the working time in force and the bookings as they stood then.
/// Holds, outside calendars, and bookings that were moved away or cancelled since, are left out. `None` if no working time
/// is known of that instant.
pub async fn why_not_then(
    table: &Table,
    id: &ConsultantId,
    asked: AskedSlot,
    at: Instant,
) -> Result<Option<SlotExplanation>, TableError> {
    let slot = Interval::from_start(asked.start, asked.duration);
    let Some(in_force) = table.working_time_at(id, at).await? else { return Ok(None) };
    let zone = in_force.time.schedule.timezone;
    let mut past = PastTime { table, id, rules: BTreeMap::new() };
    let mut busy = BusyTimes::new();
    let mut counts: BTreeMap<chrono::NaiveDate, u32> = BTreeMap::new();
    let marked = with_buffers(&in_force.time.rules, slot);
    let mut held_by = Vec::new();
    for (reference, meeting) in past.meetings(slot, at).await? {
        let rules = past.rules_at(meeting.since).await?.unwrap_or_else(|| in_force.time.rules.clone());
        let theirs = with_buffers(&rules, meeting.slot);
        busy.add_meeting(meeting.slot, theirs);
        *counts.entry(local_date(zone, meeting.slot.start)).or_default() += 1;
        if theirs.overlaps(&marked) {
            held_by.push(reference);
        }
    }
    for (date, count) in counts {
        busy.set_live_bookings(date, count);
    }
    Ok(Some(SlotExplanation {
        at,
        schedule_version: in_force.version.number,
        timezone: zone,
        steps: explain(&in_force.time, &busy, at, asked),
        held_by,
        nearest: Vec::new(),
    }))
}

/// A consultant's bookings and rules as they stood once.
struct PastTime<'a> {
    table: &'a Table,
    id: &'a ConsultantId,
    /// Rules by the instant at which they were asked for.
    rules: BTreeMap<Instant, Option<BookingRules>>,
}

impl PastTime<'_> {
    /// The consultant's meetings around a slot as they stood at an instant.
    async fn meetings(&self, slot: Interval, at: Instant) -> Result<Vec<(Reference, PastMeeting)>, TableError> {
        let around = slot.padded(AROUND, AROUND);
        let mut candidates: Vec<Reference> =
            self.table.bookings_in(self.id, around).await?.into_iter().map(|booking| booking.reference).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let histories: Vec<_> = candidates
            .into_iter()
            .map(|reference| async move {
                let events = self.table.history(&reference).await?;
                Ok::<_, TableError>((reference, meeting_at(&events, at)))
            })
            .collect();
        let stood: Vec<_> = stream::iter(histories).buffered(READ_AT_ONCE).try_collect().await?;
        let theirs = |meeting: &PastMeeting| meeting.consultant_id == *self.id && meeting.slot.overlaps(&around);
        Ok(stood.into_iter().filter_map(|(reference, meeting)| Some((reference, meeting.filter(theirs)?))).collect())
    }

    async fn rules_at(&mut self, at: Instant) -> Result<Option<BookingRules>, TableError> {
        if let Some(rules) = self.rules.get(&at) {
            return Ok(rules.clone());
        }
        let rules = self.table.working_time_at(self.id, at).await?.map(|version| version.time.rules);
        self.rules.insert(at, rules.clone());
        Ok(rules)
    }
}

fn with_buffers(rules: &BookingRules, slot: Interval) -> Interval {
    slot.padded(rules.buffer_before_minutes, rules.buffer_after_minutes)
}
