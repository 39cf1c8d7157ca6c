//! Changes a consultant's rules under a running system, as the console will.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use serde_json::Value;

use crate::World;

impl World {
    /// Changes rules of a consultant, given as in a seed file.
    pub async fn set_rules(&self, consultant: &str, rules: &Value) {
        let rules = rules.as_object().unwrap();
        let schedule = |body: &mut Value| {
            rules.iter().for_each(|(name, value)| body["rules"][name] = value.clone());
        };
        self.change(&format!("CONSULTANT#{consultant}"), "SCHEDULE", schedule).await;
        // The directory repeats the rules that cards show.
        let card = |body: &mut Value| {
            let shown = rules.iter().filter(|(name, _)| body.get(name.as_str()).is_some()).collect::<Vec<_>>();
            shown.into_iter().for_each(|(name, value)| body[name] = value.clone());
        };
        self.change("DIRECTORY", consultant, card).await;
    }

    /// Returns an item of the table as JSON.
    pub async fn item(&self, pk: &str, sk: &str) -> Value {
        let client = Client::new(&self.local.sdk_config());
        let get = client.get_item().table_name(self.local.table_name().unwrap());
        let get = get.key("pk", AttributeValue::S(pk.to_owned())).key("sk", AttributeValue::S(sk.to_owned()));
        serde_dynamo::from_item(get.send().await.unwrap().item.unwrap()).unwrap()
    }

    /// Puts an item into the table, as another release might.
    #[allow(clippy::disallowed_methods, reason = "what the product doesn't write")]
    pub async fn put_item(&self, item: &Value) {
        let client = Client::new(&self.local.sdk_config());
        let put = client.put_item().table_name(self.local.table_name().unwrap());
        put.set_item(Some(serde_dynamo::to_item(item).unwrap())).send().await.unwrap();
    }

    /// Changes the body of an item, as another release might.
    #[allow(clippy::disallowed_methods, reason = "nothing of the product writes schedules yet")]
    pub async fn change(&self, pk: &str, sk: &str, change: impl FnOnce(&mut Value)) {
        let client = Client::new(&self.local.sdk_config());
        let table = self.local.table_name().unwrap();
        let key = [("pk", pk), ("sk", sk)].map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())));
        let read = client.get_item().table_name(table).set_key(Some(key.into())).send().await.unwrap();
        let mut item = read.item.unwrap();
        let mut body: Value = serde_json::from_str(item["body"].as_s().unwrap()).unwrap();
        change(&mut body);
        item.insert("body".to_owned(), AttributeValue::S(body.to_string()));
        client.put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
    }
}
