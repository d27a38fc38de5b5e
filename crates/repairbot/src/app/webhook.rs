//! How updates reach us: the webhook is set and looked after, or taken away when the configuration says to poll.

use crate::{
    config::Webhook,
    intake::ALLOWED_UPDATES,
    telegram::{CallError, Telegram},
};

/// Sees to it that Telegram posts to us. What is in the way of that, if anything is: in Telegram's words, where it has some.
/// Set `anew` it is set whatever Telegram says: it tells nobody which secret it sends, nor whether it sends all kinds of
/// updates that this release knows.
///
/// # Errors
/// Telegram is away, or refuses the address.
pub(super) async fn look_after(
    telegram: &Telegram,
    webhook: &Webhook,
    anew: bool,
) -> Result<Option<String>, CallError> {
    let address = webhook.address();
    let mut info = telegram.get_webhook_info().await?;
    let elsewhere = info.url != address;
    if anew || elsewhere {
        if elsewhere && !info.url.is_empty() {
            tracing::warn!("updates were posted somewhere else: the webhook is set to WEBHOOK_URL again");
        }
        telegram.set_webhook(&address, &webhook.secret, ALLOWED_UPDATES).await?;
        info = telegram.get_webhook_info().await?;
    }
    if info.url != address {
        // It may hold somebody's secret, which is nothing for a log, nor for a chat.
        let trouble = "updates are posted somewhere else than to WEBHOOK_URL";
        tracing::warn!("{trouble}");
        return Ok(Some(trouble.to_owned()));
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
