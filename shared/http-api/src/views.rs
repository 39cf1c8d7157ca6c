//! Views of a booking, its history, a slot and a consultant.

use domain::{
    availability::Reason,
    booking::{Actor, Booking, Consent, Event, EventKind, Feedback, Reminders, Source, Status},
    consultant::{Card, MeetingType, Profile, Summary},
    contact::Client,
    ids::{ConsultantId, Reference},
    language::{Language, Texts},
    settings::{Display, Testimonial},
    time::{Instant, Interval},
    unknown::UNKNOWN,
    zone::Tz,
};
use links::Links;
use scheduling::{Alternative, AvailabilitySummary, MAX_LISTED_CONSULTANTS};
use serde::Serialize;

use crate::offer_view::OfferView;

/// A booking as shown to its client.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingView<'a> {
    id: &'a str,
    reference: &'a Reference,
    status: Status,
    consultant_id: &'a ConsultantId,
    consultant: &'a Summary,
    start: Instant,
    end: Instant,
    duration: u32,
    timezone: Tz,
    meeting_type: MeetingType,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_password: Option<&'a str>,
    client: &'a Client,
    #[serde(flatten)]
    content: &'a domain::booking::Content,
    language: Language,
    reminders: &'a Reminders,
    consent: &'a Consent,
    source: Source,
    sequence: u32,
    changeable_until: Instant,
    created_at: Instant,
    updated_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marked_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<&'a Feedback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<OfferView<'a>>,
}

impl<'a> BookingView<'a> {
    /// Shows a booking with its change deadline, in hours before the start.
    pub fn new(booking: &'a Booking, change_deadline_hours: u32) -> Self {
        let room = booking.meeting.as_ref();
        Self {
            id: &booking.id,
            reference: &booking.reference,
            status: booking.status,
            consultant_id: &booking.consultant.id,
            consultant: &booking.consultant,
            start: booking.slot.start,
            end: booking.slot.end,
            duration: booking.duration(),
            timezone: booking.timezone,
            meeting_type: booking.meeting_type,
            location: booking.location.as_deref(),
            consultant_phone: booking.consultant_phone.as_deref(),
            meeting_url: room.map(|room| room.url.as_str()),
            meeting_id: room.map(|room| room.id.as_str()),
            meeting_password: room.and_then(|room| room.password.as_deref()),
            client: &booking.client,
            content: &booking.content,
            language: booking.language,
            reminders: &booking.reminders,
            consent: &booking.consent,
            source: booking.source,
            sequence: booking.sequence,
            changeable_until: booking.changeable_until(change_deadline_hours),
            created_at: booking.created_at,
            updated_at: booking.updated_at,
            cancelled_at: booking.cancelled_at,
            cancellation_reason: booking.cancellation_reason.as_deref(),
            marked_at: booking.marked_at,
            feedback: booking.feedback.as_ref(),
            offer: OfferView::of(booking),
        }
    }
}

/// A history entry as shown to the client.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    r#type: String,
    time: Instant,
    actor: Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_start: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_start: Option<Instant>,
}

impl HistoryView {
    /// The history of a booking as its client may see it.
    pub fn of_client(events: &[Event]) -> Vec<Self> {
        events.iter().filter(|event| event.kind.is_for_client(event.actor)).map(Self::from).collect()
    }
}

impl From<&Event> for HistoryView {
    fn from(event: &Event) -> Self {
        let (old_start, new_start) = match &event.kind {
            EventKind::Confirmed { start, .. } => (None, Some(*start)),
            EventKind::Rescheduled { old_start, start, .. } => (Some(*old_start), Some(*start)),
            EventKind::Cancelled { start, .. } => (Some(*start), None),
            EventKind::Completed(_)
            | EventKind::NoShow(_)
            | EventKind::FeedbackReceived { .. }
            | EventKind::ContactCorrected { .. }
            | EventKind::InviteAnswered { .. }
            | EventKind::Offered { .. }
            | EventKind::OfferClosed { .. }
            | EventKind::ConsentWithdrawn { .. }
            | EventKind::LinksRenewed { .. }
            | EventKind::ErasureRequested { .. }
            | EventKind::Erased { .. }
            | EventKind::Unknown { .. } => (None, None),
        };
        let is_known = !matches!(event.kind, EventKind::Unknown { .. });
        let name = if is_known { event.kind.name() } else { UNKNOWN };
        Self { r#type: name.to_owned(), time: event.at, actor: event.actor, old_start, new_start }
    }
}

#[derive(Debug, Serialize)]
pub struct LinksView<'a> {
    manage: &'a str,
    reschedule: &'a str,
    cancel: &'a str,
    ics: &'a str,
    google: &'a str,
    outlook: &'a str,
}

impl<'a> From<&'a Links> for LinksView<'a> {
    fn from(links: &'a Links) -> Self {
        Self {
            manage: &links.manage,
            reschedule: &links.reschedule,
            cancel: &links.cancel,
            ics: &links.ics,
            google: &links.google,
            outlook: &links.outlook,
        }
    }
}

/// The consultants of a slot.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsultantSlot {
    /// The consultant; of several, the one to be picked.
    pub consultant_id: ConsultantId,
    /// For `any`: the available consultants in pick order, at most 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_ids: Option<Vec<ConsultantId>>,
    /// For `any`: the number of all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_count: Option<usize>,
}

impl ConsultantSlot {
    /// A slot of one consultant or, with `any`, of all these consultants.
    pub fn new(consultant_id: ConsultantId, any: Option<Vec<ConsultantId>>) -> Self {
        let consultant_count = any.as_ref().map(Vec::len);
        let consultant_ids = any.map(|mut ids| {
            ids.truncate(MAX_LISTED_CONSULTANTS);
            ids
        });
        Self { consultant_id, consultant_ids, consultant_count }
    }
}

/// An available slot, or an unavailable one with its reason.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    start: Instant,
    end: Instant,
    #[serde(flatten)]
    consultants: ConsultantSlot,
    available: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict_reason: Option<Reason>,
}

impl SlotView {
    pub fn new(slot: Interval, consultants: ConsultantSlot, reason: Option<Reason>) -> Self {
        Self { start: slot.start, end: slot.end, consultants, available: reason.is_none(), conflict_reason: reason }
    }

    pub fn free(slot: Interval, consultant: &ConsultantId) -> Self {
        Self::new(slot, ConsultantSlot::new(consultant.clone(), None), None)
    }
}

pub fn slot_views(alternatives: &[Alternative]) -> Vec<SlotView> {
    alternatives.iter().map(|(consultant, slot)| SlotView::free(*slot, consultant)).collect()
}

/// A consultant's public profile: no e-mail, no phone, no schedule.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsultantView<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biography: Option<&'a Texts>,
    expertise: &'a [String],
    languages: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    experience: Option<domain::consultant::Experience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certifications: Option<&'a [domain::consultant::Certification]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linkedin_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    response_time: &'a Texts,
    timezone: Tz,
    durations: &'a [u32],
    default_duration: u32,
    meeting_types: &'a [MeetingType],
    accepting_bookings: bool,
    /// Null without any rating.
    rating: Option<f64>,
    review_count: u32,
    completed_bookings: u32,
    /// The first available slot of the default duration; absent if there is none up to the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_available_slot: Option<SlotView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_indicator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    testimonial: Option<TestimonialView<'a>>,
}

/// A client's comment on a consultant.
#[derive(Debug, Serialize)]
struct TestimonialView<'a> {
    text: &'a Texts,
    author: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<u8>,
}

impl<'a> From<&'a Testimonial> for TestimonialView<'a> {
    fn from(testimonial: &'a Testimonial) -> Self {
        Self {
            text: &testimonial.text,
            author: &testimonial.author,
            company: testimonial.company.as_deref(),
            rating: testimonial.rating,
        }
    }
}

impl<'a> ConsultantView<'a> {
    /// The consultant's zone.
    pub fn timezone(&self) -> Tz {
        self.timezone
    }

    /// Shows a consultant as in a list, with their availability summary.
    pub fn new(card: &'a Card, summary: Option<&AvailabilitySummary>) -> Self {
        let id = &card.summary.id;
        let next = summary.and_then(|outlook| outlook.next).filter(|_| card.accepting_bookings);
        let is_busy = summary.is_some_and(|outlook| outlook.is_busy);
        Self {
            summary: &card.summary,
            photo: card.photo.as_deref(),
            biography: None,
            expertise: &card.expertise,
            languages: &card.languages,
            experience: card.experience,
            certifications: None,
            linkedin_url: None,
            response_time: &card.response_time,
            timezone: card.timezone,
            durations: &card.durations,
            default_duration: card.default_duration(),
            meeting_types: &card.meeting_types,
            accepting_bookings: card.accepting_bookings,
            rating: card.numbers.rating(),
            review_count: card.numbers.reviews,
            completed_bookings: card.numbers.completed,
            next_available_slot: next.map(|slot| SlotView::free(slot, id)),
            availability_indicator: Some(match card.online && card.accepting_bookings {
                false => "offline",
                true if is_busy => "busy",
                true => "online",
            }),
            testimonial: None,
        }
    }

    /// Adds the texts of the profile and a testimonial.
    pub fn in_full(mut self, profile: &'a Profile, testimonial: Option<&'a Testimonial>) -> Self {
        self.biography = Some(&profile.biography).filter(|biography| !biography.is_empty());
        self.certifications = Some(profile.certifications.as_slice());
        self.linkedin_url = profile.linkedin_url.as_deref();
        self.testimonial = testimonial.map(TestimonialView::from);
        self
    }

    /// Removes the details that the company doesn't show. [`Card::hide`] removes the rest.
    pub fn shown_as(mut self, display: &Display) -> Self {
        if !display.show_availability {
            (self.next_available_slot, self.availability_indicator) = (None, None);
        }
        if !display.show_bios {
            self.biography = None;
        }
        if let Some(testimonial) = self.testimonial.as_mut().filter(|_| !display.show_ratings) {
            testimonial.rating = None;
        }
        self
    }

    /// Replaces the next slot by the first one that suits the client.
    pub fn with_next(mut self, next: Option<Interval>) -> Self {
        self.next_available_slot = next.map(|slot| SlotView::free(slot, &self.summary.id));
        self
    }
}
