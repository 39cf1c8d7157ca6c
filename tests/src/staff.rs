//! What staff edits at the console.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, World};

impl World {
    /// Changes a resource as its version asks for; without a version, without `If-Match`.
    pub async fn put_as(&self, path: &str, token: &str, etag: Option<&str>, body: &Value) -> Answer {
        self.change_as(Method::PUT, path, token, etag, body).await
    }

    pub async fn change_as(&self, method: Method, path: &str, token: &str, etag: Option<&str>, body: &Value) -> Answer {
        let request = self.request(method, path).bearer_auth(token).json(body);
        self.send(match etag {
            Some(etag) => request.header("if-match", etag),
            None => request,
        })
        .await
    }

    /// A consultant's schedule document, as the console sends it back, and its version.
    pub async fn schedule_of(&self, consultant: &str) -> (Value, String) {
        let answer = self.get_as(&format!("/v1/admin/consultants/{consultant}/schedule"), &self.admin().await).await;
        let shown = answer.expect(200);
        let document = json!({"timezone": shown["timezone"], "schedule": shown["schedule"], "rules": shown["rules"]});
        (document, answer.header("etag").to_owned())
    }

    /// Changes a consultant's schedule document.
    pub async fn save_schedule(&self, consultant: &str, change: impl FnOnce(&mut Value)) -> Value {
        let (mut document, etag) = self.schedule_of(consultant).await;
        change(&mut document);
        let path = format!("/v1/admin/consultants/{consultant}/schedule");
        self.put_as(&path, &self.admin().await, Some(&etag), &document).await.expect(200)
    }
}
