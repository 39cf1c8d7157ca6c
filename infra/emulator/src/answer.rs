use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

/// Answer of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The name of the error, for example `ThrottlingException`.
    pub error: Option<String>,
    /// The JSON body.
    pub body: Vec<u8>,
}

impl Answer {
    pub fn ok(body: &Value) -> Self {
        Self { status: 200, error: None, body: body.to_string().into_bytes() }
    }

    /// A refusal caused by the caller.
    pub fn refusal(error: &str, message: &str) -> Self {
        Self::error(400, error, &json!({ "message": message, "Message": message }))
    }

    /// A failure of the service, which the SDK retries.
    pub fn failure(message: &str) -> Self {
        Self::error(500, "InternalServerError", &json!({ "message": message }))
    }

    /// An operation that isn't emulated.
    pub fn unknown(operation: &str) -> Self {
        let message = format!("the local system does not know {operation}");
        Self::refusal("UnknownOperationException", &message)
    }

    /// A cancelled transaction; one code per action, `None` where the action was fine.
    pub fn cancelled(codes: &[&str]) -> Self {
        let reasons: Vec<Value> = codes.iter().map(|code| json!({ "Code": code, "Message": code })).collect();
        let message = format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        );
        Self::error(
            400,
            "TransactionCanceledException",
            &json!({ "Message": message, "message": message, "CancellationReasons": reasons }),
        )
    }

    /// Any error, with the members of its body.
    pub fn error(status: u16, error: &str, members: &Value) -> Self {
        let mut body = members.clone();
        body["__type"] = Value::from(error);
        Self { status, error: Some(error.to_owned()), body: body.to_string().into_bytes() }
    }

    /// Whether the call succeeded.
    pub fn is_ok(&self) -> bool {
        self.status < 300
    }

    pub(crate) fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::new(status.into(), SdkBody::from(self.body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        if let Some(error) = self.error {
            response.headers_mut().insert("x-amzn-errortype", error);
        }
        response
    }
}
