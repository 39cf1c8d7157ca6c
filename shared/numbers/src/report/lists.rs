//! The queries of the lists that numbers count. `GET /v1/admin/bookings` answers them.

use domain::ids::ConsultantId;

use crate::Period;

#[derive(Debug, Clone, Copy)]
pub struct Lists<'a> {
    pub period: Period,
    pub consultant: Option<&'a ConsultantId>,
}

impl Lists<'_> {
    /// Returns the query of the bookings that start in the period, with more conditions.
    pub fn starting(&self, conditions: &str) -> String {
        self.query("start", conditions)
    }

    /// Returns the query of the bookings that were created in the period, with more conditions.
    pub fn created(&self, conditions: &str) -> String {
        self.query("createdAt", conditions)
    }

    fn query(&self, sort: &str, conditions: &str) -> String {
        let Period { from, to } = self.period;
        let consultant = self.consultant.map(|id| format!("&consultantId={id}")).unwrap_or_default();
        let and = if conditions.is_empty() { "" } else { "&" };
        format!("sort={sort}&from={from}&to={to}{consultant}{and}{conditions}")
    }
}
