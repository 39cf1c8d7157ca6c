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

fn told(booking: &Booking, cancelled: bool) -> Told {
    Told { version: booking.version, sequence: booking.sequence, start: booking.slot.start, cancelled }
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
        assert_eq!(booking.notice_for(&recipient, None), Notice::Confirmation);
    }
}

#[test]
fn who_knows_another_state_is_told_of_the_change_and_who_knows_all_of_nothing() {
    let before = booking();
    let after = moved(&before, "kenji");
    let old_start = before.slot.start;
    assert_eq!(after.notice_for(&Recipient::Client, Some(&told(&before, false))), Notice::Change { old_start });
    assert_eq!(after.notice_for(&Recipient::Client, Some(&told(&after, false))), Notice::Nothing);
}

#[test]
fn a_cancellation_is_told_to_the_client_always_and_to_a_consultant_who_knew() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let known_start = Some(before.slot.start);
    for recipient in [Recipient::Client, kenji()] {
        let knew = told(&before, false);
        assert_eq!(off.notice_for(&recipient, Some(&knew)), Notice::Cancellation { known_start });
        assert_eq!(off.notice_for(&recipient, Some(&told(&off, true))), Notice::Nothing);
    }
    assert_eq!(off.notice_for(&Recipient::Client, None), Notice::Cancellation { known_start: None });
    assert_eq!(off.notice_for(&kenji(), None), Notice::Nothing);
}

#[test]
fn a_consultant_whom_the_meeting_was_taken_from_hears_of_it_and_once_more_if_it_comes_back() {
    let first = booking();
    let second = moved(&first, "anna");
    let knew = told(&first, false);
    assert_eq!(second.notice_for(&kenji(), Some(&knew)), Notice::Cancellation { known_start: Some(first.slot.start) });
    assert_eq!(second.notice_for(&anna(), None), Notice::Confirmation);
    let back = moved(&second, "kenji");
    assert_eq!(back.notice_for(&kenji(), Some(&told(&second, true))), Notice::Confirmation);
}

#[test]
fn who_may_have_been_told_of_a_meeting_is_told_that_it_is_off() {
    let before = booking();
    let off = before.cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    let cancellation = Notice::Cancellation { known_start: Some(before.slot.start) };
    let doubt = told(&before, false);
    for recipient in [Recipient::Client, kenji()] {
        assert_eq!(off.notice_in_doubt(&recipient, None, Some(&doubt)), cancellation);
        // What is told for certain ends the doubt.
        assert_eq!(off.notice_in_doubt(&recipient, Some(&told(&off, true)), Some(&doubt)), Notice::Nothing);
    }
    // The cancellation may have come; it is told again.
    assert_eq!(off.notice_in_doubt(&kenji(), Some(&doubt), Some(&told(&off, true))), cancellation);
    let taken = moved(&before, "anna");
    assert_eq!(taken.notice_in_doubt(&kenji(), None, Some(&doubt)), cancellation);
    // While it is on, they are told of it as if they had never heard of it.
    assert_eq!(moved(&before, "kenji").notice_in_doubt(&kenji(), None, Some(&doubt)), Notice::Confirmation);
}

#[test]
fn everybody_whom_a_change_concerns_is_to_be_told() {
    let mut first = booking();
    let mail = |recipients: Vec<Recipient>| recipients.into_iter().map(|it| (Channel::Mail, it)).collect::<Vec<_>>();
    let (client, team) = (Recipient::Client, Recipient::Team);
    let chat = ChatRoom::ALL.map(|room| (Channel::Chat, Recipient::Room(room))).to_vec();
    let expected = [mail(vec![client.clone(), kenji(), team.clone()]), chat.clone()].concat();
    assert_eq!(first.to_tell(&first.confirmed(Actor::Client, "r")), expected);
    let rules = rules();
    let to_anna = offer(&rules, "anna", "2026-11-25T15:00:00Z", 60);
    first.reminders.sms = true;
    let moved = first.reschedule(&to_anna, Actor::Client, "r", at("2026-11-21T10:00:00Z"));
    let sms = (Channel::Sms, client.clone());
    let expected = [mail(vec![client, anna(), kenji(), team]), chat, vec![sms]].concat();
    assert_eq!(moved.booking.to_tell(&moved.event), expected);
}

#[test]
fn what_became_of_a_meeting_changes_nothing_for_who_knows_of_it() {
    let before = booking();
    let over = before.mark(Outcome::NoShow, Actor::Consultant, "r", before.slot.end);
    assert_eq!(over.booking.to_tell(&over.event), []);
    assert_eq!(over.booking.notice_for(&Recipient::Client, Some(&told(&before, false))), Notice::Nothing);
    assert_eq!(over.booking.notice_for(&Recipient::Client, None), Notice::Confirmation);
}

#[test]
fn recipients_are_read_as_they_are_written() {
    for recipient in [Recipient::Client, anna(), Recipient::Team, Recipient::Room(ChatRoom::Slack)] {
        assert_eq!(Recipient::from_key(&recipient.key()), Some(recipient));
    }
    assert_eq!(Recipient::from_key("somebody"), None);
}
