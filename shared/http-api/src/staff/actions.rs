use std::collections::BTreeMap;

use domain::{
    access::Account,
    booking::{Booking, StaffAction},
    time::Instant,
};
use serde::Serialize;

/// The actions that an account has on a booking now, and for each of the others the reason.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffActionsView {
    allowed: Vec<StaffAction>,
    why_not: BTreeMap<&'static str, &'static str>,
}

impl StaffActionsView {
    pub fn new(booking: &Booking, account: &Account, now: Instant) -> Self {
        let (allowed, why_not) = booking.staff_actions(account, now);
        let why_not = why_not.into_iter().map(|(action, reason)| (action.as_str(), reason.as_str()));
        Self { allowed, why_not: why_not.collect() }
    }
}
