//! What each recipient is told, worded by what they were told last.

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

fn last_notified(booking: &Booking, cancelled: bool) -> LastNotified {
    LastNotified { cancelled, ..LastNotified::by(booking, &Notification::Confirmation) }
}

/// That a booking as it once was is off.
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
fn who_knows_nothing_is_told_of_the_meeting_as_it_is() {
    let booking = moved(&booking(), "kenji");
    for recipient in [Recipient::Client, kenji()] {
        assert_eq!(booking.notification_for(&recipient, None), Notification::Confirmation);
    }
}

#[test]
fn who_knows_another_state_is_told_of_the_change_and_who_knows_all_of_nothing() {
    let before = booking();
    let after = moved(&before, "kenji");
    let old_start = before.slot.start;
    assert_eq!(
        after.notification_for(&Recipient::Client, Some(&last_notified(&before, false))),
        Notification::Change { old_start }
    );
    assert_eq!(after.notification_for(&Recipient::Client, Some(&last_notified(&after, false))), Notification::Nothing);
}

#[test]
fn a_cancellation_is_told_to_the_client_always_and_to_a_consultant_who_knew() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    for recipient in [Recipient::Client, kenji()] {
        let knew = last_notified(&before, false);
        assert_eq!(off.notification_for(&recipient, Some(&knew)), taken_back(&before));
        assert_eq!(off.notification_for(&recipient, Some(&last_notified(&off, true))), Notification::Nothing);
    }
    assert_eq!(off.notification_for(&Recipient::Client, None), Notification::Cancellation { notified: None });
    assert_eq!(off.notification_for(&kenji(), None), Notification::Nothing);
}

#[test]
fn a_consultant_whom_the_meeting_was_taken_from_hears_of_it_and_once_more_if_it_comes_back() {
    let first = booking();
    let second = moved(&first, "anna");
    let knew = last_notified(&first, false);
    assert_eq!(second.notification_for(&kenji(), Some(&knew)), taken_back(&first));
    assert_eq!(second.notification_for(&anna(), None), Notification::Confirmation);
    let back = moved(&second, "kenji");
    assert_eq!(back.notification_for(&kenji(), Some(&last_notified(&second, true))), Notification::Confirmation);
}

#[test]
fn whoever_has_a_meeting_in_their_calendar_hears_that_it_is_off_though_its_client_is_erased() {
    let before = booking();
    let now = at("2026-11-21T10:00:00Z");
    let off = before.cancel(None, Actor::Client, "r", now).booking;
    let erased = off.erase(Actor::Client, "r", now).booking;
    let knew = last_notified(&before, false);
    for recipient in [kenji(), Recipient::Team, Recipient::Room(ChatRoom::Slack)] {
        assert_eq!(erased.notification_for(&recipient, Some(&knew)), taken_back(&before));
        assert_eq!(erased.notification_unconfirmed(&recipient, None, Some(&knew)), taken_back(&before));
        assert_eq!(erased.notification_for(&recipient, None), Notification::Nothing);
    }
    // There is no address any more.
    assert_eq!(erased.notification_for(&Recipient::Client, Some(&knew)), Notification::Nothing);
    assert_eq!(erased.notification_unconfirmed(&Recipient::Client, None, Some(&knew)), Notification::Nothing);
    // Of a meeting that took place nobody is told anything more.
    let over = before.erase(Actor::System, "r", before.slot.end).booking;
    for recipient in [kenji(), Recipient::Team, Recipient::Client] {
        assert_eq!(over.notification_for(&recipient, None), Notification::Nothing);
    }
}

#[test]
fn who_may_have_been_told_of_a_meeting_is_told_that_it_is_off() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let cancellation = taken_back(&before);
    let unconfirmed = last_notified(&before, false);
    for recipient in [Recipient::Client, kenji()] {
        assert_eq!(off.notification_unconfirmed(&recipient, None, Some(&unconfirmed)), cancellation);
        // What is told for certain ends the doubt.
        assert_eq!(
            off.notification_unconfirmed(&recipient, Some(&last_notified(&off, true)), Some(&unconfirmed)),
            Notification::Nothing
        );
    }
    // The cancellation may have come; it is told again.
    assert_eq!(
        off.notification_unconfirmed(&kenji(), Some(&unconfirmed), Some(&last_notified(&off, true))),
        cancellation
    );
    let busy = moved(&before, "anna");
    assert_eq!(busy.notification_unconfirmed(&kenji(), None, Some(&unconfirmed)), cancellation);
    // While it is on, they are told of it as if they had never heard of it.
    assert_eq!(
        moved(&before, "kenji").notification_unconfirmed(&kenji(), None, Some(&unconfirmed)),
        Notification::Confirmation
    );
}

#[test]
fn a_meeting_that_is_off_is_told_as_it_was_known_with_its_end_and_its_consultant() {
    let first = booking();
    let rules = rules();
    let mut longer = offer(&rules, "anna", "2026-11-25T15:00:00Z", 120);
    longer.consultant.first_name = "Anna".to_owned();
    longer.timezone = chrono_tz::Europe::Berlin;
    let second = first.reschedule(&longer, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let off = second.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:01Z")).booking;
    let knew = last_notified(&first, false);
    for (booking, recipient) in [(&second, kenji()), (&off, kenji()), (&off, Recipient::Client)] {
        let notification = booking.notification_for(&recipient, Some(&knew));
        let as_notified = booking.as_notified_by(&notification);
        assert_eq!((as_notified.slot, &as_notified.consultant), (first.slot, &first.consultant));
        assert_eq!((as_notified.consultant_timezone, as_notified.sequence), (chrono_tz::Asia::Tokyo, booking.sequence));
        // LastNotified once more, it is still what they knew.
        let again = LastNotified { cancelled: false, ..LastNotified::by(booking, &notification) };
        assert_eq!(booking.notification_for(&recipient, Some(&again)), notification);
    }
    assert_eq!(second.as_notified_by(&Notification::Confirmation).slot, second.slot);
}

#[test]
fn what_an_earlier_version_noted_of_what_was_told_can_still_be_read() {
    let first = booking();
    let noted = json!({"version": 1, "sequence": 0, "start": first.slot.start, "cancelled": false});
    let knew: LastNotified = serde_json::from_value(noted).unwrap();
    let off = first.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    assert_eq!(off.notification_for(&kenji(), Some(&knew)), taken_back(&first));
}

#[test]
fn a_cancellation_that_may_be_lost_is_told_again_to_whoever_may_have_the_invite() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let unconfirmed = LastNotified::by(&off, &taken_back(&before));
    assert_eq!(off.notification_unconfirmed(&kenji(), None, Some(&unconfirmed)), taken_back(&before));
    // Who never knew of it has nothing to give back.
    let unknown = Notification::Cancellation { notified: None };
    let unconfirmed = LastNotified::by(&off, &unknown);
    assert_eq!(off.notification_unconfirmed(&Recipient::Client, None, Some(&unconfirmed)), unknown);
}

#[test]
fn everybody_whom_a_change_concerns_is_to_be_told() {
    let mut first = booking();
    let mail = |recipients: Vec<Recipient>| recipients.into_iter().map(|it| (Channel::Mail, it)).collect::<Vec<_>>();
    let (client, team) = (Recipient::Client, Recipient::Team);
    let chat = ChatRoom::ALL.map(|room| (Channel::Chat, Recipient::Room(room))).to_vec();
    let expected = [mail(vec![client.clone(), kenji(), team.clone()]), chat.clone()].concat();
    assert_eq!(first.recipients_of(&first.confirmed(Actor::Client, "r")), expected);
    let rules = rules();
    let to_anna = offer(&rules, "anna", "2026-11-25T15:00:00Z", 60);
    first.reminders.sms = true;
    let moved = first.reschedule(&to_anna, Actor::Client, "r", at("2026-11-21T10:00:00Z"));
    let sms = (Channel::Sms, client.clone());
    let expected = [mail(vec![client, anna(), kenji(), team]), chat, vec![sms]].concat();
    assert_eq!(moved.booking.recipients_of(&moved.event), expected);
}

#[test]
fn what_became_of_a_meeting_changes_nothing_for_who_knows_of_it() {
    let before = booking();
    let over = before.record_outcome(Outcome::NoShow, Actor::Consultant, "r", before.slot.end);
    assert_eq!(over.booking.recipients_of(&over.event), []);
    assert_eq!(
        over.booking.notification_for(&Recipient::Client, Some(&last_notified(&before, false))),
        Notification::Nothing
    );
    assert_eq!(over.booking.notification_for(&Recipient::Client, None), Notification::Confirmation);
}

#[test]
fn recipients_are_read_as_they_are_written() {
    for recipient in [Recipient::Client, anna(), Recipient::Team, Recipient::Room(ChatRoom::Slack)] {
        assert_eq!(Recipient::from_key(&recipient.key()), Some(recipient));
    }
    assert_eq!(Recipient::from_key("somebody"), None);
}
