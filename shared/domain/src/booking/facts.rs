//! The part of a booking that numbers need: codes and counts, kept through its erasure because they identify no person.

use serde::{Deserialize, Serialize};

use super::Actor;
use crate::{
    contact::CompanySize,
    fault::Faults,
    fields::{self, Fields},
    funnel::{Device, Step, elapsed},
    time::Instant,
    unknown::{if_known, known_elements},
};

/// Steps of one visit that are taken: each of them, and some of them again.
const MAX_STEPS: usize = 20;

/// The client's visit to the page, as the page saw it: the optional `visit` of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    pub device: Option<Device>,
    /// From the first page to the booking.
    pub seconds_to_book: Option<u32>,
    /// In order.
    pub steps: Vec<Step>,
}

impl Visit {
    pub(super) fn read(fields: &Fields<'_>, faults: &mut Faults) -> Self {
        let Some(fields) = fields.object("visit", faults) else { return Self::default() };
        let mut steps = Vec::new();
        for (pointer, value) in fields.list("steps", MAX_STEPS, faults) {
            let Some(step) = fields::element(value, &pointer, faults) else { continue };
            match Step::parse(step) {
                Ok(step) => steps.push(step),
                Err(rule) => faults.add(pointer, rule),
            }
        }
        Self {
            device: fields.parsed("device", faults, Device::parse),
            seconds_to_book: elapsed(&fields, "secondsToBook", faults),
            steps,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// 1 for the first booking of its address, as known at its creation; 3 for the third and all later ones. Cancelled
    /// ones count. Two bookings within a second may both be the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<u8>,
    /// Whole hours from the creation to the start that was agreed first.
    #[serde(default)]
    pub lead_hours: u32,
    /// The same from the last move to the present start; absent if it was never moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_lead_hours: Option<u32>,
    /// Moves by any actor.
    #[serde(default)]
    pub moves: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<CompanySize>,
    #[serde(default, deserialize_with = "if_known", skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_to_book: Option<u32>,
    #[serde(default, deserialize_with = "known_elements", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The recorder of the present outcome; `system` if it was assumed because no person answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_by: Option<Actor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_by: Option<Actor>,
}

impl Facts {
    /// The facts at the creation.
    pub(super) fn new(number: Option<u8>, visit: Visit, company_size: Option<CompanySize>, lead_hours: u32) -> Self {
        let Visit { device, seconds_to_book, steps } = visit;
        Self { visit: number, lead_hours, company_size, device, seconds_to_book, steps, ..Self::default() }
    }

    /// The facts of a booking that was stored without any.
    pub fn of_older(created_at: Instant, start: Instant, company_size: Option<CompanySize>) -> Self {
        Self { lead_hours: lead_hours(created_at, start), company_size, ..Self::default() }
    }

    /// Whole hours from the time at which the present start was agreed.
    pub fn taken_lead_hours(&self) -> u32 {
        self.moved_lead_hours.unwrap_or(self.lead_hours)
    }

    /// The facts after a move.
    pub(super) fn moved(&self, now: Instant, start: Instant) -> Self {
        Self { moves: self.moves.saturating_add(1), moved_lead_hours: Some(lead_hours(now, start)), ..self.clone() }
    }
}

/// Whole hours from an agreement to its start; 0 for a start in the past.
pub(super) fn lead_hours(now: Instant, start: Instant) -> u32 {
    u32::try_from((start - now).num_hours()).unwrap_or(0)
}
