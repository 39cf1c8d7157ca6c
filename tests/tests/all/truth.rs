//! Client and consultants change while messages are slow, refused and lost: each of them gets a consistent sequence of
//! notifications, to its end.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use emulator::{Answer, Service, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{Mail, World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const TEAM: &str = "team@magnetiq.example";
const CONSULTANTS: [&str; 2] = ["anna", "ben"];

/// The state of a booking at a sequence.
#[derive(Debug, Clone, PartialEq)]
struct State {
    consultant: String,
    /// As in an invite.
    start: String,
    is_on: bool,
}

/// A stream of numbers that a seed determines (splitmix64).
fn draw(state: &AtomicU64) -> u64 {
    let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From now on providers are slow, refuse, or lose their answers.
fn trouble(world: &World, seed: u64) {
    let luck = AtomicU64::new(seed);
    world.local.faults().add(move |call| {
        if !matches!(call.service, Service::Ses | Service::Sns) {
            return None;
        }
        match draw(&luck) % 8 {
            0 | 1 => Some(InjectedFault::Answer(Answer::refusal("TooManyRequestsException", "injected"))),
            2 | 3 => Some(InjectedFault::Delay(Duration::from_millis(draw(&luck) % 300))),
            4 => Some(InjectedFault::AnswerDelayed(Duration::from_millis(draw(&luck) % 300))),
            5 => Some(InjectedFault::AnswerLost),
            _ => None,
        }
    });
}

/// Books, moves several times and perhaps cancels, seconds apart; returns the answer that created it.
async fn live(world: &World, seed: u64) -> Value {
    let luck = AtomicU64::new(seed);
    let mut body = booking_body("anna", "2026-12-01T09:00:00+01:00", 30, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    let made = world.post("/v1/bookings", &body).await.expect(201);
    for _ in 0..3 + draw(&luck) % 4 {
        let hour = 9 + draw(&luck) % 8;
        let consultant = CONSULTANTS[usize::try_from(draw(&luck) % 2).unwrap()];
        let to = json!({"start": format!("2026-12-01T{hour:02}:30:00+01:00"), "consultantId": consultant});
        world.move_to(&made, &to).await.expect(200);
        match draw(&luck) % 3 {
            0 => world.advance(&format!("PT{}S", 1 + draw(&luck) % 60)).await,
            1 => tokio::task::yield_now().await,
            _ => {}
        }
    }
    if draw(&luck).is_multiple_of(2) {
        world.cancel(&made).await.expect(200);
    }
    made
}

/// The state of the booking at each sequence, from its history.
async fn states(world: &World, reference: &str) -> Vec<State> {
    let everything = world.everything_of(reference).await;
    let mut states: Vec<State> = Vec::new();
    for event in everything["history"].as_array().unwrap() {
        let change = &event["change"];
        states.push(State {
            consultant: change["consultantId"].as_str().unwrap().to_owned(),
            start: change["start"].as_str().unwrap().replace(['-', ':'], ""),
            is_on: event["type"] != "booking.cancelled",
        });
    }
    states
}

fn property<'a>(invite: &'a str, name: &str) -> &'a str {
    let line = invite.lines().find(|line| line.starts_with(&format!("{name}:")));
    line.unwrap_or_else(|| panic!("no {name} in {invite}")).split_once(':').unwrap().1.trim_end()
}

/// Every invite shows a state for its reader; one that takes a meeting back, the one they had; none an older state than
/// the one before; the last the final one.
async fn check_invites(world: &World, mails: &[Mail], states: &[State], is_theirs: impl Fn(&State) -> bool) {
    let mut known: Option<(usize, bool)> = None;
    let mut had: Vec<String> = Vec::new();
    for mail in mails {
        let Some(invite) = world.email(mail).await.invite else {
            assert_eq!(
                (mail.template.as_str(), known),
                ("booking_cancellation", None),
                "only a sent invite is withdrawn"
            );
            return;
        };
        let sequence: usize = property(&invite, "SEQUENCE").parse().unwrap();
        let state = &states[sequence];
        let says_on = property(&invite, "METHOD") == "REQUEST";
        assert_eq!(says_on, state.is_on && is_theirs(state), "{mail:?} of {states:?}");
        let start = property(&invite, "DTSTART").to_owned();
        if says_on {
            assert_eq!(start, state.start, "{mail:?}");
            had.push(start);
        } else {
            assert!(had.contains(&start), "{mail:?} takes back {start} of {had:?}");
        }
        assert!(known.is_none_or(|(before, _)| before <= sequence), "{mail:?} shows an older state");
        known = Some((sequence, says_on));
    }
    let last = states.last().unwrap();
    let ends_on = last.is_on && is_theirs(last);
    match known {
        Some((sequence, says_on)) => {
            assert_eq!(says_on, ends_on, "{states:?} {mails:?}");
            assert!(!ends_on || sequence == states.len() - 1, "the last says how it ended: {states:?} {mails:?}");
        }
        None => assert!(!ends_on, "no notification: {states:?}"),
    }
}

/// The last notification in words shows the final state.
async fn check_words(world: &World, states: &[State]) {
    let last = states.last().unwrap();
    // 1 December, UTC+1.
    let hour = last.start[9..11].parse::<u32>().unwrap() + 1;
    let time = format!("{hour:02}:{}", &last.start[11..13]);
    let mail = world.mails_to(TEAM).await.pop();
    let sms = world.texts().await.pop().unwrap();
    if let Some(mail) = mail {
        assert_eq!(mail.template == "booking_cancellation_team", !last.is_on);
        let text = world.email(&mail).await.text;
        assert!(!last.is_on || text.contains(&time), "{time} in {text}");
    }
    assert!(if last.is_on { sms.text.contains(&time) } else { sms.text.contains("cancelled") }, "{}", sms.text);
    for room in ["slack", "generic"] {
        let line = world.lines().await.into_iter().rfind(|line| line.room == room);
        let begins = |line: &tests::ChatPost| {
            line.text.starts_with("Cancelled") != last.is_on && (!last.is_on || line.text.contains(&time))
        };
        assert!(line.as_ref().is_none_or(begins), "{line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_stay_consistent_despite_faults() {
    for seed in 0..8 {
        let world = World::with(&CONSULTANTS.map(ordinary)).await;
        trouble(&world, seed);
        let made = live(&world, seed + 100).await;
        world.settle().await;
        world.local.faults().clear();
        world.advance("PT30M").await;
        let states = states(&world, &reference_of(&made)).await;
        check_invites(&world, &world.mails_to(ADA).await, &states, |_| true).await;
        for id in CONSULTANTS {
            let mails = world.mails_to(&format!("{id}@consultants.example")).await;
            check_invites(&world, &mails, &states, |state| state.consultant == id).await;
        }
        check_words(&world, &states).await;
        world.finish().await;
    }
}
