//! The answers of the webhooks under `/_local/chat/{name}`: success, unless a test sets a failure.

use std::sync::Arc;

use tokio::sync::watch;

/// Behaviour of the webhooks; clones share it.
#[derive(Debug, Clone)]
pub struct Chat(Arc<watch::Sender<Manner>>);

/// Answer of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Well,
    Refuse(u16),
    /// The message is kept, and the answer is this.
    KeepAndRefuse(u16),
    Hang,
}

/// How a webhook treats a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reception {
    /// Whether the message is kept.
    pub(crate) is_kept: bool,
    /// The status of the answer, if it isn't 200.
    pub(crate) refusal: Option<u16>,
}

impl Default for Chat {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Manner::Well)))
    }
}

impl Chat {
    /// From now on messages are kept and answered with 200.
    pub fn ok(&self) {
        self.0.send_replace(Manner::Well);
    }

    /// From now on messages are answered with this status and not kept.
    pub fn fail(&self, status: u16) {
        self.0.send_replace(Manner::Refuse(status));
    }

    /// From now on messages are kept, but answered with this status.
    pub fn keep_and_fail(&self, status: u16) {
        self.0.send_replace(Manner::KeepAndRefuse(status));
    }

    /// From now on messages are neither kept nor answered, until the setting changes; messages still waiting then get
    /// the new treatment.
    pub fn hang(&self) {
        self.0.send_replace(Manner::Hang);
    }

    /// Decides how a message is treated.
    pub(crate) async fn receive(&self) -> Reception {
        let mut manner = self.0.subscribe();
        // The sender is here, so that this can't fail.
        let manner = manner.wait_for(|manner| *manner != Manner::Hang).await.map_or(Manner::Well, |it| *it);
        match manner {
            Manner::Well | Manner::Hang => Reception { is_kept: true, refusal: None },
            Manner::Refuse(status) => Reception { is_kept: false, refusal: Some(status) },
            Manner::KeepAndRefuse(status) => Reception { is_kept: true, refusal: Some(status) },
        }
    }
}
