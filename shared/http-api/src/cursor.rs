//! Cursors of lists: a place, readable by its list alone.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::fault::Rule;
use serde::{Serialize, de::DeserializeOwned};
use table::ClientKeys;

use crate::Problem;

/// No place needs a longer cursor: such a one isn't ours.
const MAX_LENGTH: usize = 1_024;

/// Writes a place as text, bound to its list. `list` says which one it is: operation, filters, order and the rights of the
/// account; a place in another list would show other rows, or skip some.
///
/// # Errors
/// 503 if the key can't be read.
pub async fn write_cursor(keys: &ClientKeys, list: &str, place: &impl Serialize) -> Result<String, Problem> {
    let place = serde_json::to_string(place).map_err(Problem::bug)?;
    let signature = keys.signature(&["cursor", list, &place]).await?;
    Ok(format!("{}.{signature}", URL_SAFE_NO_PAD.encode(place)))
}

/// Reads a cursor of a list.
///
/// # Errors
/// 422 at `pointer` for another list's cursor and for any other text, 503 if the key can't be read.
pub async fn read_cursor<T: DeserializeOwned>(
    keys: &ClientKeys,
    list: &str,
    cursor: &str,
    pointer: &str,
) -> Result<T, Problem> {
    let foreign = || Problem::invalid(pointer, Rule::Cursor);
    let (place, signature) = cursor.split_once('.').filter(|_| cursor.len() <= MAX_LENGTH).ok_or_else(foreign)?;
    let place =
        URL_SAFE_NO_PAD.decode(place).ok().and_then(|place| String::from_utf8(place).ok()).ok_or_else(foreign)?;
    if !keys.has_signature(&["cursor", list, &place], signature).await? {
        return Err(foreign());
    }
    serde_json::from_str(&place).map_err(|_| foreign())
}
