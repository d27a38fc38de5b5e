//! How updates reach us: the webhook is set and looked after, or taken away when the configuration says to poll.

use serde_json::Value;

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
    let address = format!("{}{}", webhook.url, webhook.path);
    let mut info = telegram.get_webhook_info().await?;
    if url(&info) != address {
        if !url(&info).is_empty() {
            tracing::warn!("updates were posted somewhere else: the webhook is set to WEBHOOK_URL again");
        }
        telegram.set_webhook(&address, &webhook.secret, ALLOWED_UPDATES).await?;
        info = telegram.get_webhook_info().await?;
    }
    // An error stays in the answer for good; it matters as long as something waits.
    let waits = info["pending_update_count"].as_i64().is_some_and(|count| count > 0);
    let elsewhere = (url(&info) != address).then(|| url(&info));
    let trouble = elsewhere.or_else(|| info["last_error_message"].as_str().filter(|_| waits));
    if let Some(trouble) = trouble {
        tracing::warn!(trouble, "Telegram cannot deliver updates to WEBHOOK_URL");
    }
    Ok(trouble.map(str::to_owned))
}

/// Takes a webhook away that keeps updates from being polled. Says whether there was one.
///
/// # Errors
/// Telegram is away.
pub(super) async fn drop_webhook(telegram: &Telegram) -> Result<bool, CallError> {
    if url(&telegram.get_webhook_info().await?).is_empty() {
        return Ok(false);
    }
    tracing::warn!("a webhook was set and WEBHOOK_URL is not: the webhook is deleted, updates are polled");
    telegram.delete_webhook().await?;
    Ok(true)
}

fn url(info: &Value) -> &str {
    info["url"].as_str().unwrap_or_default()
}
