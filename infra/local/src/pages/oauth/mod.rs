//! The log-in as Cognito's managed login serves it: authorization code with PKCE, renewal, revocation and log-out (RFC 6749,
//! 7636, 7009).

mod authorize;
mod token;

pub(super) use authorize::{log_in, log_out, show};
pub(super) use token::{exchange, revoke};

use sam::UserClient;

use super::Pages;

/// The client with this id.
fn client<'a>(pages: &'a Pages, id: &str) -> Option<&'a UserClient> {
    pages.aws.system.user_clients.iter().find(|client| client.id == id)
}

/// Fields of a query or a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// A field's value; an empty one counts as missing.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, value)| it == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}
