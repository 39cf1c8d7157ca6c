use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope, transport::smtp};

use crate::store::NewMail;

/// The SMTP server can't be used.
#[derive(Debug, thiserror::Error)]
#[error("SMTP_URL is not like smtp://127.0.0.1:1025 or smtps://user:password@host:465")]
pub struct SmtpError(#[from] smtp::Error);

/// A server that gets a copy of every mail.
#[derive(Clone)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    /// Creates the server for a URL; connects later. Fails if the URL is invalid.
    pub fn new(url: &str) -> Result<Self, SmtpError> {
        Ok(Self(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()))
    }

    /// Sends a mail in the background. It is in the mailbox already: a failure is only logged.
    pub(super) fn hand_over(&self, mail: &NewMail, raw: Vec<u8>) {
        let address = |text: &String| text.parse::<Address>().ok();
        let Ok(envelope) = Envelope::new(address(&mail.from), mail.to.iter().filter_map(address).collect()) else {
            tracing::warn!("a mail was not handed to the SMTP server: it has no recipient that could be read");
            return;
        };
        let transport = self.0.clone();
        tokio::spawn(async move {
            if let Err(error) = transport.send_raw(&envelope, &raw).await {
                tracing::warn!(%error, "a mail was not handed to the SMTP server");
            }
        });
    }
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp")
    }
}

#[cfg(test)]
mod tests {
    use super::Smtp;

    #[test]
    fn a_server_is_named_by_a_url() {
        assert!(Smtp::new("smtp://127.0.0.1:1025").is_ok());
        for wrong in ["127.0.0.1:1025", "http://127.0.0.1", ""] {
            assert!(Smtp::new(wrong).is_err(), "{wrong}");
        }
    }
}
