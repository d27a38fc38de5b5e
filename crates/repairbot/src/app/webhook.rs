//! How updates reach us: the webhook is set and looked after, or taken away when the configuration says to poll.

use crate::{
    config::Webhook,
    intake::ALLOWED_UPDATES,
    telegram::{CallError, Telegram},
};

/// Sees to it that Telegram posts to us. What Telegram says is in the way of that, if anything is.
///
/// # Errors
/// Telegram is away, or refuses the address.
pub(super) async fn look_after(telegram: &Telegram, webhook: &Webhook) -> Result<Option<String>, CallError> {
    let address = webhook.address();
    let mut info = telegram.get_webhook_info().await?;
    if info.url != address {
        if !info.url.is_empty() {
            tracing::warn!("updates were posted somewhere else: the webhook is set to WEBHOOK_URL again");
        }
        telegram.set_webhook(&address, &webhook.secret, ALLOWED_UPDATES).await?;
        info = telegram.get_webhook_info().await?;
    }
    if info.url != address {
        // It may hold somebody's secret, which is nothing for a log.
        tracing::warn!("updates are posted somewhere else than to WEBHOOK_URL");
        return Ok(Some(info.url));
    }
    if let Some(trouble) = &info.trouble {
        tracing::warn!(trouble, "Telegram cannot deliver updates to WEBHOOK_URL");
    }
    Ok(info.trouble)
}

/// Takes a webhook away that keeps updates from being polled. Says whether there was one.
///
/// # Errors
/// Telegram is away.
pub(super) async fn drop_webhook(telegram: &Telegram) -> Result<bool, CallError> {
    if telegram.get_webhook_info().await?.url.is_empty() {
        return Ok(false);
    }
    tracing::warn!("a webhook was set and WEBHOOK_URL is not: the webhook is deleted, updates are polled");
    telegram.delete_webhook().await?;
    Ok(true)
}
