//! From a task for each notification and each job to one item per recipient, one for all jobs, and events with effects.
//!
//! The older items of a booking: `TASK#<channel>#<sequence>#<recipient>`, `TASK#<job>#<sequence>#<recipient>`,
//! `TASK#plan-jobs#<version>#system`, and `RECIPIENT#<channel>#<recipient>` with the last notification.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Channel, Effect, Observers, Recipient},
    ids::Reference,
};

use crate::{
    Table, TableError,
    attributes::{get_map, get_number, get_text, instant, number, text},
    error::if_it_held,
    keys::{self, Item},
    outbox::{EFFECTS, observer_attributes},
};

const TASK: &str = "TASK#";
const RECIPIENT: &str = "RECIPIENT#";
/// The task to plan a booking's jobs.
const PLAN: &str = "plan-jobs";
/// Attributes of a result, by their older and their present name.
const RESULT: [(&str, &str); 5] = [
    ("settledAt", "at"),
    ("messageId", "messageId"),
    ("failure", "failure"),
    ("delivery", "delivery"),
    ("deliveryAt", "deliveryAt"),
];
/// Entries of a recipient's log that are carried over.
const MAX_LOGGED: usize = 20;

/// The items of a booking that matter here.
#[derive(Default)]
struct Older {
    /// Version and kind.
    events: BTreeMap<u64, String>,
    tasks: Vec<OlderTask>,
    recipients: Vec<Item>,
}

struct OlderTask {
    /// A channel, a job, or [`PLAN`].
    kind: String,
    sequence: u64,
    recipient: String,
    item: Item,
}

impl OlderTask {
    fn of(item: Item) -> Option<Self> {
        let mut parts = get_text(&item, keys::SK)?.strip_prefix(TASK)?.splitn(3, '#');
        let (kind, sequence, recipient) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        Some(Self { kind: kind.to_owned(), sequence, recipient: recipient.to_owned(), item })
    }

    fn state(&self) -> &str {
        get_text(&self.item, "state").unwrap_or_default()
    }

    fn is_planned(&self) -> bool {
        self.state() == "planned"
    }

    /// The state with its result.
    fn result(&self) -> Item {
        let renamed = RESULT.into_iter().filter_map(|(old, new)| Some((new.to_owned(), self.item.get(old)?.clone())));
        renamed.chain([("state".to_owned(), text(self.state()))]).collect()
    }
}

impl Table {
    /// Converts the ledgers of all bookings. Returns the number of bookings converted. May run again.
    ///
    /// # Errors
    /// Fails if the table can't be read or written; running it again goes on.
    pub async fn convert_ledgers(&self) -> Result<usize, TableError> {
        let mut bookings: BTreeMap<String, Older> = BTreeMap::new();
        for item in self.items_like("begins_with(pk, :like)", "BOOKING#").await? {
            let (Some(pk), Some(sk)) = (get_text(&item, keys::PK), get_text(&item, keys::SK)) else { continue };
            let older = bookings.entry(pk.to_owned()).or_default();
            if let Some(version) = keys::version_of_event(sk) {
                let entry = get_map(&item, keys::ENTRY).unwrap_or(&item);
                older.events.insert(version, get_text(entry, "type").unwrap_or_default().to_owned());
            } else if sk.starts_with(RECIPIENT) {
                older.recipients.push(item);
            } else if sk.starts_with(TASK) {
                older.tasks.extend(OlderTask::of(item));
            }
        }
        let mut converted = 0;
        for (pk, older) in &bookings {
            let Some(reference) = keys::booking_of(pk) else { continue };
            if older.tasks.is_empty() && older.recipients.is_empty() {
                continue;
            }
            self.convert_ledger(&reference, older).await?;
            converted += 1;
        }
        Ok(converted)
    }

    /// The new items first, and the older ones removed last: an interrupted conversion begins anew.
    async fn convert_ledger(&self, reference: &Reference, older: &Older) -> Result<(), TableError> {
        for item in older.new_recipients(reference) {
            self.put_if_new(item).await?;
        }
        if let Some(item) = older.new_jobs(reference) {
            self.put_if_new(item).await?;
        }
        self.open_older_work(reference, older).await?;
        let tasks = older.tasks.iter().map(|task| &task.item);
        for item in tasks.chain(&older.recipients) {
            #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
            let delete = self.client.delete_item().table_name(&self.name).set_key(Some(keys::key_of(item)));
            delete.send().await.map_err(TableError::from_sdk)?;
        }
        Ok(())
    }

    async fn put_if_new(&self, item: Item) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        if_it_held(put.condition_expression("attribute_not_exists(pk)").send().await).map(|_| ())
    }

    /// Open tasks become effects of the newest events; the booking gets these events' versions.
    async fn open_older_work(&self, reference: &Reference, older: &Older) -> Result<(), TableError> {
        let (notifies, plans) = (older.newest(NOTIFYING), older.newest(PLANNING));
        let open = older.tasks.iter().filter(|task| task.is_planned());
        let (mut channels, mut plan, mut observers) = (BTreeSet::new(), BTreeSet::new(), Observers::default());
        for task in open {
            if task.kind == PLAN {
                plan.insert(Effect::Jobs.key());
            } else if let Some(channel) = Channel::from_key(&task.kind) {
                channels.insert(Effect::Notify(channel).key());
                if let Some(recipient) = Recipient::from_key(&task.recipient) {
                    observers.add(&recipient);
                }
            }
        }
        self.open_event(reference, notifies, &channels, &observers).await?;
        self.open_event(reference, plans, &plan, &Observers::default()).await?;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(keys::booking(reference)))
            .update_expression("SET notifyVersion = :notifies, planVersion = :plans")
            .condition_expression("attribute_exists(id)")
            .expression_attribute_values(":notifies", number(notifies))
            .expression_attribute_values(":plans", number(plans))
            .send()
            .await;
        if_it_held(outcome).map(|_| ())
    }

    async fn open_event(
        &self,
        reference: &Reference,
        version: u64,
        effects: &BTreeSet<&str>,
        observers: &Observers,
    ) -> Result<(), TableError> {
        if effects.is_empty() {
            return Ok(());
        }
        let mut set = "SET effectsSince = :now, pendingShard = :shard, pendingDue = :now".to_owned();
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(keys::event(reference, version)))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", instant(self.clock.now()))
            .expression_attribute_values(":shard", text(keys::pending_shard(reference)))
            .expression_attribute_values(":effects", strings(effects));
        for (name, value) in observer_attributes(observers) {
            set.push_str(&format!(", {name} = :{name}"));
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        let update = update.update_expression(format!("{set} ADD {EFFECTS} :effects"));
        if_it_held(update.send().await).map(|_| ())
    }
}

const NOTIFYING: &[&str] = &["booking.confirmed", "booking.rescheduled", "booking.cancelled"];
const PLANNING: &[&str] =
    &["booking.confirmed", "booking.rescheduled", "booking.cancelled", "booking.completed", "booking.no_show"];

fn strings(texts: &BTreeSet<&str>) -> AttributeValue {
    AttributeValue::Ss(texts.iter().map(|text| (*text).to_owned()).collect())
}

impl Older {
    /// The newest event of these kinds; else the first, which is always one.
    fn newest(&self, kinds: &[&str]) -> u64 {
        let mut newest = self.events.iter().rev();
        newest.find(|(_, kind)| kinds.contains(&kind.as_str())).map_or(1, |(version, _)| *version)
    }

    /// An item for each recipient with a last notification or a result.
    fn new_recipients(&self, reference: &Reference) -> Vec<Item> {
        let mut items: BTreeMap<(Channel, Recipient), (Item, BTreeMap<u64, Item>)> = BTreeMap::new();
        for item in &self.recipients {
            let key = get_text(item, keys::SK).and_then(|sk| sk.strip_prefix(RECIPIENT)?.split_once('#'));
            let Some((channel, recipient)) = key else { continue };
            let Some(key) = Channel::from_key(channel).zip(Recipient::from_key(recipient)) else { continue };
            let stays = ["lastNotified", "lastNotifiedAt", "unconfirmed"].into_iter();
            let stays = stays.filter_map(|name| Some((name.to_owned(), item.get(name)?.clone())));
            items.entry(key).or_default().0.extend(stays);
        }
        for task in self.tasks.iter().filter(|task| !task.is_planned()) {
            let key = Channel::from_key(&task.kind).zip(Recipient::from_key(&task.recipient));
            let Some(key) = key.filter(|_| task.item.contains_key("settledAt")) else { continue };
            items.entry(key).or_default().1.insert(task.sequence, task.result());
        }
        let item = |((channel, recipient), (mut item, mut log)): (_, (Item, BTreeMap<u64, Item>))| {
            while log.len() > MAX_LOGGED {
                log.pop_first();
            }
            let log = log.into_iter().map(|(sequence, entry)| (sequence.to_string(), AttributeValue::M(entry)));
            item.insert(keys::LOG.to_owned(), AttributeValue::M(log.collect()));
            item.insert("n".to_owned(), number(1));
            item.extend(keys::recipient(reference, channel, &recipient));
            item
        };
        items.into_iter().map(item).collect()
    }

    /// The item of all jobs, if there were any.
    fn new_jobs(&self, reference: &Reference) -> Option<Item> {
        let jobs = self.tasks.iter().filter(|task| task.item.contains_key("job") && task.state() != "taken_back");
        let (mut entries, mut due): (Item, Option<String>) = (Item::new(), None);
        for task in jobs {
            let Some(at) = get_text(&task.item, "at") else { continue };
            let mut entry = task.result();
            entry.insert("due".to_owned(), text(at));
            if let Some(since) = task.item.get("plannedAt") {
                entry.insert("since".to_owned(), since.clone());
            }
            if task.is_planned() {
                due = Some(due.map_or_else(|| at.to_owned(), |due| due.min(at.to_owned())));
            }
            entries.insert(format!("{}#{}", task.kind, task.sequence), AttributeValue::M(entry));
        }
        if entries.is_empty() {
            return None;
        }
        let mut item = keys::jobs(reference);
        item.insert("jobs".to_owned(), AttributeValue::M(entries));
        item.insert("n".to_owned(), number(1));
        item.insert("version".to_owned(), number(self.planned_version()));
        if let Some(due) = due {
            item.insert(keys::PENDING_SHARD.to_owned(), text(keys::pending_shard(reference)));
            item.insert(keys::PENDING_DUE.to_owned(), text(due));
        }
        Some(item)
    }

    /// The newest version that jobs were planned for.
    fn planned_version(&self) -> u64 {
        let done = self.tasks.iter().filter(|task| task.kind == PLAN && !task.is_planned());
        done.filter_map(|task| get_number(&task.item, "version")).max().unwrap_or(0)
    }
}
