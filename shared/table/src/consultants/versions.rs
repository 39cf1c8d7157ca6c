//! Earlier versions of a consultant's profile and working time.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::{
    consultant::{Profile, WorkingTime},
    ids::ConsultantId,
    time::Instant,
};

use super::save::Version;
use crate::{
    Table, TableError,
    attributes::{from_body, text},
    keys::{self, Item},
    timeline::ScheduleItem,
};

/// A working time as it was saved once.
#[derive(Debug, Clone)]
pub struct WorkingTimeVersion {
    pub version: Version,
    pub time: WorkingTime,
}

impl Table {
    /// Returns a version of a working time, if it is kept.
    pub async fn working_time_version(
        &self,
        id: &ConsultantId,
        version: u64,
    ) -> Result<Option<WorkingTimeVersion>, TableError> {
        let item = self.get(keys::schedule_version(id, version), true).await?;
        item.as_ref().map(read_version).transpose()
    }

    /// Returns a version of a profile, if it is kept.
    pub async fn profile_at_version(&self, id: &ConsultantId, version: u64) -> Result<Option<Profile>, TableError> {
        let item = self.get(keys::profile_version(id, version), true).await?;
        item.map(|item| from_body("profile", &item)).transpose()
    }

    /// Returns the newest versions of a working time before one, newest first, at most `most`.
    pub async fn working_time_versions(
        &self,
        id: &ConsultantId,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<WorkingTimeVersion>, TableError> {
        let mut items = self.versions_query(id, before).into_paginator().items().send();
        let mut versions = Vec::new();
        while versions.len() < most
            && let Some(item) = items.next().await
        {
            versions.push(read_version(&item.map_err(TableError::from_sdk)?)?);
        }
        Ok(versions)
    }

    /// Returns the working time in force at an instant; `None` before the first.
    pub async fn working_time_at(
        &self,
        id: &ConsultantId,
        at: Instant,
    ) -> Result<Option<WorkingTimeVersion>, TableError> {
        let mut items = self.versions_query(id, None).into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item.map_err(TableError::from_sdk)?;
            if Version::of(&item).changed_at.is_some_and(|changed| changed <= at) {
                return Ok(Some(read_version(&item)?));
            }
        }
        Ok(None)
    }

    /// Newest first; `before` is left out itself.
    fn versions_query(&self, id: &ConsultantId, before: Option<u64>) -> QueryFluentBuilder {
        // `~` follows the digits: every version sorts before it.
        let last = before.map_or_else(
            || format!("{}~", keys::SCHEDULE_VERSION),
            |before| keys::schedule_version_sk(before.saturating_sub(1)),
        );
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::consultant_pk(id)))
            .expression_attribute_values(":first", text(keys::schedule_version_sk(1)))
            .expression_attribute_values(":last", text(last))
            .scan_index_forward(false)
            .consistent_read(true)
    }
}

fn read_version(item: &Item) -> Result<WorkingTimeVersion, TableError> {
    let ScheduleItem { schedule, rules, .. } = from_body("schedule", item)?;
    Ok(WorkingTimeVersion { version: Version::of(item), time: WorkingTime { schedule, rules } })
}
