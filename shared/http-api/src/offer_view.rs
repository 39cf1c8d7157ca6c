//! The times that a client may choose from instead of the booking's own.

use domain::{
    booking::{Booking, OfferMessage},
    ids::ConsultantId,
    time::Instant,
};
use serde::Serialize;

/// An open offer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfferView<'a> {
    id: u64,
    starts: Vec<OfferedTimeView<'a>>,
    ends_at: Instant,
    /// The meeting doesn't take place at its old time.
    is_off: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<OfferMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OfferedTimeView<'a> {
    start: Instant,
    end: Instant,
    consultant_id: &'a ConsultantId,
    /// If it isn't the booking's consultant.
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_name: Option<&'a str>,
}

impl<'a> OfferView<'a> {
    /// The offer of a live booking; `None` without one.
    pub(crate) fn of(booking: &'a Booking) -> Option<Self> {
        let offer = booking.offer.as_ref().filter(|_| booking.status.is_live())?;
        let starts = offer.times.iter().map(|time| {
            let slot = booking.offered_slot(time);
            let (consultant_id, consultant_name) = (&time.consultant_id, time.consultant_name.as_deref());
            OfferedTimeView { start: slot.start, end: slot.end, consultant_id, consultant_name }
        });
        Some(Self {
            id: offer.id,
            starts: starts.collect(),
            ends_at: offer.ends_at,
            is_off: offer.is_off(),
            message: offer.message,
            reason: offer.reason.as_deref(),
        })
    }
}
