//! Events as the outbox: an event's item names the reactions that are still to do, and is in the index of pending work as
//! long as there are any.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::{query::builders::QueryFluentBuilder, update_item::UpdateItemError},
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};
use domain::{
    booking::{Booking, ChatRoom, Effect, Event, Observers, Recipient},
    ids::Reference,
    time::Instant,
};
use futures::future::try_join_all;

use crate::{
    Table, TableError,
    attributes::{get_map, get_number, get_text, instant, number, text},
    card::write_event,
    keys::{self, Item},
};

/// The set of reactions that are still to do.
pub(crate) const EFFECTS: &str = "effects";
/// Events that a message of an event looks at, newest first; a look at the booking reads them all.
const NEWEST: i32 = 100;
const MAX_PAGES: usize = 20;
/// Attempts to close an event while other reactions close their part of it.
const MAX_ATTEMPTS: usize = 5;

/// An event with a reaction that is still to do.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenEvent {
    pub reference: Reference,
    pub version: u64,
    /// The reactions that are still to do, in their stored form: a later release may have others.
    pub effects: BTreeSet<String>,
    /// The time since which they are: of the event, or of its last repetition.
    pub since: Instant,
    pub observers: Observers,
    /// The number of times that `reconcile` requeued it.
    pub repairs: Option<u32>,
    /// Rises with each repetition.
    round: u64,
}

/// The events that a reaction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventRange {
    /// The newest ones: far more than any booking has that wasn't moved without limits.
    Newest,
    All,
}

impl Table {
    /// The event of a change, with its effects.
    pub(crate) fn put_event(&self, booking: &Booking, event: &Event) -> Result<TransactWriteItem, TableError> {
        let mut item = write_event(event)?;
        let effects = booking.effects_of(event, &self.observers);
        if !effects.is_empty() {
            item.insert(EFFECTS.to_owned(), AttributeValue::Ss(effects.iter().map(|it| it.key().to_owned()).collect()));
            item.insert(keys::PENDING_SHARD.to_owned(), text(keys::pending_shard(&event.reference)));
            item.insert(keys::PENDING_DUE.to_owned(), instant(event.at));
        }
        if event.kind.notifies() {
            item.extend(observer_attributes(&self.observers));
        }
        self.put_new(item)
    }

    /// Returns the events of a booking with this reaction still to do, newest first.
    pub async fn open_events(
        &self,
        reference: &Reference,
        effect: Effect,
        range: EventRange,
    ) -> Result<Vec<OpenEvent>, TableError> {
        let query = self
            .events_query(reference)
            .filter_expression("contains(effects, :effect)")
            .expression_attribute_values(":effect", text(effect.key()));
        self.read_open_events(query, range).await
    }

    /// Returns the newest events of a booking with anything still to do, newest first.
    pub(crate) async fn all_open_events(&self, reference: &Reference) -> Result<Vec<OpenEvent>, TableError> {
        let query = self.events_query(reference).filter_expression("attribute_exists(effects)");
        self.read_open_events(query, EventRange::Newest).await
    }

    fn events_query(&self, reference: &Reference) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :event)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":event", text(keys::EVENT))
            .scan_index_forward(false)
            .consistent_read(true)
    }

    async fn read_open_events(
        &self,
        query: QueryFluentBuilder,
        range: EventRange,
    ) -> Result<Vec<OpenEvent>, TableError> {
        let items = match range {
            EventRange::Newest => {
                query.limit(NEWEST).send().await.map_err(TableError::from_sdk)?.items.unwrap_or_default()
            }
            EventRange::All => self.all_pages(query, MAX_PAGES).await?,
        };
        items.iter().map(open_event).collect()
    }

    /// Closes events for a reaction that is done with them. Returns `false` if one was repeated since it was read: then it
    /// stays open.
    pub async fn close_events(&self, events: &[OpenEvent], effect: Effect) -> Result<bool, TableError> {
        let closed = try_join_all(events.iter().map(|event| self.close_event(event.clone(), effect))).await?;
        Ok(closed.into_iter().all(|is_closed| is_closed))
    }

    async fn close_event(&self, mut event: OpenEvent, effect: Effect) -> Result<bool, TableError> {
        for _ in 0..MAX_ATTEMPTS {
            let Some(found) = self.try_to_close(&event, effect).await? else { return Ok(true) };
            if found.round != event.round {
                return Ok(false);
            }
            if !found.effects.contains(effect.key()) {
                return Ok(true);
            }
            // Another reaction closed its part meanwhile.
            event = found;
        }
        Ok(false)
    }

    /// Removes the effect, or the marks of the index as well if it is the last. Returns the event if it isn't as read.
    async fn try_to_close(&self, event: &OpenEvent, effect: Effect) -> Result<Option<OpenEvent>, TableError> {
        let is_last = event.effects.len() == 1;
        let round = if event.round == 0 { "attribute_not_exists(round)" } else { "round = :round" };
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(keys::event(&event.reference, event.version)))
            .condition_expression(format!("effects = :seen AND {round}"))
            .expression_attribute_values(":seen", AttributeValue::Ss(event.effects.iter().cloned().collect()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if event.round > 0 {
            update = update.expression_attribute_values(":round", number(event.round));
        }
        update = if is_last {
            update.update_expression("REMOVE effects, pendingShard, pendingDue")
        } else {
            let mine = AttributeValue::Ss(vec![effect.key().to_owned()]);
            update.update_expression("DELETE effects :mine").expression_attribute_values(":mine", mine)
        };
        match update.send().await {
            Ok(_) => Ok(None),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                let UpdateItemError::ConditionalCheckFailedException(failed) = error.into_err() else {
                    return Ok(None);
                };
                failed.item.as_ref().map(open_event).transpose()
            }
            Err(error) => Err(TableError::from_sdk(error)),
        }
    }

    /// Opens an event again for a reaction, together with the reset of its recipient.
    pub(crate) fn reopen_event(
        &self,
        (reference, version): (&Reference, u64),
        effect: Effect,
        recipient: &Recipient,
        now: Instant,
    ) -> Result<TransactWriteItem, TableError> {
        let mut observers = Observers::default();
        observers.add(recipient);
        let mut set = "SET effectsSince = :now, pendingShard = :shard, pendingDue = :now".to_owned();
        let mut add = " ADD effects :effect, round :one".to_owned();
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::event(reference, version)))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", instant(now))
            .expression_attribute_values(":shard", text(keys::pending_shard(reference)))
            .expression_attribute_values(":effect", AttributeValue::Ss(vec![effect.key().to_owned()]))
            .expression_attribute_values(":one", number(1));
        if observers.team {
            set.push_str(", team = :true");
            update = update.expression_attribute_values(":true", AttributeValue::Bool(true));
        }
        if !observers.rooms.is_empty() {
            add.push_str(", rooms :rooms");
            update = update.expression_attribute_values(":rooms", rooms(&observers));
        }
        let update = update.update_expression(set + &add).build();
        let update = update.map_err(|error| TableError::corrupt("event", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

fn rooms(observers: &Observers) -> AttributeValue {
    AttributeValue::Ss(observers.rooms.iter().map(|room| room.key().to_owned()).collect())
}

/// The observers that there were when the event was written: only they are notified of it.
pub(crate) fn observer_attributes(observers: &Observers) -> Item {
    let team = observers.team.then(|| ("team".to_owned(), AttributeValue::Bool(true)));
    let rooms = (!observers.rooms.is_empty()).then(|| ("rooms".to_owned(), rooms(observers)));
    team.into_iter().chain(rooms).collect()
}

/// Reads an event's item with its effects; with none if they are done.
pub(crate) fn open_event(item: &Item) -> Result<OpenEvent, TableError> {
    let corrupt = |error: &str| TableError::corrupt("event", error);
    let at = get_map(item, keys::ENTRY).and_then(|entry| get_text(entry, "at"));
    let since = get_text(item, "effectsSince").or(at);
    let rooms = item.get("rooms").and_then(|rooms| rooms.as_ss().ok()).into_iter().flatten();
    Ok(OpenEvent {
        reference: get_text(item, keys::PK).and_then(keys::booking_of).ok_or_else(|| corrupt("it is of no booking"))?,
        version: get_text(item, keys::SK)
            .and_then(keys::version_of_event)
            .ok_or_else(|| corrupt("it has no version"))?,
        effects: match item.get(EFFECTS) {
            None => BTreeSet::new(),
            Some(effects) => {
                effects.as_ss().map_err(|_| corrupt("its effects aren't a set"))?.iter().cloned().collect()
            }
        },
        since: since.and_then(|at| at.parse().ok()).ok_or_else(|| corrupt("it has no time"))?,
        observers: Observers {
            team: item.get("team").and_then(|team| team.as_bool().ok()).copied().unwrap_or(false),
            rooms: rooms.filter_map(|room| ChatRoom::from_key(room)).collect(),
        },
        repairs: get_number(item, "repairs"),
        round: get_number(item, "round").unwrap_or(0),
    })
}
