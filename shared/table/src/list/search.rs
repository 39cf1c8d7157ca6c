//! Searches: by reference, by address, by beginnings of words. The hits are read in parts; each part is in order.

use domain::{
    ids::Reference,
    listing::{ListRequest, Order, Row, Search, Sort},
    search::is_found,
};

use super::{Collected, ListPage, Place, Total};
use crate::{
    CLIENT_INDEX, ClientKeys, Table, TableError,
    attributes::{get_text, sortable, text},
    keys::{self, Item},
};

/// Hits of one part.
const PART: i32 = 500;

/// A part of the hits, and the place of the last one if there are more.
struct Part {
    /// Of the searched word's keys.
    beginning: String,
    hits: Vec<Hit>,
    more_after: Option<String>,
}

/// A booking, and the key of the word that found it.
struct Hit {
    word: Option<String>,
    reference: Reference,
}

impl Part {
    fn of(references: Vec<Reference>, more_after: Option<String>) -> Self {
        let hits = references.into_iter().map(|reference| Hit { word: None, reference }).collect();
        Self { beginning: String::new(), hits, more_after }
    }

    /// Whether a booking belongs to this part: two of its words may have one beginning, and the first of them counts.
    fn has(&self, reference: &Reference, words: &[String]) -> bool {
        let first = words.iter().filter(|word| word.starts_with(&self.beginning)).min();
        self.hits.iter().any(|hit| hit.reference == *reference && (hit.word.is_none() || hit.word.as_ref() == first))
    }
}

impl Table {
    pub(super) async fn list_hits(
        &self,
        request: &ListRequest,
        search: &Search,
        keys: &ClientKeys,
        place: Option<&Place>,
    ) -> Result<ListPage, TableError> {
        let (part, after) = match place {
            Some(Place::Hits { part, after }) => (part.clone(), after.clone()),
            _ => (None, None),
        };
        let hits = self.hits(search, keys, part.as_deref()).await?;
        let mut rows = self.rows_of_hits(&hits).await?;
        rows.retain(|row| is_hit(row, search) && is_within(row, request));
        rows.sort_by_cached_key(|row| position(row, request.order));
        if request.order.is_descending {
            rows.reverse();
        }
        let mut found = Collected::new(request, self.clock.now());
        let is_behind = |row: &Row| {
            let place = position(row, request.order);
            after.as_ref().is_none_or(|after| if request.order.is_descending { place < *after } else { place > *after })
        };
        rows.into_iter().filter(is_behind).for_each(|row| {
            found.add(row);
        });
        let total = Total { count: found.count, is_lower_bound: hits.more_after.is_some() };
        let next = match (found.has_more(), hits.more_after) {
            (true, _) => {
                let last = found.rows.last().map(|row| position(row, request.order));
                Some(Place::Hits { part, after: last })
            }
            (false, Some(last)) => Some(Place::Hits { part: Some(last), after: None }),
            (false, None) => None,
        };
        Ok(ListPage { rows: found.rows, next, total: place.is_none().then_some(total) })
    }

    async fn rows_of_hits(&self, part: &Part) -> Result<Vec<Row>, TableError> {
        let mut references: Vec<Reference> = part.hits.iter().map(|hit| hit.reference.clone()).collect();
        references.sort();
        references.dedup();
        let rows = self.rows_with_words(&references).await?;
        let mine = rows.into_iter().filter(|(row, words)| part.has(&row.reference, words));
        Ok(mine.map(|(row, _)| row).collect())
    }

    async fn hits(&self, search: &Search, keys: &ClientKeys, after: Option<&str>) -> Result<Part, TableError> {
        match search {
            Search::Reference(reference) => Ok(Part::of(vec![reference.clone()], None)),
            Search::Email(address) => {
                let key = keys.of(address).await.map_err(|error| TableError::Busy(error.into()))?;
                self.hits_by_client(&key, after).await
            }
            Search::Words(words) => {
                let first = words.first().map(std::slice::from_ref).unwrap_or_default();
                let key = keys.of_words(first).await.map_err(|error| TableError::Busy(error.into()))?;
                self.hits_by_word(&key.concat(), after).await
            }
        }
    }

    /// `after` is a sort key: the word's key and a reference.
    async fn hits_by_word(&self, word: &str, after: Option<&str>) -> Result<Part, TableError> {
        let start = after.and_then(|after| {
            let (word, reference) = after.split_once('#')?;
            Some(keys::word(word, &Reference::parse(reference).ok()?))
        });
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :word)")
            .expression_attribute_values(":pk", text(keys::words_pk(word)))
            .expression_attribute_values(":word", text(word))
            .limit(PART)
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(TableError::from_sdk)?;
        let hit = |item: &Item| {
            let (word, reference) = get_text(item, keys::SK)?.split_once('#')?;
            Some(Hit { word: Some(word.to_owned()), reference: Reference::parse(reference).ok()? })
        };
        let last = answer.last_evaluated_key.as_ref().and_then(|key| get_text(key, keys::SK));
        Ok(Part {
            beginning: word.to_owned(),
            hits: answer.items().iter().filter_map(hit).collect(),
            more_after: last.map(str::to_owned),
        })
    }

    /// `after` is a start and a reference.
    async fn hits_by_client(&self, client_key: &str, after: Option<&str>) -> Result<Part, TableError> {
        let start = after.and_then(|after| {
            let (start, reference) = after.split_once('#')?;
            let mut key = keys::booking(&Reference::parse(reference).ok()?);
            key.insert(keys::CLIENT_KEY.to_owned(), text(client_key));
            key.insert(keys::START.to_owned(), text(start));
            Some(key)
        });
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(CLIENT_INDEX)
            .key_condition_expression("clientKey = :client")
            .expression_attribute_values(":client", text(client_key))
            .limit(PART)
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(TableError::from_sdk)?;
        let last = answer.last_evaluated_key.as_ref();
        let last = last.and_then(|key| Some(format!("{}#{}", get_text(key, keys::START)?, keys::reference_of(key)?)));
        Ok(Part::of(answer.items().iter().filter_map(keys::reference_of).collect(), last))
    }
}

/// Keys only say that a booking had the word or the address; an erased one is found by nothing.
fn is_hit(row: &Row, search: &Search) -> bool {
    row.erased_at.is_none()
        && match search {
            Search::Reference(_) => true,
            Search::Email(address) => row.client.email.normalised() == address.normalised(),
            Search::Words(words) => is_found(&row.client.names(), words),
        }
}

fn is_within(row: &Row, request: &ListRequest) -> bool {
    let at = match request.order.by {
        Sort::Start => row.slot.start,
        Sort::CreatedAt => row.created_at,
    };
    request.period.is_none_or(|period| period.start <= at && at < period.end)
}

/// The place of a row in the order: texts that sort by time.
fn position(row: &Row, order: Order) -> (String, String) {
    let at = match order.by {
        Sort::Start => row.slot.start,
        Sort::CreatedAt => row.created_at,
    };
    (sortable(at), row.reference.to_string())
}
