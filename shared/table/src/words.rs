//! The search by words: an item for each word of a booking, found by the beginning of the word.
//!
//! Keys show up in metrics, error texts and exports, so they hold no names: each letter is replaced by a character of the
//! keyed hash of the word up to and including it. Words with one beginning have keys with one beginning, and nobody
//! without the key can read or guess them.

use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::booking::Booking;
use platform::SecretError;

use crate::{ClientKeys, Table, TableError, keys};

impl ClientKeys {
    /// Returns the keys of words in their normal form (`domain::search`).
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn of_words(&self, words: &[String]) -> Result<Vec<String>, SecretError> {
        let mut keys = Vec::with_capacity(words.len());
        for word in words {
            keys.push(self.of_word(word).await?);
        }
        Ok(keys)
    }

    async fn of_word(&self, word: &str) -> Result<String, SecretError> {
        let mut key = String::with_capacity(word.len());
        for (index, letter) in word.char_indices() {
            let hash = self.hash_of_parts(&["word", &word[..index + letter.len_utf8()]]).await?;
            key.push_str(&URL_SAFE_NO_PAD.encode(&hash[..1])[..1]);
        }
        Ok(key)
    }
}

impl Table {
    /// Puts the items of words that a booking has got, and deletes those of words that it no longer has.
    pub(crate) fn change_words(
        &self,
        before: &[String],
        after: &Booking,
    ) -> Result<Vec<TransactWriteItem>, TableError> {
        let corrupt = |error| TableError::corrupt("word", error);
        let mut actions = Vec::new();
        for word in before.iter().filter(|word| !after.words.contains(word)) {
            let delete = Delete::builder().table_name(&self.name).set_key(Some(keys::word(word, &after.reference)));
            actions.push(TransactWriteItem::builder().delete(delete.build().map_err(corrupt)?).build());
        }
        for word in after.words.iter().filter(|word| !before.contains(word)) {
            let put = Put::builder().table_name(&self.name).set_item(Some(keys::word(word, &after.reference)));
            actions.push(TransactWriteItem::builder().put(put.build().map_err(corrupt)?).build());
        }
        Ok(actions)
    }
}
