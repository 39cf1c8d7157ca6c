//! Clients' requests: parsed into types that can't be invalid, or rejected with every fault at once.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Booking, Consent, ConsentForm, Content, FormProof, Reminders, Source, Utm, Visit};
use crate::{
    availability::Waiver,
    consultant::{MeetingType, rules::MAX_DURATION},
    contact::Client,
    fault::{Faults, Rule},
    fields::{self, Fields},
    ids::ConsultantId,
    language::Language,
    parse::{instant, timezone},
    settings::{Consents, PhoneRule},
    text,
    time::Instant,
    zone::Tz,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ConsultantChoice {
    /// The free consultant with the fewest bookings.
    Any,
    /// This consultant.
    One(ConsultantId),
}

impl ConsultantChoice {
    /// Parses an id or `any`.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text == "any" { Ok(Self::Any) } else { ConsultantId::parse(text).map(Self::One) }
    }
}

/// The client's consents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentGiven {
    marketing: bool,
    recording: bool,
    given: Option<ConsentForm>,
    /// The version of the texts that the page showed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_version: Option<String>,
}

impl ConsentGiven {
    pub(super) fn given_at(self, now: Instant, text_version: &str) -> Consent {
        Consent {
            terms: true,
            privacy: true,
            marketing: self.marketing,
            recording: self.recording,
            shown: self.text_version.is_some(),
            text_version: self.text_version.unwrap_or_else(|| text_version.to_owned()),
            given_at: now,
            given: self.given,
            withdrawn: Vec::new(),
        }
    }
}

/// A client's request for a meeting; its availability isn't checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookingRequest {
    pub consultant: ConsultantChoice,
    pub start: Instant,
    /// Minutes.
    pub duration: u32,
    pub timezone: Tz,
    pub meeting_type: MeetingType,
    pub client: Client,
    /// Free text.
    pub content: Content,
    pub language: Option<Language>,
    pub reminders: Reminders,
    /// The client's consents.
    pub consent: ConsentGiven,
    pub source: Source,
    pub utm: Option<Utm>,
    /// Observed by the page and not asked for by the client: a repeated request with another duration is the same.
    #[serde(skip)]
    pub visit: Visit,
    /// Likewise.
    #[serde(skip)]
    pub form: FormProof,
}

impl BookingRequest {
    /// Parses the body of `POST /v1/bookings`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>, phone: PhoneRule) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let request = Self::read(&Fields::root(body), (phone, read_consent), &mut faults);
        faults.or(request)
    }

    fn read(fields: &Fields<'_>, (phone, read_consent): (PhoneRule, ReadConsent), faults: &mut Faults) -> Option<Self> {
        let consultant = fields.required("consultantId", faults, ConsultantChoice::parse);
        let start = fields.required("start", faults, instant);
        let duration = required_duration(fields, faults);
        let timezone = fields.required("timezone", faults, timezone);
        let meeting_type = fields.required("meetingType", faults, MeetingType::parse);
        let client_fields = fields.required_object("client", faults);
        let client = client_fields.as_ref().and_then(|client| Client::read(client, faults));
        let content = read_content(fields, faults);
        let language = fields.parsed("language", faults, Language::parse);
        let reminders = read_reminders(fields, faults);
        let consent = read_consent(fields, faults);
        let source = fields.parsed("source", faults, Source::parse).unwrap_or_default();
        let utm = read_utm(fields, faults);
        let visit = Visit::read(fields, faults);
        let form = FormProof::read(fields, faults);
        if let Some(client) = client_fields {
            let broken = match meeting_type {
                Some(MeetingType::Phone) => Some(Rule::PhoneForMeeting),
                _ if reminders.sms => Some(Rule::PhoneForSms),
                _ if phone == PhoneRule::Required => Some(Rule::PhoneAlways),
                _ => None,
            };
            if let Some(rule) = broken.filter(|_| client.is_absent("phone")) {
                faults.add(client.pointer("phone"), rule);
            }
        }
        Some(Self {
            consultant: consultant?,
            start: start?,
            duration: duration?,
            timezone: timezone?,
            meeting_type: meeting_type?,
            client: client?,
            content,
            language,
            reminders,
            consent: consent?,
            source,
            utm,
            visit,
            form,
        })
    }
}

impl BookingRequest {
    /// Leaves out consents that the company doesn't ask for: an answer without its question is none.
    pub fn asked_only(&mut self, asked: &Consents) {
        self.consent.marketing &= asked.marketing.is_some();
        self.consent.recording &= asked.recording.is_some();
    }

    /// The request with its address as addresses are compared, for comparing requests.
    pub fn normalised(&self) -> Self {
        let mut normal = self.clone();
        normal.client.email = normal.client.email.normal();
        normal
    }
}

/// Reads how the client consents.
type ReadConsent = fn(&Fields<'_>, &mut Faults) -> Option<ConsentGiven>;

/// Staff's request for a meeting with a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffBookingRequest {
    pub request: BookingRequest,
    /// The rules that don't count.
    pub waive: Vec<Waiver>,
    /// Whether the client gets a confirmation.
    pub notify: bool,
}

impl StaffBookingRequest {
    /// Parses the body of `POST /v1/admin/bookings`: a client's request, with the consent that the client gave by phone or
    /// in writing.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        let request = BookingRequest::read(&fields, (PhoneRule::Optional, read_consent_by_staff), &mut faults);
        let waive = Waiver::read(&fields, &mut faults);
        let notify = fields.boolean("notify", &mut faults).unwrap_or(true);
        let is_told_source = !fields.is_absent("source");
        let request = request.map(|request| match is_told_source {
            true => request,
            false => BookingRequest { source: Source::Direct, ..request },
        });
        faults.or(request.map(|request| Self { request, waive, notify }))
    }

    /// As [`BookingRequest::normalised`].
    pub fn normalised(&self) -> Self {
        Self { request: self.request.normalised(), ..self.clone() }
    }
}

/// A client's request to move a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveRequest {
    pub start: Instant,
    /// Minutes; absent: keeps the length.
    pub duration: Option<u32>,
    /// Absent: keeps the consultant.
    pub consultant: Option<ConsultantChoice>,
}

impl MoveRequest {
    /// Parses the body of `POST /v1/bookings/{reference}/reschedule`.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let request = Self::read(&Fields::root(body), &mut faults);
        faults.or(request)
    }

    /// Reads the fields of a move; `None` if there is no start.
    pub fn read(fields: &Fields<'_>, faults: &mut Faults) -> Option<Self> {
        let consultant = fields.parsed("consultantId", faults, ConsultantChoice::parse);
        let start = fields.required("start", faults, instant);
        let duration = fields.number("duration", 5..=MAX_DURATION, faults);
        start.map(|start| Self { start, duration, consultant })
    }

    /// Whether the booking has this slot already.
    pub fn is_of(&self, booking: &Booking) -> bool {
        let stays = match &self.consultant {
            None | Some(ConsultantChoice::Any) => true,
            Some(ConsultantChoice::One(id)) => *id == booking.consultant.id,
        };
        let duration = self.duration.unwrap_or_else(|| booking.duration());
        stays && self.start == booking.slot.start && duration == booking.duration()
    }
}

/// Parses the body of `POST /v1/bookings/{reference}/cancel`.
///
/// # Errors
/// Returns every fault, with its place.
pub fn cancellation_reason(body: &Map<String, Value>) -> Result<Option<String>, Faults> {
    let mut faults = Faults::new();
    let reason = Fields::root(body).parsed("reason", &mut faults, |reason| text::lines(reason, text::MAX_NOTES));
    if faults.is_empty() { Ok(reason) } else { Err(faults) }
}

fn required_duration(fields: &Fields<'_>, faults: &mut Faults) -> Option<u32> {
    if fields.get("duration").is_none() {
        fields.missing("duration", faults);
    }
    fields.number("duration", 5..=MAX_DURATION, faults)
}

fn read_content(fields: &Fields<'_>, faults: &mut Faults) -> Content {
    let mut preparation_materials = Vec::new();
    for (pointer, value) in fields.list("preparationMaterials", 10, faults) {
        let Some(entry) = fields::element(value, &pointer, faults) else { continue };
        match text::web_address(entry) {
            Ok(address) => preparation_materials.push(address),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    let notes = |text: &str| text::lines(text, text::MAX_NOTES);
    Content {
        subject: fields.parsed("subject", faults, |text| text::line(text, text::MAX_SUBJECT)),
        message: fields.parsed("message", faults, |text| text::lines(text, text::MAX_MESSAGE)),
        preparation_notes: fields.parsed("preparationNotes", faults, notes),
        preparation_materials,
        special_requirements: fields.parsed("specialRequirements", faults, notes),
    }
}

fn read_reminders(fields: &Fields<'_>, faults: &mut Faults) -> Reminders {
    let mut reminders = Reminders { email: true, sms: false, timing: Vec::new() };
    let Some(fields) = fields.object("reminders", faults) else { return reminders };
    reminders.email = fields.boolean("email", faults).unwrap_or(true);
    reminders.sms = fields.boolean("sms", faults).unwrap_or(false);
    for (pointer, value) in fields.list("timing", 5, faults) {
        let days = fields::number(value, &pointer, 1..=30, faults);
        reminders.timing.extend(days.filter(|days| !reminders.timing.contains(days)));
    }
    reminders
}

fn read_consent(fields: &Fields<'_>, faults: &mut Faults) -> Option<ConsentGiven> {
    let consent = fields.required_object("consent", faults)?;
    for (name, rule) in [("terms", Rule::ConsentToTerms), ("privacy", Rule::ConsentToPrivacy)] {
        if consent.get(name).is_none() {
            consent.missing(name, faults);
        } else if consent.boolean(name, faults) == Some(false) {
            faults.add(consent.pointer(name), rule);
        }
    }
    let marketing = consent.boolean("marketing", faults).unwrap_or(false);
    let recording = consent.boolean("recording", faults).unwrap_or(false);
    let text_version = consent.parsed("textVersion", faults, |text| text::line(text, text::MAX_NAME));
    Some(ConsentGiven { marketing, recording, given: None, text_version })
}

/// `{"given": "by_phone" | "in_writing"}` stands for terms and privacy policy.
fn read_consent_by_staff(fields: &Fields<'_>, faults: &mut Faults) -> Option<ConsentGiven> {
    let consent = fields.required_object("consent", faults)?;
    let given = consent.required("given", faults, |text| match text {
        "by_phone" => Ok(ConsentForm::ByPhone),
        "in_writing" => Ok(ConsentForm::InWriting),
        _ => Err(Rule::OneOf(&["by_phone", "in_writing"])),
    });
    let marketing = consent.boolean("marketing", faults).unwrap_or(false);
    let recording = consent.boolean("recording", faults).unwrap_or(false);
    given.map(|given| ConsentGiven { marketing, recording, given: Some(given), text_version: None })
}

fn read_utm(fields: &Fields<'_>, faults: &mut Faults) -> Option<Utm> {
    let utm = fields.object("utm", faults)?;
    let mut read = |name| utm.parsed(name, faults, |text| text::line(text, text::MAX_SUBJECT));
    Some(Utm { source: read("source"), medium: read("medium"), campaign: read("campaign") })
}
