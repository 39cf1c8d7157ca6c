//! Notifications of each recipient, depending on the last one.

use super::*;

fn booking() -> Booking {
    confirmed("video", &rules())
}

fn anna() -> Recipient {
    Recipient::Consultant(ConsultantId::parse("anna").unwrap())
}

fn kenji() -> Recipient {
    Recipient::Consultant(ConsultantId::parse("kenji").unwrap())
}

fn notified(booking: &Booking, cancelled: bool) -> LastNotified {
    LastNotified { cancelled, ..LastNotified::by(booking, &Notification::Confirmation) }
}

/// The cancellation of a booking as last notified.
fn taken_back(booking: &Booking) -> Notification {
    let (slot, consultant) = (booking.slot, booking.consultant.clone());
    Notification::Cancellation {
        notified: Some(NotifiedMeeting { slot, consultant, consultant_timezone: booking.consultant_timezone }),
    }
}

fn moved(booking: &Booking, consultant: &str) -> Booking {
    let rules = rules();
    let offer = offer(&rules, consultant, "2026-11-25T15:00:00Z", 60);
    booking.reschedule(&offer, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking
}

#[test]
fn first_notification_is_a_confirmation() {
    let booking = moved(&booking(), "kenji");
    for recipient in [Recipient::Client, kenji()] {
        assert_eq!(booking.notification_for(&recipient, None), Notification::Confirmation);
    }
}

#[test]
fn outdated_recipient_gets_the_change() {
    let before = booking();
    let after = moved(&before, "kenji");
    let Notification::Cancellation { notified: Some(old) } = taken_back(&before) else { panic!() };
    assert_eq!(
        after.notification_for(&Recipient::Client, Some(&notified(&before, false))),
        Notification::Change { old }
    );
    assert_eq!(after.notification_for(&Recipient::Client, Some(&notified(&after, false))), Notification::Nothing);
}

#[test]
fn cancellation_skips_consultants_never_notified() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    for recipient in [Recipient::Client, kenji()] {
        let last = notified(&before, false);
        assert_eq!(off.notification_for(&recipient, Some(&last)), taken_back(&before));
        assert_eq!(off.notification_for(&recipient, Some(&notified(&off, true))), Notification::Nothing);
    }
    assert_eq!(off.notification_for(&Recipient::Client, None), Notification::Cancellation { notified: None });
    assert_eq!(off.notification_for(&kenji(), None), Notification::Nothing);
}

#[test]
fn replaced_consultant_gets_cancellation_then_confirmation() {
    let first = booking();
    let second = moved(&first, "anna");
    let last = notified(&first, false);
    assert_eq!(second.notification_for(&kenji(), Some(&last)), taken_back(&first));
    assert_eq!(second.notification_for(&anna(), None), Notification::Confirmation);
    let back = moved(&second, "kenji");
    assert_eq!(back.notification_for(&kenji(), Some(&notified(&second, true))), Notification::Confirmation);
}

#[test]
fn erasure_still_cancels_for_consultant() {
    let before = booking();
    let now = at("2026-11-21T10:00:00Z");
    let off = before.cancel(None, Actor::Client, "r", now).booking;
    let erased = off.erase(Actor::Client, "r", now).booking;
    let last = notified(&before, false);
    for recipient in [kenji(), Recipient::Team, Recipient::Room(ChatRoom::Slack)] {
        assert_eq!(erased.notification_for(&recipient, Some(&last)), taken_back(&before));
        assert_eq!(erased.notification_unconfirmed(&recipient, None, Some(&last)), taken_back(&before));
        assert_eq!(erased.notification_for(&recipient, None), Notification::Nothing);
    }
    // There is no address any more.
    assert_eq!(erased.notification_for(&Recipient::Client, Some(&last)), Notification::Nothing);
    assert_eq!(erased.notification_unconfirmed(&Recipient::Client, None, Some(&last)), Notification::Nothing);
    // A past meeting needs no further notification.
    let over = before.erase(Actor::System, "r", before.slot.end).booking;
    for recipient in [kenji(), Recipient::Team, Recipient::Client] {
        assert_eq!(over.notification_for(&recipient, None), Notification::Nothing);
    }
}

#[test]
fn unconfirmed_recipient_gets_the_cancellation() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let cancellation = taken_back(&before);
    let unconfirmed = notified(&before, false);
    for recipient in [Recipient::Client, kenji()] {
        assert_eq!(off.notification_unconfirmed(&recipient, None, Some(&unconfirmed)), cancellation);
        // A confirmed notification resolves the doubt.
        assert_eq!(
            off.notification_unconfirmed(&recipient, Some(&notified(&off, true)), Some(&unconfirmed)),
            Notification::Nothing
        );
    }
    // The cancellation may have arrived; it is sent again.
    assert_eq!(off.notification_unconfirmed(&kenji(), Some(&unconfirmed), Some(&notified(&off, true))), cancellation);
    let busy = moved(&before, "anna");
    assert_eq!(busy.notification_unconfirmed(&kenji(), None, Some(&unconfirmed)), cancellation);
    // While the meeting is on, they get a first confirmation.
    assert_eq!(
        moved(&before, "kenji").notification_unconfirmed(&kenji(), None, Some(&unconfirmed)),
        Notification::Confirmation
    );
}

#[test]
fn cancellation_shows_the_last_notified_meeting() {
    let first = booking();
    let rules = rules();
    let mut longer = offer(&rules, "anna", "2026-11-25T15:00:00Z", 120);
    longer.consultant.first_name = "Anna".to_owned();
    longer.timezone = Tz::BERLIN;
    let second = first.reschedule(&longer, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let off = second.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:01Z")).booking;
    let last = notified(&first, false);
    for (booking, recipient) in [(&second, kenji()), (&off, kenji()), (&off, Recipient::Client)] {
        let notification = booking.notification_for(&recipient, Some(&last));
        let as_notified = booking.as_notified_by(&notification);
        assert_eq!((as_notified.slot, &as_notified.consultant), (first.slot, &first.consultant));
        assert_eq!((as_notified.consultant_timezone.name(), as_notified.sequence), ("Asia/Tokyo", booking.sequence));
        // After a repeated notification the state is still the last notified one.
        let again = LastNotified { cancelled: false, ..LastNotified::by(booking, &notification) };
        assert_eq!(booking.notification_for(&recipient, Some(&again)), notification);
    }
    assert_eq!(second.as_notified_by(&Notification::Confirmation).slot, second.slot);
}

#[test]
fn earlier_stored_format_is_readable() {
    let first = booking();
    let noted = json!({"version": 1, "sequence": 0, "start": first.slot.start, "cancelled": false});
    let last: LastNotified = serde_json::from_value(noted).unwrap();
    let off = first.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    assert_eq!(off.notification_for(&kenji(), Some(&last)), taken_back(&first));
}

#[test]
fn lost_cancellation_is_sent_again() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let unconfirmed = LastNotified::by(&off, &taken_back(&before));
    assert_eq!(off.notification_unconfirmed(&kenji(), None, Some(&unconfirmed)), taken_back(&before));
    // A recipient without an invite has nothing to withdraw.
    let unknown = Notification::Cancellation { notified: None };
    let unconfirmed = LastNotified::by(&off, &unknown);
    assert_eq!(off.notification_unconfirmed(&Recipient::Client, None, Some(&unconfirmed)), unknown);
}

fn effects(booking: &Booking, event: &Event, observers: &Observers) -> Vec<&'static str> {
    booking.effects_of(event, observers).into_iter().map(Effect::key).collect()
}

#[test]
fn only_existing_recipients_are_notified() {
    let mut first = booking();
    let alone = Observers::default();
    let confirmed = first.confirmed(Actor::Client, "r");
    assert_eq!(effects(&first, &confirmed, &alone), ["mail", "jobs"]);
    assert_eq!(first.recipients(Channel::Mail, &alone), [Recipient::Client, kenji()]);
    let watched = Observers { team: true, rooms: [ChatRoom::Slack].into() };
    assert_eq!(effects(&first, &confirmed, &watched), ["mail", "chat", "jobs"]);
    assert_eq!(first.recipients(Channel::Mail, &watched), [Recipient::Client, kenji(), Recipient::Team]);
    assert_eq!(first.recipients(Channel::Chat, &watched), [Recipient::Room(ChatRoom::Slack)]);
    first.reminders.sms = true;
    assert_eq!(effects(&first, &confirmed, &watched), ["mail", "sms", "chat", "jobs"]);
    assert_eq!(first.recipients(Channel::Sms, &alone), [Recipient::Client]);
}

#[test]
fn versions_name_the_newest_effects() {
    let first = booking();
    let versions = |booking: &Booking| (booking.version, booking.notify_version, booking.plan_version);
    assert_eq!(versions(&first), (1, 1, 1));
    let moved = moved(&first, "anna");
    assert_eq!(versions(&moved), (2, 2, 2));
    let over = moved.record_outcome(Outcome::Completed, Actor::Consultant, "r", moved.slot.end).booking;
    assert_eq!(versions(&over), (3, 2, 3));
    let erased = over.erase(Actor::System, "r", over.slot.end);
    assert_eq!(versions(&erased.booking), (4, 2, 3));
    assert_eq!(effects(&erased.booking, &erased.event, &Observers::default()), [""; 0]);
    // A booking of a version that didn't store them.
    let mut stored = serde_json::to_value(&moved).unwrap();
    for name in ["notifyVersion", "planVersion"] {
        assert_eq!(stored.as_object_mut().unwrap().remove(name), Some(json!(2)));
    }
    assert_eq!(versions(&serde_json::from_value(stored).unwrap()), (2, 1, 1));
}

#[test]
fn setting_lists_known_rooms() {
    let parsed = |text: &str| text.parse::<ChatRooms>().map(|rooms| rooms.0.into_iter().collect::<Vec<_>>());
    assert_eq!(parsed("slack, generic"), Ok(vec![ChatRoom::Slack, ChatRoom::Generic]));
    assert_eq!(parsed(""), Ok(vec![]));
    assert!(parsed("slack,teams").unwrap_err().to_string().contains("`teams` is no chat room"));
}

#[test]
fn outcome_causes_no_notification() {
    let before = booking();
    let over = before.record_outcome(Outcome::NoShow, Actor::Consultant, "r", before.slot.end);
    assert_eq!(effects(&over.booking, &over.event, &Observers::default()), ["jobs"]);
    assert_eq!(
        over.booking.notification_for(&Recipient::Client, Some(&notified(&before, false))),
        Notification::Nothing
    );
}

#[test]
fn begun_meeting_is_not_confirmed() {
    let before = booking();
    let (start, long_before) = (before.slot.start, before.created_at);
    let just_before = start - TimeDelta::seconds(1);
    let of = |booking: &Booking, recipient: &Recipient, last: Option<&LastNotified>, now| match booking
        .notification_for(recipient, last)
    {
        notification if booking.is_history(recipient, &notification, now) => Notification::Nothing,
        notification => notification,
    };
    assert_eq!(of(&before, &Recipient::Client, None, just_before), Notification::Confirmation);
    assert_eq!(of(&before, &Recipient::Client, None, start), Notification::Nothing);
    let missed = before.record_outcome(Outcome::NoShow, Actor::Consultant, "r", start).booking;
    assert_eq!(of(&missed, &Recipient::Client, None, start), Notification::Nothing);
    // Staff must know of it, late as it is.
    for recipient in [kenji(), Recipient::Team] {
        assert_eq!(of(&before, &recipient, None, start), Notification::Confirmation);
    }
    // A move to an earlier time still concerns a client whose calendar has the later one.
    let rules = rules();
    let earlier = offer(&rules, "kenji", "2026-11-24T11:00:00Z", 60);
    let moved = before.reschedule(&earlier, Actor::Admin, "r", long_before).booking;
    let last = notified(&before, false);
    let change = |now| matches!(of(&moved, &Recipient::Client, Some(&last), now), Notification::Change { .. });
    assert!(change(just_before) && !change(start));
    // A cancelled meeting must leave calendars, whenever that is possible again.
    let off = before.cancel(None, Actor::Client, "r", just_before).booking;
    assert_eq!(of(&off, &Recipient::Client, Some(&last), start), taken_back(&before));
    assert_eq!(before.can_notify_again(just_before), Ok(()));
    assert_eq!(before.can_notify_again(start), Err(Refusal::Begun));
    assert_eq!(off.can_notify_again(start), Ok(()));
}

#[test]
fn recipient_keys_round_trip() {
    for recipient in [Recipient::Client, anna(), Recipient::Team, Recipient::Room(ChatRoom::Slack)] {
        assert_eq!(Recipient::from_key(&recipient.key()), Some(recipient));
    }
    assert_eq!(Recipient::from_key("somebody"), None);
}
