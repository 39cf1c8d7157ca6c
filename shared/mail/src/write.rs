//! Writes each mail for its audience.

use domain::{
    booking::{Booking, ClientMail, JobKind, LAST_REMINDER_HOURS, Notification, OfferMessage, TimesOffer},
    consultant::Profile,
    contact::EmailAddress,
    time::Instant,
};
use invite::{Consultant, Invite};
use texts::Locale;

use crate::{
    AttendanceLinks, Audience, Background, Email, FollowUpLinks, Mailer, NewTime, UnsubscribeLinks, WriteError,
    brand::RepliesTo,
    context::{Addressee, Choice, ClientReader, MailContext},
    facts,
};

/// Mails to staff: the client must not get their answers.
const FOR_STAFF_ALONE: [&str; 5] = [
    "attendance_check",
    "undelivered_consultant",
    "unreached_consultant_team",
    "consultant_declined_team",
    "declined_team",
];

/// The mail of a reminder; `None` for jobs that aren't reminders by mail.
fn reminder_template(kind: JobKind) -> Option<&'static str> {
    match kind {
        JobKind::ConsultantReminder { .. } => Some("consultant_prep_reminder"),
        JobKind::ClientReminder { hours: LAST_REMINDER_HOURS } => Some("reminder_2h"),
        JobKind::ClientReminder { .. } | JobKind::ReminderNow { .. } => Some("reminder_24h"),
        JobKind::SmsReminder { .. }
        | JobKind::SmsNow { .. }
        | JobKind::AttendanceCheck
        | JobKind::AttendanceAgain
        | JobKind::AttendanceClose
        | JobKind::FollowUp
        | JobKind::NoShowFollowUp
        | JobKind::TimesOffered { .. }
        | JobKind::OfferEnd { .. }
        | JobKind::NewLink { .. }
        | JobKind::Erasure
        | JobKind::Undelivered(_)
        | JobKind::ConsultantUnreached
        | JobKind::Declined
        | JobKind::DeclinedTeam
        | JobKind::ConsultantDeclined => None,
    }
}

impl Mailer {
    /// Writes a notification about a booking, for a reader who gets it now.
    ///
    /// # Errors
    /// If a template is broken, or the notification has no content.
    pub fn write(
        &self,
        booking: &Booking,
        audience: &Audience,
        notification: &Notification,
        now: Instant,
    ) -> Result<Email, WriteError> {
        let booking = &*booking.as_notified_by(notification);
        let names = match notification {
            Notification::Confirmation => ["booking_confirmation", "new_booking_consultant", "new_booking_team"],
            Notification::Change { .. } => ["booking_change", "booking_change_consultant", "booking_change_team"],
            Notification::Cancellation { .. } => {
                ["booking_cancellation", "booking_cancellation_consultant", "booking_cancellation_team"]
            }
            Notification::Nothing => return Err(WriteError::Nothing),
        };
        let times = match (audience, notification) {
            (Audience::Client { times, .. }, Notification::Cancellation { .. }) => times.as_slice(),
            _ => &[],
        };
        let audience = Addressee::of(audience);
        let [client, consultant, team] = names;
        let (template, button) = match audience {
            Addressee::Client(_) if matches!(notification, Notification::Cancellation { .. }) => {
                (client, Some(self.brand.booking_page.as_str()))
            }
            Addressee::Client(reader) => (client, reader.links.map(|links| links.manage.as_str())),
            Addressee::Consultant(_) => (consultant, None),
            Addressee::Team(_) => (team, None),
        };
        let old = match notification {
            Notification::Change { old } => Some(old),
            _ => None,
        };
        let is_off = matches!(notification, Notification::Cancellation { .. });
        let is_late = !is_off && now >= booking.slot.start;
        let context = MailContext {
            old,
            button,
            choices: NewTime::choices(times, booking),
            is_off,
            is_late,
            // A calendar has no use for a past meeting, unless it holds the meeting at another time.
            invite: self.invite(booking, audience, notification).filter(|_| !is_late || old.is_some()),
            changeable_until: self.changeable_until(booking, now),
            ..MailContext::new(template)
        };
        self.email(booking, audience, &context)
    }

    /// Writes a reminder; the background is for the consultant's.
    ///
    /// # Errors
    /// If a template is broken, or the job isn't a reminder by mail.
    pub fn write_reminder(
        &self,
        booking: &Booking,
        audience: &Audience,
        kind: JobKind,
        background: &Background,
        now: Instant,
    ) -> Result<Email, WriteError> {
        let audience = Addressee::of(audience);
        let template = reminder_template(kind).ok_or(WriteError::Nothing)?;
        let button = match (audience, &booking.meeting) {
            (Addressee::Client(_), Some(room)) if template == "reminder_2h" => Some(room.url.as_str()),
            (Addressee::Client(reader), _) => reader.links.map(|links| links.manage.as_str()),
            _ => None,
        };
        let context = MailContext {
            variant: Some(kind.key()),
            button,
            past: &background.past,
            changeable_until: self.changeable_until(booking, now),
            ..MailContext::new(template)
        };
        self.email(booking, audience, &context)
    }

    /// Writes the attendance check for the consultant; `again` selects the wording of the repetition.
    pub fn write_attendance(
        &self,
        booking: &Booking,
        profile: &Profile,
        links: &AttendanceLinks,
        again: bool,
    ) -> Result<Email, WriteError> {
        let context = MailContext {
            variant: again.then(|| "again".to_owned()),
            again,
            button: Some(&links.completed),
            choices: vec![Choice { label: None, url: links.no_show.clone() }],
            is_private: true,
            ..MailContext::new("attendance_check")
        };
        self.email(booking, Addressee::Consultant(profile), &context)
    }

    /// Thanks the client after the meeting and asks for feedback.
    pub fn write_follow_up(
        &self,
        booking: &Booking,
        links: &FollowUpLinks,
        consultant_email: Option<&str>,
    ) -> Result<Email, WriteError> {
        let context = MailContext {
            button: Some(&links.feedback),
            book_again: links.book_again.as_deref(),
            unsubscribe: Some(&links.unsubscribe),
            ..MailContext::new("post_meeting_followup")
        };
        self.email(booking, Addressee::Client(ClientReader { links: None, consultant_email }), &context)
    }

    /// Offers new times after a no-show; without any, the booking page.
    pub fn write_no_show(
        &self,
        booking: &Booking,
        times: &[NewTime],
        other_times: &str,
        unsubscribe: &UnsubscribeLinks,
        consultant_email: Option<&str>,
    ) -> Result<Email, WriteError> {
        let context = MailContext {
            button: Some(other_times),
            choices: NewTime::choices(times, booking),
            unsubscribe: Some(unsubscribe),
            ..MailContext::new("no_show_followup")
        };
        self.email(booking, Addressee::Client(ClientReader { links: None, consultant_email }), &context)
    }

    /// Offers other times to the client. `page` has the booking with all of them.
    pub fn write_offer(
        &self,
        booking: &Booking,
        offer: &TimesOffer,
        (times, page): (&[NewTime], &str),
        consultant_email: Option<&str>,
    ) -> Result<Email, WriteError> {
        let context = MailContext {
            variant: Some(offer.id.to_string()),
            reason: offer.reason.as_deref(),
            is_off: offer.is_off(),
            as_discussed: offer.message == Some(OfferMessage::AsDiscussed),
            button: Some(page),
            choices: NewTime::choices(times, booking),
            is_private: true,
            ..MailContext::new("times_offered")
        };
        self.email(booking, Addressee::Client(ClientReader { links: None, consultant_email }), &context)
    }

    /// Gives the client the link to all bookings of their address.
    pub fn write_privacy_link(&self, booking: &Booking, page: &str) -> Result<Email, WriteError> {
        self.link(booking, "privacy_link", page)
    }

    /// Gives the client the new link of a booking, in place of revoked ones.
    pub fn write_new_link(&self, booking: &Booking, page: &str) -> Result<Email, WriteError> {
        self.link(booking, "new_link", page)
    }

    fn link(&self, booking: &Booking, template: &'static str, page: &str) -> Result<Email, WriteError> {
        let context = MailContext { button: Some(page), is_private: true, ..MailContext::new(template) };
        self.email(booking, Addressee::Client(ClientReader { links: None, consultant_email: None }), &context)
    }

    /// Gives the code for a booking's new address to whoever reads mail there.
    pub fn write_email_code(&self, booking: &Booking, to: &EmailAddress, code: &str) -> Result<Email, WriteError> {
        let context = MailContext { code: Some(code), is_private: true, ..MailContext::new("email_code") };
        let reader = Addressee::Client(ClientReader { links: None, consultant_email: None });
        let email = self.email(booking, reader, &context)?;
        // Whose address it is isn't known yet, so no name goes there.
        Ok(Email { to: to.as_str().to_owned(), to_name: String::new(), ..email })
    }

    /// Informs the consultant that mail to the client bounced.
    pub fn write_undelivered(
        &self,
        booking: &Booking,
        profile: &Profile,
        mail: ClientMail,
    ) -> Result<Email, WriteError> {
        let context = MailContext {
            variant: Some(mail.key().to_owned()),
            undelivered: Some(mail),
            ..MailContext::new("undelivered_consultant")
        };
        self.email(booking, Addressee::Consultant(profile), &context)
    }

    /// Writes staff the news from the delivery of other mail, or from an answer to an invite.
    ///
    /// # Errors
    /// If a template is broken, or the job isn't such news.
    pub fn write_news(&self, booking: &Booking, audience: &Audience, kind: JobKind) -> Result<Email, WriteError> {
        let template = match kind {
            JobKind::ConsultantUnreached => "unreached_consultant_team",
            JobKind::Declined => "declined_consultant",
            JobKind::DeclinedTeam => "declined_team",
            JobKind::ConsultantDeclined => "consultant_declined_team",
            _ => return Err(WriteError::Nothing),
        };
        self.email(booking, Addressee::of(audience), &MailContext::new(template))
    }

    /// The last instant at which the client can change the booking online, if it is still to come.
    fn changeable_until(&self, booking: &Booking, now: Instant) -> Option<Instant> {
        let changes = self.brand.changes;
        let is_allowed = changes.allow_rescheduling || changes.allow_cancellation;
        let is_changeable = is_allowed && booking.changeable(now, self.brand.change_deadline_hours).is_ok();
        is_changeable.then(|| booking.changeable_until(self.brand.change_deadline_hours))
    }

    /// The address that answers go to: the other side of the meeting, where an answer can be meant for them.
    pub(crate) fn reply_to<'a>(
        &'a self,
        booking: &'a Booking,
        audience: Addressee<'a>,
        context: &MailContext<'_>,
    ) -> Option<&'a str> {
        let support = self.brand.support.as_deref();
        match audience {
            Addressee::Client(reader) => match self.brand.replies_to {
                RepliesTo::Support => support.or(reader.consultant_email),
                RepliesTo::Consultant => reader.consultant_email.or(support),
            },
            // An answer to these isn't meant for the client.
            _ if FOR_STAFF_ALONE.contains(&context.template) || booking.erased_at.is_some() => support,
            _ => Some(booking.client.email.as_str()),
        }
    }

    fn email(
        &self,
        booking: &Booking,
        audience: Addressee<'_>,
        context: &MailContext<'_>,
    ) -> Result<Email, WriteError> {
        let mut email = self.one(booking, audience, context)?;
        if context.invite.is_some() && !email.cc.is_empty() {
            let copy = self.one(booking, audience, &MailContext { invite: None, ..context.clone() })?;
            let mut readers = std::mem::take(&mut email.cc);
            let (to, id) = (readers.remove(0), format!("{}.copy", email.id));
            email.copy = Some(Box::new(Email { to, to_name: String::new(), cc: readers, id, ..copy }));
        }
        Ok(email)
    }

    fn one(&self, booking: &Booking, audience: Addressee<'_>, context: &MailContext<'_>) -> Result<Email, WriteError> {
        let template = context.template;
        let is_client = matches!(audience, Addressee::Client(_));
        let locale = match audience {
            Addressee::Client(_) => booking.language.into(),
            Addressee::Consultant(profile) => self.locale_of(profile),
            Addressee::Team(_) => self.brand.staff_locale,
        };
        let facts = facts::facts(self, booking, audience, context, locale);
        let edited = self.edited.get(template, locale.language());
        let filled = self.templates.fill(template, locale, &facts, edited)?;
        let (to, role) = match audience {
            Addressee::Client(_) => (booking.client.email.as_str(), "client".to_owned()),
            Addressee::Consultant(profile) => (profile.email.as_str(), profile.id.to_string()),
            Addressee::Team(address) => (address, "team".to_owned()),
        };
        let kind = context.variant.iter().fold(template.to_owned(), |kind, variant| format!("{kind}.{variant}"));
        Ok(Email {
            to: to.to_owned(),
            to_name: audience.name(booking).unwrap_or_default(),
            cc: if is_client || context.is_private { Vec::new() } else { self.brand.copies.clone() },
            copy: None,
            reply_to: self.reply_to(booking, audience, context).map(str::to_owned),
            from_name: self.organizer.company.clone(),
            template: template.to_owned(),
            reference: booking.reference.clone(),
            id: format!("{}.{}.{kind}.{role}", booking.reference, booking.version),
            subject: filled.subject,
            text: filled.text,
            html: filled.html,
            invite: context.invite.clone(),
            list_unsubscribe: context.unsubscribe.map(|unsubscribe| unsubscribe.post.clone()),
        })
    }

    fn locale_of(&self, profile: &Profile) -> Locale {
        profile.language_of_mail().map_or(self.brand.staff_locale, Locale::from)
    }

    fn invite(&self, booking: &Booking, audience: Addressee<'_>, notification: &Notification) -> Option<Invite> {
        let is_on = match notification {
            Notification::Cancellation { notified: None } | Notification::Nothing => return None,
            Notification::Cancellation { notified: Some(_) } => false,
            Notification::Confirmation | Notification::Change { .. } => true,
        };
        match audience {
            Addressee::Client(_) => Some(invite::for_client(booking, &self.organizer)),
            Addressee::Consultant(profile) => {
                let name = &profile.summary().full_name();
                let language = self.locale_of(profile).language();
                let consultant = Consultant { name, email: &profile.email, language };
                Some(invite::for_consultant(booking, &self.organizer, consultant, is_on))
            }
            // The team takes part in no meeting.
            Addressee::Team(_) => None,
        }
    }
}
