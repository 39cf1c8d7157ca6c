//! Settings and numbers of a running system, without the console.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use domain::{
    audit::{AuditEntry, AuditKind},
    settings,
};
use local::Local;
use platform::{Config, Env, FromEnv, Metrics, Random};
use serde_json::Value;
use table::Table;

use crate::{World, data_of};

impl World {
    /// Changes the company's settings.
    pub async fn save_site(&self, change: impl FnOnce(&mut Value)) {
        let table = self.local.table().unwrap();
        let (document, version) = table.settings_document().await.unwrap();
        let mut document = Value::Object(document);
        change(&mut document);
        let sections = settings::parse(document.as_object().unwrap()).unwrap();
        let audit = AuditEntry::of_program("test", AuditKind::SettingsChanged, "settings");
        table.replace_settings(sections, version, &audit).await.unwrap();
    }

    /// A member of a secret of the system.
    pub fn secret(&self, name: &str, member: &str) -> String {
        let secrets = std::fs::read_to_string(data_of(&self.folder).join("secrets.json")).unwrap();
        let secrets: Value = serde_json::from_str(&secrets).unwrap();
        let members: Value = serde_json::from_str(secrets[name].as_str().unwrap()).unwrap();
        members[member].as_str().unwrap().to_owned()
    }

    /// The numbers of a month, as `day#dimension attribute`.
    pub async fn stats(&self, month: &str) -> BTreeMap<String, u32> {
        let client = Client::new(&self.local.sdk_config());
        let query = client.query().table_name(self.local.table_name().unwrap()).key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", AttributeValue::S(format!("STATS#{month}")));
        let mut found = BTreeMap::new();
        for item in query.send().await.unwrap().items() {
            let sk = item["sk"].as_s().unwrap();
            for (name, value) in item {
                if let Ok(number) = value.as_n() {
                    found.insert(format!("{sk} {name}"), number.parse().unwrap());
                }
            }
        }
        found
    }

    /// Every item whose partition key begins so.
    #[allow(clippy::disallowed_methods, reason = "a test looks at everything")]
    pub async fn items_of(&self, prefix: &str) -> Vec<Value> {
        let client = Client::new(&self.local.sdk_config());
        let mut items = client.scan().table_name(self.local.table_name().unwrap()).into_paginator().items().send();
        let mut found: Vec<Value> = Vec::new();
        while let Some(item) = items.next().await {
            let item: Value = serde_dynamo::from_item(item.unwrap()).unwrap();
            found.extend(item["pk"].as_str().unwrap().starts_with(prefix).then_some(item));
        }
        found
    }

    /// Every text in the table that contains another text.
    #[allow(clippy::disallowed_methods, reason = "a test looks at everything")]
    pub async fn kept(&self, text: &str) -> Vec<String> {
        let client = Client::new(&self.local.sdk_config());
        let mut items = client.scan().table_name(self.local.table_name().unwrap()).into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            let shown = format!("{:?}", item.unwrap());
            if shown.contains(text) {
                found.push(shown);
            }
        }
        found
    }
}

/// The table of a running system, as its functions see it.
pub fn table_of(local: &Local) -> Table {
    let name = local.table_name().unwrap().to_owned();
    let clock = local.clock().for_functions();
    let env = Env {
        config: Config::new(move |setting| (setting == "TABLE_NAME").then(|| name.clone())),
        metrics: Metrics::new(clock.clone(), |_| {}),
        random: Random::system(),
        sdk: local.sdk_config(),
        clock,
    };
    Table::from_env(&env).unwrap()
}
