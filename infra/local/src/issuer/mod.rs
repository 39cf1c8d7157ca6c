//! A user pool on this machine: it accepts any identity, and signs tokens like Cognito's, which are checked like API Gateway
//! checks them.

mod key;
mod token;

use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::sync::OnceCell;

pub use key::KeyError;
use key::SigningKey;
pub use token::{LogIn, User};

use sam::UserClient;

/// The issuer's path under the system's address, as in `iss` of its tokens and as OpenID Connect looks for it.
const PATH: &str = "/_local/issuer";

/// The tokens of one log-in.
#[derive(Debug)]
pub struct Tokens {
    pub id: String,
    pub access: String,
}

/// Signs tokens.
#[derive(Debug)]
pub struct Issuer {
    url: String,
    file: PathBuf,
    /// Created at first use: most systems in tests never need it, and it takes a while.
    key: OnceCell<SigningKey>,
}

impl Issuer {
    /// The issuer of a system at this address; its key is kept in this file.
    pub fn new(system_url: &str, file: PathBuf) -> Self {
        Self { url: format!("{system_url}{PATH}"), file, key: OnceCell::new() }
    }

    /// The `iss` of its tokens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Issues an ID and an access token for a user of this client. Fails if there is no key.
    pub async fn tokens(&self, user: &User, client: &UserClient, login: &LogIn, now: i64) -> Result<Tokens, KeyError> {
        let key = self.key().await?;
        Ok(Tokens {
            id: key.sign(&token::id_claims(user, &self.url, client, login, now))?,
            access: key.sign(&token::access_claims(user, &self.url, client, login, now))?,
        })
    }

    /// Returns the public key in the form of `jwks.json`. Fails if there is no key.
    pub async fn jwks(&self) -> Result<Value, KeyError> {
        Ok(json!({ "keys": [self.key().await?.jwk()] }))
    }

    /// The document of OpenID Connect's discovery.
    pub fn configuration(&self) -> Value {
        let host = self.url.trim_end_matches(PATH);
        json!({
            "issuer": self.url,
            "jwks_uri": format!("{}/.well-known/jwks.json", self.url),
            "authorization_endpoint": format!("{host}/oauth2/authorize"),
            "token_endpoint": format!("{host}/oauth2/token"),
            "revocation_endpoint": format!("{host}/oauth2/revoke"),
            "end_session_endpoint": format!("{host}/logout"),
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
    }

    async fn key(&self) -> Result<&SigningKey, KeyError> {
        let open = || async {
            let file = self.file.clone();
            tokio::task::spawn_blocking(move || SigningKey::open(&file)).await.map_err(|_| KeyError::NotMade)?
        };
        self.key.get_or_try_init(open).await
    }
}
