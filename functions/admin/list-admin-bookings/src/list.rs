//! A page of a list.

use domain::{access::Capability, listing::ListRequest, time::Interval};
use http_api::{Answer, RowView, Staff, json, read_cursor, write_cursor};
use lambda_http::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use table::{ListPage, Place, Total};

use crate::Deps;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListView<'a> {
    items: Vec<RowView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    total_count: usize,
    total_is_lower_bound: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<AskedView>,
}

/// The period of the list.
#[derive(Serialize)]
struct AskedView {
    from: domain::time::Instant,
    to: domain::time::Instant,
}

/// A cursor's content: the place, and the first page's decisions for all.
#[derive(Serialize, Deserialize)]
struct Continuation {
    #[serde(rename = "p")]
    place: Place,
    #[serde(rename = "d")]
    period: Option<Interval>,
    #[serde(rename = "t")]
    total: Total,
}

pub(crate) async fn show(deps: &Deps, staff: &Staff, mut asked: ListRequest, pointer: &str) -> Answer {
    let is_empty = !staff.restrict(Capability::SeeBookings, &mut asked)?;
    let list = identity(&asked);
    let begun = match &asked.cursor {
        Some(cursor) => Some(read_cursor::<Continuation>(&deps.client_keys, &list, cursor, pointer).await?),
        None => None,
    };
    if let Some(begun) = &begun {
        asked.period = begun.period;
    }
    let place = begun.as_ref().map(|begun| &begun.place);
    let page = match is_empty {
        true => ListPage::default(),
        false => deps.table.list(&asked, &deps.client_keys, place).await?,
    };
    let total = begun.map(|begun| begun.total).or(page.total).unwrap_or_default();
    let next_cursor = match page.next {
        Some(place) => {
            let next = Continuation { place, period: asked.period, total };
            Some(write_cursor(&deps.client_keys, &list, &next).await?)
        }
        None => None,
    };
    let now = deps.clock.now();
    json(
        StatusCode::OK,
        &ListView {
            items: page.rows.iter().map(|row| RowView::new(row, staff, now)).collect(),
            next_cursor,
            total_count: total.count,
            total_is_lower_bound: total.is_lower_bound,
            asked: asked.period.map(|Interval { start, end }| AskedView { from: start, to: end }),
        },
    )
}

/// The request that a cursor is bound to. The size of the page may change, and the usual period goes with the cursor.
fn identity(asked: &ListRequest) -> String {
    json!(["bookings", asked.edges, asked.order, asked.filter, asked.search]).to_string()
}
