//! Faults behind the system's back.

use std::collections::BTreeMap;

use emulator::{Answer, Call, Service, instruments::InjectedFault};
use serde_json::Value;

use crate::{World, invariants};

impl World {
    /// From now on a service refuses every call with this error, until faults are cleared.
    pub fn refuse(&self, service: Service, error: &'static str) {
        self.refuse_where(service, error, |_| true);
    }

    /// From now on mail to an address is refused with this error, until faults are cleared.
    pub fn refuse_mail_to(&self, address: &str, error: &'static str) {
        let address = address.to_owned();
        self.refuse_where(Service::Ses, error, move |call| is_to(call, &address));
    }

    fn refuse_where(
        &self,
        service: Service,
        error: &'static str,
        wanted: impl Fn(&Call<'_>) -> bool + Send + Sync + 'static,
    ) {
        self.local.faults().add(move |call| {
            let refused = || InjectedFault::Answer(Answer::refusal(error, "injected"));
            (call.service == service && wanted(call)).then(refused)
        });
    }

    /// Puts a message on a queue, as if it came late.
    pub async fn put_on_queue(&self, queue: &str, body: &Value) {
        let client = aws_sdk_sqs::Client::new(&self.local.sdk_config());
        let url = format!("https://sqs.example/{queue}");
        client.send_message().queue_url(url).message_body(body.to_string()).send().await.unwrap();
        self.settle().await;
    }

    /// Everything in the table, item by item, for comparison.
    pub async fn table(&self) -> BTreeMap<String, Value> {
        let name = |item: &invariants::Item, name: &str| item[name].as_s().unwrap().clone();
        let items = invariants::everything(&self.local).await;
        let line = |item: invariants::Item| {
            let key = format!("{} {}", name(&item, "pk"), name(&item, "sk"));
            (key, serde_dynamo::from_item(item).unwrap())
        };
        items.into_iter().map(line).collect()
    }
}

/// Whether a call sends mail to an address.
fn is_to(call: &Call<'_>, address: &str) -> bool {
    let body: Value = serde_json::from_slice(call.body).unwrap_or_default();
    let to = body["Destination"]["ToAddresses"].as_array();
    to.is_some_and(|to| to.iter().any(|it| it.as_str().is_some_and(|it| it.contains(address))))
}
