//! A booking in short, where a schedule or a consultant names it.

use domain::{
    booking::{Booking, Status},
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    time::Instant,
    zone::Tz,
};
use serde::Serialize;

/// The facts about a booking by which people recognise it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingBrief {
    reference: Reference,
    version: u64,
    status: Status,
    start: Instant,
    end: Instant,
    /// Minutes.
    duration: u32,
    /// The client's.
    timezone: Tz,
    consultant_id: ConsultantId,
    meeting_type: MeetingType,
    client: BriefClient,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum BriefClient {
    #[serde(rename_all = "camelCase")]
    Named {
        first_name: String,
        last_name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        company: Option<String>,
    },
    /// For an account that sees no contact data.
    Initials {
        initials: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        company: Option<String>,
    },
}

impl BookingBrief {
    /// Shows a booking, its client by name or by initials.
    pub fn new(booking: &Booking, sees_contact: bool) -> Self {
        let (client, company) = (&booking.client, booking.client.company.clone());
        let initial = |name: &str| name.chars().next().map(String::from).unwrap_or_default();
        Self {
            reference: booking.reference.clone(),
            version: booking.version,
            status: booking.status,
            start: booking.slot.start,
            end: booking.slot.end,
            duration: booking.duration(),
            timezone: booking.timezone,
            consultant_id: booking.consultant.id.clone(),
            meeting_type: booking.meeting_type,
            client: if sees_contact {
                BriefClient::Named {
                    first_name: client.first_name.clone(),
                    last_name: client.last_name.clone(),
                    company,
                }
            } else {
                BriefClient::Initials {
                    initials: [&client.first_name, &client.last_name].map(|name| initial(name)).concat(),
                    company,
                }
            },
        }
    }
}
