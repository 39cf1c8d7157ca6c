use std::{sync::Arc, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion,
    http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
    stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::retry::RetryConfig;
use aws_types::{
    SdkConfig,
    region::Region,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};
use sam::REGION;

use super::{Aws, Caller, query, request::AwsCall, s3};
use crate::{answer::Answer, instruments::InjectedFault};

/// The HTTP client under the SDK of one caller.
#[derive(Debug, Clone)]
pub struct AwsClient {
    aws: Arc<Aws>,
    caller: Arc<Caller>,
    read_timeout: Option<Duration>,
}

impl AwsClient {
    pub fn new(aws: Arc<Aws>, caller: Caller) -> Self {
        Self { aws, caller: Arc::new(caller), read_timeout: None }
    }

    /// The configuration of AWS clients for this caller: the deployed one, except for the HTTP client.
    pub fn sdk_config(aws: Arc<Aws>, caller: Caller) -> SdkConfig {
        let credentials = Credentials::new("local", "local", None, None, "local");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::standard())
            .timeout_config(platform::timeouts())
            .sleep_impl(TokioSleep::new())
            // Bodies are whole before they are handed over: there is no stream to stall.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .service_config(Endpoints { buckets: aws.objects.endpoint().to_owned() })
            .http_client(Self::new(aws, caller))
            .build()
    }

    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let answer = self.attempt(&request);
        match self.read_timeout {
            None => answer.await,
            Some(limit) => match tokio::time::timeout(limit, answer).await {
                Ok(answer) => answer,
                Err(elapsed) => Err(ConnectorError::timeout(elapsed.into())),
            },
        }
        .map(|answer| match (s3::operation(&request), query::parse(&request)) {
            (Some(operation), _) => s3::response(operation, &answer),
            (None, Some((operation, _))) => query::response(&operation, &answer),
            (None, None) => answer.into_response(),
        })
    }

    async fn attempt(&self, request: &HttpRequest) -> Result<Answer, ConnectorError> {
        let Some(call) = AwsCall::identify(request) else {
            return Ok(Answer::unknown(request.uri()));
        };
        let call = call.call();
        if let Some(refusal) = self.caller.refuses(&call) {
            return Ok(refusal);
        }
        if let Some((function, actions)) = self.caller.needs(&call) {
            self.aws.rights.note(function, actions);
        }
        let fault = self.aws.faults.consult(&call);
        match fault {
            Some(InjectedFault::Answer(answer)) => return Ok(answer),
            Some(InjectedFault::Unreached) => return Err(broken("the connection broke before the request arrived")),
            Some(InjectedFault::Hang) => std::future::pending().await,
            Some(InjectedFault::Delay(time)) => tokio::time::sleep(time).await,
            Some(InjectedFault::AnswerLost | InjectedFault::AnswerDelayed(_)) | None => {}
        }
        let answer = self.aws.perform(&call, self.caller.priority()).await;
        self.aws.meter.count(&call, &answer);
        match fault {
            Some(InjectedFault::AnswerLost) => Err(broken("the connection broke before the answer arrived")),
            Some(InjectedFault::AnswerDelayed(time)) => {
                tokio::time::sleep(time).await;
                Ok(answer)
            }
            _ => Ok(answer),
        }
    }
}

fn broken(message: &str) -> ConnectorError {
    ConnectorError::io(message.into())
}

/// Addresses of files are given to browsers, so they lead to this very process. No other address is ever called.
#[derive(Debug)]
struct Endpoints {
    buckets: String,
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        (key.service_id() == "S3" && key.env() == "AWS_ENDPOINT_URL").then(|| self.buckets.clone())
    }
}

impl HttpConnector for AwsClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().answer(request))
    }
}

impl HttpClient for AwsClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Self { read_timeout: settings.read_timeout(), ..self.clone() })
    }
}
