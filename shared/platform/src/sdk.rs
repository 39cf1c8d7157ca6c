//! Configuration of AWS clients on Lambda, where region and credentials are in the environment.
//!
//! `aws_config::load_defaults` would also look for profiles, and links code that asks containers, instances, STS and a
//! browser for credentials: none of that is ever used here, and it was half of a function's size (docs/decisions/0016).

use std::time::Duration;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::{rt::sleep::TokioSleep, time::SystemTimeSource};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion,
    connector_metadata::ConnectorMetadata,
    http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{
    SdkConfig,
    region::Region,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};

use crate::Config;

/// Redirects all services to a stand-in for AWS; with the suffix `_<SERVICE>`, one.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// Time limit of one attempt. DynamoDB and the rest answer in milliseconds; an attempt that takes this long is lost.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
/// Time limit of a call with its retries: less than the function's ten seconds, so that there is time left to report
/// the failure.
const CALL_TIMEOUT: Duration = Duration::from_secs(7);

/// Default time limits of AWS calls.
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).operation_timeout(CALL_TIMEOUT).build()
}

/// Reads the settings that Lambda puts into every function's environment, and [`ENDPOINT`].
pub(crate) fn from(config: &Config) -> SdkConfig {
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts())
        .sleep_impl(TokioSleep::new())
        .time_source(SystemTimeSource::new())
        .service_config(Endpoints(config.clone()))
        .http_client(OneForAll::new(config));
    sdk.set_region(config.get("AWS_REGION").map(Region::new));
    sdk.set_credentials_provider(credentials(config));
    sdk.build()
}

/// The function's role. A sandbox does not outlive its credentials, so they are read once.
fn credentials(config: &Config) -> Option<SharedCredentialsProvider> {
    let (id, secret) = (config.get("AWS_ACCESS_KEY_ID")?, config.get("AWS_SECRET_ACCESS_KEY")?);
    let token = config.get("AWS_SESSION_TOKEN");
    Some(SharedCredentialsProvider::new(Credentials::new(id, secret, token, None, "environment")))
}

/// Non-default endpoints of services.
#[derive(Debug)]
struct Endpoints(Config);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).or_else(|| self.0.get(key.env()))
    }
}

/// Trusted roots of AWS's endpoints: Amazon Trust Services, from its repository (amazontrust.com/repository). The
/// oldest ends in 2037.
const ROOTS: &str = include_str!("roots.pem");

/// One HTTP client for all clients of the process: one pool, one TLS configuration, built at the first request. By
/// default each client reads and parses the system's certificates at construction, discards the result, and repeats it
/// for its first request; that was three quarters of the work of a first invocation.
#[derive(Debug)]
struct OneForAll(SharedHttpClient);

impl OneForAll {
    fn new(config: &Config) -> Self {
        let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        // A stand-in may use any certificate that the system trusts.
        let elsewhere = config.get(ENDPOINT).is_some_and(|url| url.starts_with("https:"));
        let roots = TrustStore::empty().with_native_roots(elsewhere).with_pem_certificate(ROOTS);
        match TlsContext::builder().with_trust_store(roots).build() {
            Ok(context) => Self(client.tls_context(context).build_https()),
            // If these roots are unusable, the system's are used.
            Err(_) => Self(client.build_https()),
        }
    }
}

impl HttpClient for OneForAll {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    // Not `validate_base_client_config`: it is the code that reads the certificates too early.

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::retry::RetryConfig;
    use aws_types::service_config::ServiceConfigKey;

    use super::{ENDPOINT, from};
    use crate::Config;

    fn config(settings: &'static [(&str, &str)]) -> Config {
        Config::new(|wanted| settings.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned()))
    }

    fn endpoint(config: &Config, service: &str) -> Option<String> {
        let key = ServiceConfigKey::builder().service_id(service).env(ENDPOINT).profile("endpoint_url");
        from(config).service_config().unwrap().load_config(key.build().unwrap())
    }

    #[test]
    fn environment_provides_region_and_credentials() {
        let lambda = config(&[
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "token"),
        ]);
        let sdk = from(&lambda);
        assert_eq!(sdk.region().map(ToString::to_string).as_deref(), Some("eu-west-1"));
        assert!(sdk.credentials_provider().is_some());
        assert!(from(&config(&[("AWS_ACCESS_KEY_ID", "id")])).credentials_provider().is_none());
    }

    #[test]
    fn endpoints_can_be_overridden() {
        let elsewhere =
            config(&[("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://one")]);
        assert_eq!(endpoint(&elsewhere, "Secrets Manager").as_deref(), Some("http://one"));
        assert_eq!(endpoint(&elsewhere, "DynamoDB").as_deref(), Some("http://all"));
        assert_eq!(endpoint(&config(&[]), "DynamoDB"), None);
    }

    #[tokio::test]
    async fn the_roots_are_certificates() {
        // No server listens there; the roots are parsed before the connection.
        let nowhere = config(&[
            (ENDPOINT, "http://127.0.0.1:9"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ]);
        let once = aws_sdk_secretsmanager::config::Builder::from(&from(&nowhere)).retry_config(RetryConfig::disabled());
        let client = aws_sdk_secretsmanager::Client::from_conf(once.build());
        let error = client.get_secret_value().secret_id("any").send().await.unwrap_err();
        assert!(format!("{error:?}").contains("ConnectionRefused"), "{error:?}");
    }
}
