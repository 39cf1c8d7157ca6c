//! Counters of the booking funnel: one item per day and step, another per consultant.

use chrono::NaiveDate;
use domain::{funnel::FunnelStep, time::Instant};
use sha2::{Digest, Sha256};

use crate::{Table, TableError, attributes::number, error::if_it_held, keys};

/// How long a visit's step is stored, in seconds: two days, so that a visit over midnight is counted once.
const NOTED_SECONDS: i64 = 2 * 24 * 60 * 60;

/// 128 bits of SHA-256 over the parts, each prefixed with its length. A visit's name is drawn by chance, so that the
/// hash needs no key.
fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Table {
    /// Counts a step of a visit on a day: once per visit, and once per consultant in it. The visit's name is stored
    /// as a hash, for two days.
    ///
    /// The step is stored first and counted second: a crash in between loses one count and never doubles one.
    pub async fn count_step(&self, step: &FunnelStep, day: NaiveDate) -> Result<(), TableError> {
        let now = self.clock.now();
        let name = step.step.as_str();
        if self.is_first(&[&step.session, name], now).await? {
            self.add_step(step, day, format!("funnel#{name}")).await?;
        }
        let Some(consultant) = &step.consultant else { return Ok(()) };
        if self.is_first(&[&step.session, name, consultant.as_str()], now).await? {
            self.add_step(step, day, format!("funnel#{name}#{consultant}")).await?;
        }
        Ok(())
    }

    /// Stores a step. Returns `true` the first time.
    async fn is_first(&self, parts: &[&str], now: Instant) -> Result<bool, TableError> {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        let now = now.timestamp();
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item();
        let outcome = put
            .table_name(&self.name)
            .set_item(Some(keys::rate("funnel", &hash(&parts), 0)))
            .item(keys::EXPIRES_AT, number(now + NOTED_SECONDS))
            .condition_expression("attribute_not_exists(pk) OR expiresAt < :now")
            .expression_attribute_values(":now", number(now))
            .send()
            .await;
        Ok(if_it_held(outcome)?.is_some())
    }

    async fn add_step(&self, step: &FunnelStep, day: NaiveDate, dimension: String) -> Result<(), TableError> {
        let mut add = "ADD n :one".to_owned();
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let mut update = update
            .table_name(&self.name)
            .set_key(Some(keys::stats(day, dimension)))
            .expression_attribute_values(":one", number(1));
        if let Some(device) = step.device {
            add.push_str(", #device :one");
            update = update.expression_attribute_names("#device", device.as_str());
        }
        if let Some(rating) = step.rating {
            add.push_str(", #rating :one");
            update = update.expression_attribute_names("#rating", format!("rating{rating}"));
            if let Some(device) = step.device {
                add.push_str(", #ratingOnDevice :one");
                let name = format!("{}Rating{rating}", device.as_str());
                update = update.expression_attribute_names("#ratingOnDevice", name);
            }
        }
        if let Some(seconds) = step.elapsed_seconds {
            // Together they give the mean.
            add.push_str(", seconds :seconds, timed :one");
            update = update.expression_attribute_values(":seconds", number(seconds));
        }
        update.update_expression(add).send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
