use domain::ids::Reference;

use crate::{Envelope, JobOrder};

/// A message about a booking; log lines during its handling name it.
pub trait AboutBooking {
    fn reference(&self) -> &Reference;

    /// The API request that led to it, if known.
    fn request_id(&self) -> Option<&str> {
        None
    }
}

impl AboutBooking for Envelope {
    fn reference(&self) -> &Reference {
        &self.detail.reference
    }

    fn request_id(&self) -> Option<&str> {
        Some(&self.detail.request_id)
    }
}

impl AboutBooking for JobOrder {
    fn reference(&self) -> &Reference {
        &self.message.reference
    }
}
