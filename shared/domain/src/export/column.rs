//! The columns of a table of bookings.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde::Serialize;

use super::Cell;
use crate::{fault::Rule, ids::ConsultantId, listing::Row, time::Instant, zone::Tz};

/// Defines the columns with their names, which are the table's first line, and whether they name the client.
macro_rules! columns {
    ($($name:ident = $text:literal $(($personal:ident))?;)+) => {
        /// A column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Column { $($name,)+ }

        impl Column {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The names of all.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// The name in the API, and in the table's first line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Whether it names the client, or leads to them.
            pub const fn is_personal(self) -> bool {
                match self { $(Self::$name => columns!(@ $($personal)?),)+ }
            }
        }
    };
    (@) => { false };
    (@ personal) => { true };
}

columns! {
    Reference = "reference";
    Status = "status";
    Start = "start";
    StartDate = "startDate";
    StartTime = "startTime";
    End = "end";
    EndDate = "endDate";
    EndTime = "endTime";
    Duration = "duration";
    ClientTimezone = "clientTimezone";
    ConsultantId = "consultantId";
    Consultant = "consultant";
    MeetingType = "meetingType";
    FirstName = "firstName" (personal);
    LastName = "lastName" (personal);
    Email = "email" (personal);
    Phone = "phone" (personal);
    Phone00 = "phone00" (personal);
    Initials = "initials";
    Company = "company";
    Visit = "visit";
    Rating = "rating";
    Flags = "flags";
    Source = "source";
    UtmSource = "utmSource";
    UtmCampaign = "utmCampaign";
    CreatedAt = "createdAt";
    CreatedDate = "createdDate";
    CreatedTime = "createdTime";
    CancelledAt = "cancelledAt";
    CancelledDate = "cancelledDate";
    CancelledTime = "cancelledTime";
}

impl Column {
    /// Parses a column's name.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        Self::ALL.iter().copied().find(|column| column.as_str() == text).ok_or(Rule::OneOf(Self::NAMES))
    }

    /// The columns of a table that names none: with the client's contact data, or with initials in their place.
    pub fn usual(is_personal: bool) -> Vec<Self> {
        let is_meant = |column: &Self| match column {
            Self::Phone00 => false,
            Self::Initials => !is_personal,
            column => is_personal || !column.is_personal(),
        };
        Self::ALL.iter().copied().filter(is_meant).collect()
    }
}

/// What the rows of a table depend on.
#[derive(Debug, Clone)]
pub struct Rows {
    pub columns: Vec<Column>,
    /// The zone of dates and times.
    pub zone: Tz,
    /// For flags.
    pub now: Instant,
    pub names: BTreeMap<ConsultantId, String>,
}

impl Rows {
    /// The first line.
    pub fn header(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|column| column.as_str())
    }

    /// A booking's line.
    pub fn cells(&self, row: &Row) -> Vec<String> {
        self.columns.iter().map(|column| self.cell(*column, row).into_written()).collect()
    }

    fn cell(&self, column: Column, row: &Row) -> Cell {
        let client = &row.client;
        match column {
            Column::Reference => Cell::plain(&row.reference),
            Column::Status => code(&row.status),
            Column::Start => instant(row.slot.start),
            Column::StartDate => self.date(row.slot.start),
            Column::StartTime => self.time(row.slot.start),
            Column::End => instant(row.slot.end),
            Column::EndDate => self.date(row.slot.end),
            Column::EndTime => self.time(row.slot.end),
            Column::Duration => Cell::plain(row.slot.minutes()),
            Column::ClientTimezone => Cell::plain(row.timezone.name()),
            Column::ConsultantId => Cell::plain(&row.consultant_id),
            Column::Consultant => Cell::optional_text(self.names.get(&row.consultant_id)),
            Column::MeetingType => code(&row.meeting_type),
            Column::FirstName => Cell::text(&client.first_name),
            Column::LastName => Cell::text(&client.last_name),
            Column::Email => Cell::text(client.email.as_str()),
            Column::Phone => client.phone.as_ref().map_or(Cell::Empty, |phone| Cell::text(phone.as_str())),
            // For programs that dial: digits alone.
            Column::Phone00 => client.phone.as_ref().map_or(Cell::Empty, |phone| {
                Cell::plain(format!("00{}", phone.as_str().trim_start_matches('+').replace(' ', "")))
            }),
            Column::Initials => Cell::text(client.initials()),
            Column::Company => Cell::optional_text(client.company.as_ref()),
            Column::Visit => Cell::optional(row.facts.visit),
            Column::Rating => Cell::optional(row.rating),
            Column::Flags => {
                let flags: Vec<String> = row.flags(self.now).iter().map(|flag| code(flag).into_written()).collect();
                Cell::plain(flags.join(" "))
            }
            Column::Source => code(&row.source),
            Column::UtmSource => Cell::optional_text(row.campaign.as_ref().and_then(|utm| utm.source.as_ref())),
            Column::UtmCampaign => Cell::optional_text(row.campaign.as_ref().and_then(|utm| utm.campaign.as_ref())),
            Column::CreatedAt => instant(row.created_at),
            Column::CreatedDate => self.date(row.created_at),
            Column::CreatedTime => self.time(row.created_at),
            Column::CancelledAt => row.cancelled_at.map_or(Cell::Empty, instant),
            Column::CancelledDate => row.cancelled_at.map_or(Cell::Empty, |at| self.date(at)),
            Column::CancelledTime => row.cancelled_at.map_or(Cell::Empty, |at| self.time(at)),
        }
    }

    fn date(&self, at: Instant) -> Cell {
        Cell::plain(at.with_timezone(&self.zone).format("%Y-%m-%d"))
    }

    fn time(&self, at: Instant) -> Cell {
        Cell::plain(at.with_timezone(&self.zone).format("%H:%M"))
    }
}

fn instant(at: Instant) -> Cell {
    Cell::plain(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The API's name of a value.
fn code(value: &impl Serialize) -> Cell {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(Cell::plain)).unwrap_or(Cell::Empty)
}
