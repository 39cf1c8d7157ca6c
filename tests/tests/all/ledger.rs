//! Two notifiers of one booking, in the orders that a review found to be dangerous (docs/protocol.md). They run by
//! themselves on a system whose bus forgets all events.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Notification, Recipient},
    ids::Reference,
};
use emulator::{Answer, Call, Service, instruments::InjectedFault};
use futures::future::BoxFuture;
use notify::{NotificationSender, Notifier, Sending};
use platform::{Clock, Config, Env, FromEnv, Metrics, Random, SendError};
use serde_json::{Value, json};
use table::{EventRange, Resend};
use tests::{World, ordinary, reference_of};
use tokio::runtime::Handle;

const CLIENT: &str = "client";
const ANNA: &str = "consultant.anna";
const BEN: &str = "consultant.ben";

/// The provider's treatment of the next message to a recipient.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// It certainly isn't sent.
    NotSent,
    Refused,
}

/// A provider of the test's own.
#[derive(Default)]
struct Provider {
    /// Recipient and kind of each message that arrived.
    arrived: Mutex<Vec<(String, &'static str)>>,
    fates: Mutex<VecDeque<(&'static str, Fate)>>,
}

impl Provider {
    fn arrived(&self) -> Vec<(String, &'static str)> {
        self.arrived.lock().unwrap().clone()
    }

    fn of(&self, recipient: &str) -> Vec<&'static str> {
        self.arrived().into_iter().filter(|(to, _)| to == recipient).map(|(_, kind)| kind).collect()
    }

    fn next(&self, recipient: &'static str, fate: Fate) {
        self.fates.lock().unwrap().push_back((recipient, fate));
    }
}

impl NotificationSender for Provider {
    const CHANNEL: Channel = Channel::Mail;

    async fn send(
        &self,
        _: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> Result<Sending, SendError> {
        let to = recipient.key();
        let kind = match notification {
            Notification::Confirmation => "confirmation",
            Notification::Change { .. } => "change",
            Notification::Cancellation { .. } => "cancellation",
            Notification::Nothing => "nothing",
        };
        let fate = {
            let mut fates = self.fates.lock().unwrap();
            let next = fates.iter().position(|(of, _)| *of == to);
            next.and_then(|next| fates.remove(next)).map(|(_, fate)| fate)
        };
        if matches!(fate, None | Some(Fate::AnswerLost)) {
            self.arrived.lock().unwrap().push((to, kind));
        }
        match fate {
            None => Ok(Sending::sent("id".to_owned())),
            Some(Fate::AnswerLost) => Err(SendError::Unknown("lost".into())),
            Some(Fate::NotSent) => Err(SendError::NotSent("busy".into())),
            Some(Fate::Refused) => Err(SendError::Refused { code: "Refused".to_owned(), source: "no".into() }),
        }
    }
}

/// A booking with Anna, on a system that does nothing by itself.
struct Desk {
    world: World,
    notifier: Notifier,
    provider: Provider,
    made: Value,
    reference: Reference,
}

impl Desk {
    async fn open() -> Arc<Self> {
        let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
        forget_events(&world);
        let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
        let table = world.local.table_name().unwrap().to_owned();
        let clock = world.local.clock().for_functions();
        let env = Env {
            config: Config::new(move |name| match name {
                "TABLE_NAME" => Some(table.clone()),
                "QUEUE_URL" | "SEARCH_SECRET" => Some("none".to_owned()),
                _ => None,
            }),
            metrics: Metrics::new(Clock::new(|| chrono::DateTime::UNIX_EPOCH), |_| {}),
            random: Random::system(),
            sdk: world.local.sdk_config(),
            clock,
        };
        let reference = Reference::parse(&reference_of(&made)).unwrap();
        let notifier = Notifier::from_env(&env).unwrap();
        Arc::new(Self { world, notifier, provider: Provider::default(), made, reference })
    }

    /// Handles the message of an event, or of none; returns whether it was handled to its end.
    async fn notify(&self, version: u64) -> bool {
        let body = json!({"detail": {
            "schemaVersion": 1, "reference": self.reference, "bookingVersion": version, "time": "2026-11-23T08:00:00Z",
            "actor": {"kind": "client"}, "requestId": "r", "change": {}
        }});
        let mut message = SqsMessage::default();
        (message.body, message.message_id) = (Some(body.to_string()), Some("m".to_owned()));
        let mut batch = SqsEvent::default();
        batch.records = vec![message];
        self.notifier.notify_all(batch, &self.provider).await.batch_item_failures.is_empty()
    }

    /// Runs another actor just before a call, once.
    fn before(
        self: &Arc<Self>,
        is: impl Fn(&Call<'_>, &str) -> bool + Send + Sync + 'static,
        act: impl Fn(Arc<Self>) -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) {
        let (desk, is_over) = (Arc::clone(self), Mutex::new(false));
        self.world.local.faults().add(move |call| {
            if is(call, &String::from_utf8_lossy(call.body)) && !std::mem::replace(&mut *is_over.lock().unwrap(), true)
            {
                tokio::task::block_in_place(|| Handle::current().block_on(act(Arc::clone(&desk))));
            }
            None
        });
    }

    async fn cancel(&self) {
        self.world.cancel(&self.made).await.expect(200);
    }

    async fn move_to_ben(&self) {
        let to = json!({"start": "2026-11-25T11:00:00+01:00", "consultantId": "ben"});
        self.world.move_to(&self.made, &to).await.expect(200);
    }

    async fn is_open(&self) -> bool {
        let mail = domain::booking::Effect::Notify(Channel::Mail);
        !self.notifier.table.open_events(&self.reference, mail, EventRange::All).await.unwrap().is_empty()
    }

    /// Looks until all is over, and has the system itself find nothing left to do.
    async fn close(self: Arc<Self>) {
        self.world.local.faults().clear();
        forget_events(&self.world);
        for _ in 0..4 {
            self.notify(0).await;
            // A lease ends.
            self.world.local.time().move_to(self.world.local.clock().now() + TimeDelta::seconds(46)).await.unwrap();
        }
        assert!(!self.is_open().await, "an event is open for ever");
        let arrived = self.provider.arrived();
        self.world.local.faults().clear();
        self.world.advance("PT15M").await;
        assert_eq!(self.world.mails().await.len(), 0, "all were notified: {arrived:?}");
        Arc::into_inner(self).unwrap().world.finish().await;
    }
}

/// The relay puts all events on a bus that forgets them.
fn forget_events(world: &World) {
    world.local.faults().add(|call| {
        let entries = serde_json::from_slice::<Value>(call.body).ok().filter(|_| call.operation == "PutEvents")?;
        let count = entries["Entries"].as_array().map_or(0, Vec::len);
        let results = vec![json!({"EventId": "forgotten"}); count];
        Some(InjectedFault::Answer(Answer::ok(&json!({"FailedEntryCount": 0, "Entries": results}))))
    });
}

fn is_claim(call: &Call<'_>, body: &str) -> bool {
    call.service == Service::DynamoDb && body.contains("SET claimedUntil = :until")
}

fn is_close(call: &Call<'_>, body: &str) -> bool {
    call.operation == "UpdateItem" && (body.contains("REMOVE effects") || body.contains("DELETE effects"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirmation_never_follows_the_cancellation() {
    let desk = Desk::open().await;
    // The first notifier has read the booking; the client cancels, and the second one notifies of that.
    desk.before(is_claim, |desk| {
        Box::pin(async move {
            desk.cancel().await;
            assert!(desk.notify(2).await);
        })
    });
    desk.notify(1).await;
    assert_eq!(desk.provider.arrived(), [(CLIENT.to_owned(), "cancellation")], "Anna was never notified of it");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn move_between_read_and_claim_is_seen() {
    let desk = Desk::open().await;
    desk.before(is_claim, |desk| {
        Box::pin(async move {
            desk.move_to_ben().await;
            assert!(desk.notify(2).await);
        })
    });
    desk.notify(1).await;
    assert_eq!((desk.provider.of(CLIENT), desk.provider.of(BEN)), (vec!["confirmation"], vec!["confirmation"]));
    assert_eq!(desk.provider.of(ANNA), [""; 0]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn live_claim_ends_another_read() {
    let desk = Desk::open().await;
    let seen = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&seen);
    // The first notifier has sent, and not yet stored its result.
    let is_settling =
        |call: &Call<'_>, body: &str| call.operation == "UpdateItem" && body.contains("lastNotified = :last");
    desk.before(is_settling, move |desk| {
        let kept = Arc::clone(&kept);
        Box::pin(async move {
            assert!(!desk.notify(1).await, "the message comes back");
            *kept.lock().unwrap() = desk.notifier.table.ledger(&desk.reference).await.unwrap();
        })
    });
    assert!(desk.notify(1).await);
    let before = desk.provider.arrived();
    assert_eq!((desk.provider.of(CLIENT), desk.provider.of(ANNA)), (vec!["confirmation"], vec!["confirmation"]));
    // Nor does a claim on the strength of that read succeed, not even after the lease.
    let ledger = seen.lock().unwrap().take().unwrap();
    desk.world.local.time().move_to(desk.world.local.clock().now() + TimeDelta::seconds(46)).await.unwrap();
    for record in &ledger.recipients {
        let claim = desk.notifier.table.claim_recipient(&desk.reference, record, None).await.unwrap();
        assert_eq!(claim, None, "{}", record.recipient.key());
    }
    assert!(desk.notify(1).await);
    assert_eq!(desk.provider.arrived(), before);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn certain_failure_keeps_the_earlier_doubt() {
    let desk = Desk::open().await;
    desk.provider.next(ANNA, Fate::AnswerLost);
    assert!(!desk.notify(1).await);
    desk.move_to_ben().await;
    desk.world.local.time().move_to(desk.world.local.clock().now() + TimeDelta::seconds(46)).await.unwrap();
    desk.provider.next(ANNA, Fate::NotSent);
    assert!(!desk.notify(2).await);
    assert!(desk.notify(2).await);
    assert_eq!(desk.provider.of(ANNA), ["confirmation", "cancellation"], "she may have the confirmation");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn unsent_confirmation_needs_no_cancellation() {
    let desk = Desk::open().await;
    desk.provider.next(ANNA, Fate::NotSent);
    assert!(!desk.notify(1).await);
    desk.cancel().await;
    assert!(desk.notify(2).await);
    assert_eq!(desk.provider.of(ANNA), [""; 0]);
    assert_eq!(desk.provider.of(CLIENT), ["confirmation", "cancellation"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn resend_survives_the_closing_notifier() {
    let desk = Desk::open().await;
    // The message of the resend is lost: the event alone says that it is still to be done.
    desk.before(is_close, |desk| {
        Box::pin(async move {
            let to = (Channel::Mail, &Recipient::Client);
            let resend = desk.notifier.table.notify_again(&desk.reference, to, None).await.unwrap();
            assert_eq!(resend, Resend::Planned);
        })
    });
    assert!(!desk.notify(1).await, "the event was opened again");
    assert!(desk.is_open().await);
    assert!(desk.notify(1).await);
    assert_eq!(desk.provider.of(CLIENT), ["confirmation", "confirmation"]);
    assert_eq!(desk.provider.of(ANNA), ["confirmation"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn refusal_is_final_until_a_resend() {
    let desk = Desk::open().await;
    desk.provider.next(ANNA, Fate::Refused);
    // It has no dead-letter queue here, so the message comes back.
    assert!(!desk.notify(1).await);
    assert!(!desk.is_open().await, "the log has the result");
    assert!(desk.notify(1).await && desk.notify(0).await);
    assert_eq!(desk.provider.of(ANNA), [""; 0]);
    let anna = Recipient::from_key(ANNA).unwrap();
    desk.notifier.table.notify_again(&desk.reference, (Channel::Mail, &anna), None).await.unwrap();
    assert!(desk.notify(0).await);
    assert_eq!((desk.provider.of(ANNA), desk.provider.of(CLIENT)), (vec!["confirmation"], vec!["confirmation"]));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn older_message_leaves_it_to_newest() {
    let desk = Desk::open().await;
    desk.move_to_ben().await;
    assert!(desk.notify(1).await);
    assert_eq!(desk.provider.arrived(), []);
    assert!(desk.notify(2).await);
    assert_eq!((desk.provider.of(CLIENT), desk.provider.of(BEN)), (vec!["confirmation"], vec!["confirmation"]));
    assert!(!desk.is_open().await, "both events");
    desk.close().await;
}
