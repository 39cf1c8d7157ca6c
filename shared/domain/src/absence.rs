//! A team's absence: dates that are closed for several consultants, or for all.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    booking::StaffAction,
    bulk::BulkActor,
    fault::{Faults, Rule},
    fields::{self, Fields},
    ids::ConsultantId,
    parse::date,
    schedule::Blackout,
    text,
    time::{self, Instant, Interval},
    zone::Tz,
};

/// Consultants that one request may name.
pub const MAX_ABSENT: usize = 500;
/// Orders for the bookings of one absence.
pub const MAX_ORDERS: u32 = 2;
/// Days of an absence.
const MAX_DAYS: u32 = 730;
/// Schedules may be cached, and a request that read the old one may still be under way: no time is given back before.
const SETTLING: TimeDelta = TimeDelta::seconds(20);
/// After that a schedule that wasn't closed stays open.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);
const THEN: [&str; 4] = ["nothing", "offer", "reassign", "cancel"];

/// The treatment of bookings on the closed dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// They stay, and are listed.
    Nothing,
    /// Clients are offered other times.
    Offer,
    /// Colleagues take them.
    Reassign,
    Cancel,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl Then {
    fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "nothing" => Ok(Self::Nothing),
            "offer" => Ok(Self::Offer),
            "reassign" => Ok(Self::Reassign),
            "cancel" => Ok(Self::Cancel),
            _ => Err(Rule::OneOf(&THEN)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbsentConsultants {
    /// All that aren't archived.
    All,
    /// These, at least one.
    Named(Vec<ConsultantId>),
}

/// A parsed request for an absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceRequest {
    pub consultants: AbsentConsultants,
    /// The first closed date, in each consultant's zone.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// For the team: schedules and records have it, clients never read it.
    pub reason: Option<String>,
    /// The words that clients read.
    pub client_reason: Option<String>,
    pub then: Then,
}

impl AbsenceRequest {
    /// Parses a request.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(object: &Map<String, Value>) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(object));
        let consultants = read_consultants(&fields, &mut faults);
        let (from, to) = (fields.required("from", &mut faults, date), fields.required("to", &mut faults, date));
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                faults.add("/to", Rule::NotBeforeFrom);
            } else if (to - from).num_days() >= i64::from(MAX_DAYS) {
                faults.add("/to", Rule::MaxDays(MAX_DAYS));
            }
        }
        let reason = fields.parsed("reason", &mut faults, |reason| text::line(reason, text::MAX_SUBJECT));
        let client_reason = fields.parsed("clientReason", &mut faults, |reason| text::line(reason, text::MAX_SUBJECT));
        let then = fields.parsed("then", &mut faults, Then::parse).unwrap_or(Then::Nothing);
        if then == Then::Cancel && fields.is_absent("clientReason") {
            fields.missing("clientReason", &mut faults);
        }
        let request = || Some(Self { consultants: consultants?, from: from?, to: to?, reason, client_reason, then });
        let request = request();
        faults.or(request)
    }
}

fn read_consultants(fields: &Fields<'_>, faults: &mut Faults) -> Option<AbsentConsultants> {
    if fields.get("consultantIds") == Some(&Value::String("all".to_owned())) {
        return Some(AbsentConsultants::All);
    }
    let mut ids: Vec<ConsultantId> = Vec::new();
    for (pointer, value) in fields.list("consultantIds", MAX_ABSENT, faults) {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match ConsultantId::parse(text) {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    let is_empty = fields.get("consultantIds").is_none_or(|value| value.as_array().is_some_and(Vec::is_empty));
    if is_empty {
        fields.missing("consultantIds", faults);
    }
    Some(AbsentConsultants::Named(ids))
}

/// How far an absence is with one consultant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AbsenceState {
    Waiting,
    /// The schedule has it since this version.
    Closed {
        version: u64,
    },
    /// The schedule kept changing meanwhile, or the consultant is gone; nothing was written.
    Failed,
    /// It was taken out again.
    Removed,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// An absence, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Absence {
    /// A ULID; the blackouts carry it.
    pub id: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reason: Option<String>,
    pub then: Then,
    pub created_at: Instant,
    /// The account.
    pub created_by: String,
    /// The same with its rights, if the bookings are to be acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<BulkActor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<Instant>,
    pub consultants: BTreeMap<ConsultantId, AbsenceState>,
    /// Counts the writes, kept beside the other members; 0 for one that an earlier release has written.
    #[serde(skip)]
    pub revision: u64,
}

impl Absence {
    /// Begins an absence: all consultants are waiting.
    pub fn new(
        id: String,
        request: &AbsenceRequest,
        consultants: impl IntoIterator<Item = ConsultantId>,
        created_by: &str,
        now: Instant,
    ) -> Self {
        Self {
            id,
            from: request.from,
            to: request.to,
            reason: request.reason.clone(),
            client_reason: request.client_reason.clone(),
            then: request.then,
            created_at: now,
            created_by: created_by.to_owned(),
            actor: None,
            removed_at: None,
            consultants: consultants.into_iter().map(|consultant| (consultant, AbsenceState::Waiting)).collect(),
            revision: 1,
        }
    }

    /// The action on each booking within it, with the body of its request; `None` if they stay.
    pub fn action(&self) -> Option<(StaffAction, Map<String, Value>)> {
        let (action, body) = match self.then {
            Then::Nothing | Then::Unknown => return None,
            Then::Offer => (StaffAction::Offer, json!({"message": "unavailable", "reason": self.client_reason})),
            Then::Reassign => (StaffAction::Reassign, json!({"consultantId": "any"})),
            Then::Cancel => (StaffAction::Cancel, json!({"reason": self.cancellation_reason(), "offer": []})),
        };
        match body {
            Value::Object(body) => Some((action, body)),
            _ => None,
        }
    }

    /// The release before had one reason, which cancelled clients read.
    fn cancellation_reason(&self) -> Option<&str> {
        self.client_reason.as_deref().or(self.reason.as_deref())
    }

    /// The id of the order for its bookings; later rounds are for those that were made while its schedules were closed.
    pub fn order_id(&self, round: u32) -> String {
        if round == 1 { self.id.clone() } else { format!("{}-{round}", self.id) }
    }

    /// The instant at which its bookings can be acted on: from then on nobody books into it.
    pub fn acts_at(&self) -> Instant {
        let is_closing = self.consultants.values().any(|state| *state == AbsenceState::Waiting);
        self.created_at + if is_closing { PATIENCE } else { SETTLING }
    }

    /// Whether a slot touches its dates, which are those of the consultant's zone.
    pub fn covers(&self, slot: Interval, zone: Tz) -> bool {
        let is_within = |instant| (self.from..=self.to).contains(&time::local_date(zone, instant));
        is_within(slot.start) || is_within(slot.end - TimeDelta::seconds(1))
    }

    /// Notes the schedules that were closed, by their versions, and that the others were not.
    pub fn settle(&mut self, closed: &[(ConsultantId, Option<u64>)]) {
        for state in self.consultants.values_mut().filter(|state| **state == AbsenceState::Waiting) {
            *state = AbsenceState::Failed;
        }
        for (consultant, version) in closed.iter().filter_map(|(id, version)| Some((id, (*version)?))) {
            self.consultants.insert(consultant.clone(), AbsenceState::Closed { version });
        }
    }

    /// Its entry in a schedule.
    pub fn blackout(&self) -> Blackout {
        Blackout { from: self.from, to: self.to, reason: self.reason.clone(), absence: Some(self.id.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fault::FaultCode;

    fn parse(value: Value) -> Result<AbsenceRequest, Vec<(String, FaultCode)>> {
        let parsed = AbsenceRequest::parse(value.as_object().unwrap());
        parsed.map_err(|faults| faults.iter().map(|fault| (fault.pointer.clone(), fault.rule.code())).collect())
    }

    #[test]
    fn absence_reports_all_faults() {
        let faults =
            parse(json!({"consultantIds": ["anna", "A B"], "from": "2026-12-31", "to": "2026-12-01", "then": "wait"}));
        let expected = [
            ("/consultantIds/1", FaultCode::InvalidFormat),
            ("/to", FaultCode::OutOfRange),
            ("/then", FaultCode::UnknownValue),
        ];
        assert_eq!(faults.unwrap_err(), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        let faults = parse(json!({"consultantIds": [], "then": "cancel"})).unwrap_err();
        let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/consultantIds", "/from", "/to", "/clientReason"]);
    }

    #[test]
    fn clients_read_only_their_reason() {
        for then in ["offer", "cancel"] {
            let request = json!({"consultantIds": "all", "from": "2026-12-24", "to": "2026-12-24", "then": then,
                "reason": "migraine", "clientReason": "Anna is away."});
            let request = parse(request).unwrap();
            let absence = Absence::new("a".to_owned(), &request, [], "sub", Instant::UNIX_EPOCH);
            let (_, body) = absence.action().unwrap();
            assert_eq!(body["reason"], "Anna is away.");
            assert_eq!(absence.blackout().reason.as_deref(), Some("migraine"));
        }
    }

    #[test]
    fn absence_may_name_all() {
        let request = parse(json!({"consultantIds": "all", "from": "2026-12-24", "to": "2026-12-24"})).unwrap();
        assert_eq!((request.consultants, request.then), (AbsentConsultants::All, Then::Nothing));
    }
}
