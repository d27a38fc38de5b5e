//! The token that opened Vault is kept alive while the desk runs (ADR 0031).

use std::time::Duration;

use tokio::sync::watch;

use super::loops::pause;
use crate::config::VaultToken;

/// A token of Vault is renewed half-way through its time, and at least so often.
const RENEW_TOKEN_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// And no more often than this.
const RENEW_TOKEN_NOT_BEFORE: Duration = Duration::from_secs(60);
/// How long Vault is left alone when it did not answer.
const RENEW_TOKEN_AGAIN: Duration = Duration::from_secs(5 * 60);

/// Keeps a token of Vault alive, for the next start. One that cannot be kept so is left alone.
pub(super) async fn renew_loop(token: Option<VaultToken>, mut stop: watch::Receiver<bool>) {
    let Some(token) = token else { return };
    while !*stop.borrow() {
        let wait = match token.renew().await {
            Ok(Some(holds)) => {
                tracing::info!(seconds = holds.as_secs(), "the token of Vault is renewed");
                (holds / 2).clamp(RENEW_TOKEN_NOT_BEFORE, RENEW_TOKEN_EVERY)
            }
            Ok(None) => return tracing::info!("the token of Vault cannot be renewed, or need not be"),
            Err(problem) => {
                tracing::warn!(%problem, "the token of Vault is not renewed");
                RENEW_TOKEN_AGAIN
            }
        };
        pause(wait, &mut stop).await;
    }
}
