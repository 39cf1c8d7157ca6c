//! The answer to an action: the booking, and the account's next actions.

use domain::{booking::Booking, ids::ConsultantId};
use http_api::{Answer, BookingView, StaffActionsView, json, with_etag};
use lambda_http::http::StatusCode;
use serde::Serialize;

use crate::call::Call;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActedView<'a> {
    booking: BookingView<'a>,
    #[serde(flatten)]
    actions: StaffActionsView,
    /// After a reassignment: the consultants who were free.
    #[serde(skip_serializing_if = "Option::is_none")]
    free: Option<Vec<ConsultantId>>,
}

impl Call<'_> {
    /// 200 with the booking after the action.
    pub(crate) async fn shown(&self, booking: &Booking) -> Answer {
        self.shown_with(booking, None).await
    }

    pub(crate) async fn shown_with(&self, booking: &Booking, free: Option<Vec<ConsultantId>>) -> Answer {
        let deps = &self.deps.booking;
        let settings = deps.settings.now(&deps.table).await?;
        let view = ActedView {
            booking: BookingView::new(booking, settings.change_deadline_hours),
            actions: StaffActionsView::new(booking, &self.staff.account, deps.clock.now()),
            free,
        };
        json(StatusCode::OK, &view).map(|response| with_etag(response, booking.edition))
    }
}
