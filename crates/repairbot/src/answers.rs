//! Answers to presses: expendable and urgent, sent right after the commit and never waited for.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, task::JoinSet};

use crate::telegram::Telegram;

/// More than these under way at once are not sent: the button's spinner ends by itself.
const AT_ONCE: usize = 64;
/// An answer that takes longer is too old anyway.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends answers in the background. Clones share the work under way.
#[derive(Clone)]
pub struct Answers {
    telegram: Telegram,
    under_way: Arc<Mutex<JoinSet<()>>>,
}

/// One answer.
pub struct Answer {
    /// The press.
    pub callback: String,
    /// A short text; none only stops the spinner.
    pub text: Option<String>,
    /// Whether it must be confirmed.
    pub alert: bool,
}

impl Answers {
    /// Answers through this client.
    #[must_use]
    pub fn new(telegram: Telegram) -> Self {
        Self { telegram, under_way: Arc::default() }
    }

    /// Sends an answer without waiting for it.
    pub async fn send(&self, answer: Answer) {
        let mut under_way = self.under_way.lock().await;
        while under_way.try_join_next().is_some() {}
        if under_way.len() >= AT_ONCE {
            return;
        }
        let telegram = self.telegram.clone();
        under_way.spawn(async move {
            let sent = telegram.answer_callback(&answer.callback, answer.text.as_deref(), answer.alert);
            match tokio::time::timeout(PATIENCE, sent).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "a press was not answered"),
                Err(_) => tracing::debug!("a press was not answered in time"),
            }
        });
    }

    /// Waits until every answer under way has arrived or failed: for tests and for the end.
    pub async fn settled(&self) {
        let mut under_way = self.under_way.lock().await;
        while under_way.join_next().await.is_some() {}
    }
}
