//! Brings the data of an older version into the present form.

use emulator::store::{Store, StoreError};
use table::{ClientKeys, Table, TableError};

/// The key of the version of the data.
const VERSION: &str = "data.version";
/// 1: counters of days; 2: day items; 3: live bookings by client; 4: attributes of the indexes, and the words of the
/// search; 5: effects of events, one item per recipient, one for all jobs.
const PRESENT: i64 = 5;

/// The data of another version can't be used.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError {
    /// A newer version of this program used them.
    #[error(
        "the data directory is of version {found}, this program knows {known}; use the newer program, or another --data"
    )]
    Newer { found: i64, known: i64 },
    /// The table can't be read or written.
    #[error("the data of an older version can't be upgraded")]
    Table(#[from] TableError),
    /// The store of queues and mail can't be used.
    #[error("the store of queues and mail")]
    Store(#[from] StoreError),
}

/// Upgrades the table if its data directory is of an older version. `keys` are those of the search; a template without
/// them has no bookings either.
pub(crate) async fn upgrade(table: &Table, keys: Option<&ClientKeys>, store: &Store) -> Result<(), UpgradeError> {
    let version = store.number(VERSION)?.unwrap_or(1);
    if version > PRESENT {
        return Err(UpgradeError::Newer { found: version, known: PRESENT });
    }
    let mut entered = 0;
    if version < 2 {
        entered += table.enter_days().await?;
    }
    if version < 3 {
        entered += table.enter_clients().await?;
    }
    if let (0..4, Some(keys)) = (version, keys) {
        entered += table.index_items(keys).await?;
    }
    if version < 5 {
        entered += table.convert_ledgers().await?;
    }
    if entered > 0 {
        println!("upgraded the data of an older version: {entered} entries");
    }
    if version < PRESENT {
        store.set_number(VERSION, PRESENT)?;
    }
    Ok(())
}
