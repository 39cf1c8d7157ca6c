//! Brings the data of an older version into the present form.

use emulator::store::Store;
use table::Table;

use crate::start::StartError;

/// The key of the version of the data.
const VERSION: &str = "data.version";
/// 1: counters of days; 2: day items.
const PRESENT: i64 = 2;

/// Upgrades the table if its data directory is of an older version.
///
/// # Errors
/// Fails if the table or the store can't be used, or the data are of a newer version than this program's.
pub(crate) async fn upgrade(table: &Table, store: &Store) -> Result<(), StartError> {
    let version = store.number(VERSION)?.unwrap_or(1);
    if version > PRESENT {
        return Err(StartError::NewerData { found: version, known: PRESENT });
    }
    if version < PRESENT {
        let entered = table.enter_days().await?;
        if entered > 0 {
            println!("upgraded the data of an older version: {entered} bookings");
        }
        store.set_number(VERSION, PRESENT)?;
    }
    Ok(())
}
