//! The client's other bookings, as far as the account may see them.

use domain::{
    access::{Capability, Subject},
    booking::{Booking, Status},
    listing::Row,
    time::Instant,
};
use http_api::{Problem, RowView, Staff};
use serde::Serialize;

use crate::Deps;

/// Bookings of one client that are looked at.
const MAX_LOOKED: i32 = 200;
/// Bookings that are shown of each kind.
const MAX_SHOWN: usize = 20;

/// The client's other bookings.
pub(crate) struct OtherBookings {
    rows: Vec<Row>,
}

#[derive(Serialize)]
pub(crate) struct ClientView<'a> {
    /// Latest first.
    earlier: Vec<RowView<'a>>,
    /// Next first.
    upcoming: Vec<RowView<'a>>,
    counts: Counts,
}

/// Of the client's other bookings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    completed: usize,
    no_show: usize,
    cancelled: usize,
}

/// Reads the other bookings of a booking's client.
pub(crate) async fn other_bookings(deps: &Deps, staff: &Staff, booking: &Booking) -> Result<OtherBookings, Problem> {
    let Some(key) = &booking.client_key else { return Ok(OtherBookings { rows: Vec::new() }) };
    let mut references = deps.table.references_of(key, MAX_LOOKED).await?;
    references.retain(|reference| *reference != booking.reference);
    let mut rows = deps.table.rows_of(&references).await?;
    rows.retain(|row| staff.may(Capability::SeeBookings, Subject::Booking(&row.consultant_id)).is_ok());
    rows.sort_by_key(|row| row.slot.start);
    Ok(OtherBookings { rows })
}

impl OtherBookings {
    pub(crate) fn view(&self, staff: &Staff, now: Instant) -> ClientView<'_> {
        let is_upcoming = |row: &&Row| row.status.is_live() && row.slot.end > now;
        let earlier = self.rows.iter().rev().filter(|row| !is_upcoming(row));
        let upcoming = self.rows.iter().filter(is_upcoming);
        let count = |status| self.rows.iter().filter(|row| row.status == status).count();
        ClientView {
            earlier: earlier.take(MAX_SHOWN).map(|row| RowView::new(row, staff, now)).collect(),
            upcoming: upcoming.take(MAX_SHOWN).map(|row| RowView::new(row, staff, now)).collect(),
            counts: Counts {
                completed: count(Status::Completed),
                no_show: count(Status::NoShow),
                cancelled: count(Status::Cancelled),
            },
        }
    }
}
