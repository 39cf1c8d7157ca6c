//! A booking in a list.

use domain::{
    access::{Capability, Subject},
    booking::{Source, Status},
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    listing::{Flag, Row, RowClient},
    time::Instant,
    zone::Tz,
};
use serde::Serialize;

use crate::Staff;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowView<'a> {
    reference: &'a Reference,
    version: u64,
    status: Status,
    start: Instant,
    end: Instant,
    /// Minutes.
    duration: u32,
    /// The client's.
    timezone: Tz,
    consultant_id: &'a ConsultantId,
    meeting_type: MeetingType,
    source: Source,
    created_at: Instant,
    client: ClientView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<u8>,
    /// Null without one.
    rating: Option<u8>,
    flags: Vec<Flag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<Instant>,
}

/// The client, as far as the account may see.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ClientView<'a> {
    Full(&'a RowClient),
    Hidden {
        initials: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        company: Option<&'a str>,
    },
}

impl<'a> RowView<'a> {
    /// Shows a row with its flags at this time.
    pub fn new(row: &'a Row, staff: &Staff, now: Instant) -> Self {
        let sees_contact = staff.may(Capability::SeeContact, Subject::Booking(&row.consultant_id)).is_ok();
        Self {
            reference: &row.reference,
            version: row.version,
            status: row.status,
            start: row.slot.start,
            end: row.slot.end,
            duration: row.slot.minutes(),
            timezone: row.timezone,
            consultant_id: &row.consultant_id,
            meeting_type: row.meeting_type,
            source: row.source,
            created_at: row.created_at,
            client: if sees_contact {
                ClientView::Full(&row.client)
            } else {
                ClientView::Hidden { initials: row.client.initials(), company: row.client.company.as_deref() }
            },
            visit: row.facts.visit,
            rating: row.rating,
            flags: row.flags(now),
            cancelled_at: row.cancelled_at,
            erased_at: row.erased_at,
        }
    }
}
