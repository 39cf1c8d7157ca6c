//! The request for a table.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Column;
use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
    listing::ListRequest,
    parse::timezone,
    time::Instant,
    zone::Tz,
};

/// Rows that are read at once.
const PAGE: usize = 1_000;

/// The character between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Separator {
    #[serde(rename = ",")]
    Comma,
    /// What spreadsheets expect where the comma is the decimal mark.
    #[serde(rename = ";")]
    Semicolon,
}

impl Separator {
    fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "," => Ok(Self::Comma),
            ";" => Ok(Self::Semicolon),
            _ => Err(Rule::OneOf(&[",", ";"])),
        }
    }

    pub fn as_byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }
}

/// A parsed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    pub list: ListRequest,
    pub columns: Vec<Column>,
    pub separator: Option<Separator>,
    /// The zone of dates and times.
    pub zone: Tz,
    /// With the client's contact data.
    pub is_personal: bool,
}

impl ExportRequest {
    /// Parses a request. Without `timezone`, dates and times are those of `zone`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(object: &Map<String, Value>, zone: Tz, now: Instant) -> Result<Self, Faults> {
        let (mut faults, fields) = (Faults::new(), Fields::root(object));
        let zone = fields.parsed("timezone", &mut faults, timezone).unwrap_or(zone);
        let separator = read_separator(&fields, &mut faults);
        let is_personal = fields.boolean("personal", &mut faults).unwrap_or(false);
        let columns = read_columns(&fields, is_personal, &mut faults);
        let list = read_list(&fields, (zone, now), &mut faults);
        let request = list.map(|list| Self { list, columns, separator, zone, is_personal });
        faults.or(request)
    }
}

/// A tabulator or a space would be trimmed away; only two characters are taken anyway.
fn read_separator(fields: &Fields<'_>, faults: &mut Faults) -> Option<Separator> {
    fields.parsed("separator", faults, Separator::parse)
}

fn read_columns(fields: &Fields<'_>, is_personal: bool, faults: &mut Faults) -> Vec<Column> {
    let mut columns = Vec::new();
    for (pointer, value) in fields.list("columns", Column::ALL.len(), faults) {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match Column::parse(text) {
            Ok(column) if column.is_personal() && !is_personal => {
                if faults.iter().all(|fault| fault.pointer != "/personal") {
                    faults.add("/personal", Rule::True);
                }
            }
            Ok(column) if columns.contains(&column) => {}
            Ok(column) => columns.push(column),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    if columns.is_empty() { Column::usual(is_personal) } else { columns }
}

fn read_list(fields: &Fields<'_>, (zone, now): (Tz, Instant), faults: &mut Faults) -> Option<ListRequest> {
    let filters = match fields.get("filters") {
        None => return ListRequest::parse(&Map::new(), zone, now).ok().map(whole),
        Some(Value::Object(filters)) => filters,
        Some(_) => {
            faults.add("/filters", Rule::Object);
            return None;
        }
    };
    match ListRequest::parse(filters, zone, now) {
        Ok(list) => Some(whole(list)),
        Err(found) => {
            for fault in found.into_vec() {
                faults.add(format!("/filters{}", fault.pointer), fault.rule);
            }
            None
        }
    }
}

/// A list from its beginning, on large pages.
fn whole(list: ListRequest) -> ListRequest {
    ListRequest { page_size: PAGE, cursor: None, ..list }
}
