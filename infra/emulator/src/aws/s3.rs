//! Files in parts, and their addresses: the part of S3 that the functions use. It speaks XML and headers, and its bodies
//! are the files themselves.

use std::io;

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::Aws;
use crate::{answer::Answer, call::Call, markup::escaped, objects::PATH};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The operation of a request to a bucket, by its method and its query.
pub(super) fn operation(request: &HttpRequest) -> Option<&'static str> {
    let (_, query) = bucket_and_query(request.uri())?;
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    match request.method() {
        "POST" if has("uploads") => Some("CreateMultipartUpload"),
        "POST" if has("uploadId") => Some("CompleteMultipartUpload"),
        "PUT" if has("uploadId") => Some("UploadPart"),
        "DELETE" if has("uploadId") => Some("AbortMultipartUpload"),
        _ => None,
    }
}

/// `bucket/key` and the query of an address.
fn bucket_and_query(uri: &str) -> Option<(&str, &str)> {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    Some((path.split_once(PATH)?.1.trim_start_matches('/'), query))
}

impl Aws {
    pub(super) fn perform_on_bucket(&self, call: &Call<'_>) -> Answer {
        let Some((place, query)) = bucket_and_query(call.target) else { return Answer::unknown(call.operation) };
        let Some((bucket, key)) = place.split_once('/') else { return Answer::unknown(call.operation) };
        let parameter = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
        };
        let upload = parameter("uploadId");
        let done = |result: io::Result<()>, members: Value| match result {
            Ok(()) => Answer::ok(&members),
            Err(error) => refused(&error),
        };
        match call.operation {
            "CreateMultipartUpload" => match self.objects.begin() {
                Ok(id) => Answer::ok(&json!({ "Bucket": bucket, "Key": key, "UploadId": id })),
                Err(error) => refused(&error),
            },
            "UploadPart" => {
                let number = parameter("partNumber").parse().unwrap_or(0);
                let put = self.objects.put_part(upload, number, call.body);
                done(put, json!({ "ETag": format!("\"{number}-{}\"", call.body.len()) }))
            }
            "CompleteMultipartUpload" => done(
                self.objects.finish(upload, bucket, key),
                json!({ "Bucket": bucket, "Key": key, "ETag": "\"whole\"" }),
            ),
            "AbortMultipartUpload" => done(self.objects.give_up(upload), json!({})),
            other => Answer::unknown(other),
        }
    }
}

fn refused(error: &io::Error) -> Answer {
    match error.kind() {
        io::ErrorKind::NotFound => Answer::error(404, "NoSuchUpload", &json!({ "message": "there is no such upload" })),
        _ => Answer::failure(&error.to_string()),
    }
}

/// The answer as S3 gives it.
pub(super) fn response(operation: &str, answer: &Answer) -> HttpResponse {
    let members: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let element = |name: &str| {
        members[name].as_str().map(|text| format!("<{name}>{}</{name}>", escaped(text))).unwrap_or_default()
    };
    let xml = match (&answer.error, operation) {
        (Some(error), _) => {
            let message = members["message"].as_str().unwrap_or_default();
            format!("<Error><Code>{}</Code><Message>{}</Message></Error>", escaped(error), escaped(message))
        }
        (None, "CreateMultipartUpload") => format!(
            "<InitiateMultipartUploadResult xmlns=\"{NAMESPACE}\">{}{}{}</InitiateMultipartUploadResult>",
            element("Bucket"),
            element("Key"),
            element("UploadId")
        ),
        (None, "CompleteMultipartUpload") => format!(
            "<CompleteMultipartUploadResult xmlns=\"{NAMESPACE}\">{}{}{}</CompleteMultipartUploadResult>",
            element("Bucket"),
            element("Key"),
            element("ETag")
        ),
        (None, _) => String::new(),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::new(status.into(), SdkBody::from(xml));
    response.headers_mut().insert("content-type", "application/xml");
    if operation == "UploadPart"
        && let Some(tag) = members["ETag"].as_str()
    {
        response.headers_mut().insert("etag", tag.to_owned());
    }
    response
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_types::body::SdkBody;

    use super::operation;

    #[test]
    fn operation_follows_from_method_and_query() {
        let of = |method: &str, uri: &str| {
            let mut request = HttpRequest::new(SdkBody::empty());
            request.set_method(method).unwrap();
            request.set_uri(uri.to_owned()).unwrap();
            operation(&request)
        };
        let at = |query: &str| format!("http://127.0.0.1:8080/_local/s3/Exports/a.csv{query}");
        assert_eq!(of("POST", &at("?uploads")), Some("CreateMultipartUpload"));
        assert_eq!(of("PUT", &at("?partNumber=1&uploadId=u")), Some("UploadPart"));
        assert_eq!(of("POST", &at("?uploadId=u")), Some("CompleteMultipartUpload"));
        assert_eq!(of("DELETE", &at("?uploadId=u")), Some("AbortMultipartUpload"));
        assert_eq!(of("PUT", &at("")), None, "a whole file at once");
        assert_eq!(of("POST", "http://sqs.eu-central-1.localhost/?uploads"), None);
    }
}
