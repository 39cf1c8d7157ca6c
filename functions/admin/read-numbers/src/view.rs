//! A report as JSON, or as a file for spreadsheets.

use chrono::NaiveDate;
use csv::{Terminator, WriterBuilder};
use domain::{ids::ConsultantId, time::Instant, zone::Tz};
use http_api::{Answer, Problem, json, no_store, with_header};
use lambda_http::{Body, Response, http::StatusCode};
use numbers::report::{Report, csv_rows};
use serde::Serialize;

use crate::query::NumbersQuery;

/// Tells programs, Excel among them, that the file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportView<'a> {
    report: &'a str,
    from: NaiveDate,
    to: NaiveDate,
    /// Of the dates.
    timezone: Tz,
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_id: Option<&'a ConsultantId>,
    as_of: Instant,
    /// Without it, counts are multiples of five.
    exact: bool,
    #[serde(flatten)]
    content: &'a Report,
}

pub(crate) fn show(asked: &NumbersQuery, report: &Report, is_exact: bool, (timezone, as_of): (Tz, Instant)) -> Answer {
    if asked.is_csv {
        return file(asked, report);
    }
    let view = ReportView {
        report: asked.name,
        from: asked.period.from,
        to: asked.period.to,
        timezone,
        consultant_id: asked.consultant.as_ref(),
        as_of,
        exact: is_exact,
        content: report,
    };
    json(StatusCode::OK, &view)
}

fn file(asked: &NumbersQuery, report: &Report) -> Answer {
    let mut text = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(&mut text);
    for row in csv_rows(report) {
        writer.write_record(row).map_err(Problem::bug)?;
    }
    writer.flush().map_err(Problem::bug)?;
    drop(writer);
    let text = String::from_utf8(text).map_err(Problem::bug)?;
    let name = format!("{}-{}-{}.csv", asked.name, asked.period.from, asked.period.to);
    let response = with_header(Response::new(Body::Text(text)), "content-type", "text/csv; charset=utf-8");
    let response = with_header(response, "content-disposition", &format!("attachment; filename=\"{name}\""));
    Ok(no_store(response))
}
