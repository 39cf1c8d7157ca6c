use domain::{booking::JobMessage, ids::Reference};

use crate::Envelope;

/// A message about a booking; what is logged while it is handled tells so.
pub trait AboutBooking {
    /// Which booking.
    fn reference(&self) -> &Reference;

    /// The request that led to it, if it tells.
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

impl AboutBooking for JobMessage {
    fn reference(&self) -> &Reference {
        &self.reference
    }
}
