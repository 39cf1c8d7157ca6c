//! The one table: keys, items, conditions, retries.
//!
//! Only this crate contains key layouts and DynamoDB expressions. Everything else speaks of consultants, bookings and
//! time. A slot is booked in one place, [`Table::book_slot`]; a booking changes in one, [`Table::change`]; both are a
//! single transaction that happens wholly or not at all.

mod absences;
mod accounts;
mod actions;
mod addresses;
mod attributes;
mod audit;
mod book;
mod bookings;
mod bulk;
mod card;
mod cells;
mod change;
mod claims;
mod clients;
mod communications;
mod consent_texts;
mod consultants;
mod day;
mod day_bookings;
mod email_changes;
mod error;
mod exports;
mod fence;
mod funnel;
mod idempotency;
mod job_writes;
mod jobs;
mod keys;
mod ledger;
mod list;
mod live;
mod log;
mod mails;
mod notes;
mod offers;
mod outbox;
mod pending;
mod rate;
mod resend;
mod retention;
mod settings;
mod table;
mod tallies;
mod timeline;
mod transaction;
mod upgrade;
mod versions;
mod wishes;
mod words;

pub use accounts::{AccountError, AccountWrite};
pub use addresses::{AddressNews, AddressState};
pub use book::{BookError, NewBooking};
pub use bookings::{Image, booking_from_image, event_from_image};
pub use bulk::{Standing, chunks_of};
pub use change::{ChangeError, ChangeRequest, ClientCheck};
pub use claims::{RecipientClaim, Sent};
pub use clients::ClientKeys;
pub use communications::{Communication, Delivery, SentTimes};
pub use consultants::{StoredConsultant, Version, WorkingTimeVersion};
pub use email_changes::EmailChange;
pub use error::TableError;
pub use idempotency::{Idempotency, Replay, Replayed};
pub use job_writes::Replanned;
pub use jobs::{JobEntry, JobRecord, JobResult, JobState, Jobs};
pub use ledger::{Ledger, RecipientRecord};
pub use list::{ListPage, Place, Total, TrailOf, TrailPage, TrailPlace, TrailRequest, TrailRow};
pub use live::ClientItem;
pub use log::{LogEntry, LogState, SentMessage};
pub use mails::EditedMail;
pub use notes::NoteError;
pub use offers::OfferedTimes;
pub use outbox::{EventRange, OpenEvent};
pub use pending::{OverdueKey, PendingWork};
pub use rate::{Caller, Limit, RateDecision};
pub use resend::Resend;
pub use retention::{FIRST_DAY, Kept, MAX_KEPT, RetentionCursor};
pub use table::Table;
pub use tallies::{MailTally, OldestWork};
pub use timeline::{DaysToRead, ReadOptions, TimelineSnapshot};
pub use versions::{SaveError, SavedVersion};
pub use wishes::Wish;

/// Shards of pending work, numbered from 0.
pub const PENDING_SHARDS: u32 = keys::PENDING_SHARDS;
/// The index of pending work, by due time.
pub const PENDING_INDEX: &str = "pending";

/// The index of bookings by the month of their start.
pub const AGENDA_INDEX: &str = "agenda";
/// The index of bookings by consultant.
pub const DIARY_INDEX: &str = "diary";
/// The index of bookings by the keyed hash of their client's address.
pub const CLIENT_INDEX: &str = "client";
/// The index of events and changes by month.
pub const TRAIL_INDEX: &str = "trail";
/// The index of events and changes by the acting account.
pub const ACTS_INDEX: &str = "acts";

/// The index partition of a shard.
pub fn pending_partition(shard: u32) -> String {
    format!("PENDING#{shard}")
}
