//! An external DynamoDB, called as AWS's own is: JSON over HTTP.

use reqwest::{Client, Url, header};
use sam::REGION;
use serde_json::Value;

use super::EngineError;
use crate::answer::Answer;

/// DynamoDB's API of tables and items, as its requests name it.
pub(super) const TABLES: &str = "DynamoDB_20120810";
/// DynamoDB's API of streams.
const STREAMS: &str = "DynamoDBStreams_20120810";

/// The endpoint; clones share the connections.
#[derive(Debug, Clone)]
pub struct Endpoint {
    http: Client,
    url: Url,
}

impl Endpoint {
    /// An endpoint at an address such as `http://127.0.0.1:4566`; it is not called yet.
    ///
    /// # Errors
    /// Fails if the address is invalid.
    pub fn at(url: &str) -> Result<Self, EngineError> {
        let url = Url::parse(url).map_err(|error| EngineError(format!("{url} is no address: {error}")))?;
        Ok(Self { http: Client::new(), url })
    }

    /// Performs an operation of the API of streams.
    ///
    /// # Errors
    /// Fails with the refusal of the endpoint.
    pub(crate) async fn read_stream(&self, operation: &str, request: &Value) -> Result<Value, EngineError> {
        self.perform(STREAMS, operation, request.to_string().into_bytes()).await.into_json()
    }

    /// Describes a table. Fails if it isn't there.
    pub(crate) async fn describe(&self, table: &str) -> Result<Value, EngineError> {
        let request = serde_json::json!({ "TableName": table });
        self.perform(TABLES, "DescribeTable", request.to_string().into_bytes()).await.into_json()
    }

    /// An unreachable endpoint is answered as a failure, which the SDK retries: as when a service breaks down during a
    /// request and the outcome is unknown.
    pub(super) async fn perform(&self, api: &str, operation: &str, body: Vec<u8>) -> Answer {
        let target = format!("{api}.{operation}");
        let endpoint = self.clone();
        // A task of its own: the caller may give up waiting, but a sent request completes. It also has a stack of its
        // own, which an SDK that isn't optimised leaves too little of.
        let sent = tokio::spawn(async move { endpoint.post(&target, body).await });
        match sent.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Answer::failure(&format!("{}: {error}", self.url)),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    async fn post(&self, target: &str, body: Vec<u8>) -> Result<Answer, reqwest::Error> {
        let request = self.http.post(self.url.clone()).body(body);
        let request = request.header("x-amz-target", target);
        let request = request.header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
        // It names the region. Stand-ins don't check the signature.
        let scope = format!("local/20261123/{REGION}/dynamodb/aws4_request");
        let authorization = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
        let response = request.header(header::AUTHORIZATION, authorization).send().await?;
        let status = response.status();
        let body = response.bytes().await?.to_vec();
        let error = (!status.is_success()).then(|| error_of(&body));
        Ok(Answer { status: status.as_u16(), error, body })
    }
}

/// Returns the name of an error, from an answer that says `com.amazonaws.dynamodb.v20120810#ThrottlingException`.
fn error_of(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = body["__type"].as_str().unwrap_or("InternalServerError");
    kind.rsplit('#').next().unwrap_or(kind).to_owned()
}

impl Answer {
    /// Returns the body of a success, or the message of a refusal as an error.
    fn into_json(self) -> Result<Value, EngineError> {
        let refused = || EngineError(String::from_utf8_lossy(&self.body).into_owned());
        if self.error.is_some() {
            return Err(refused());
        }
        serde_json::from_slice(&self.body).map_err(|_| refused())
    }
}
