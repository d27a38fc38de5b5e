//! What `repairbot check` asks Telegram: whether it knows the token, where it posts updates, and what time it is there.

use jiff::{SignedDuration, Timestamp};

use super::{answer, chain};
use crate::{
    app::telegram_options,
    clock::Clock,
    config::{Config, Webhook},
    telegram::{CallError, Telegram, WebhookInfo},
};

/// A clock that is further off misleads: reminders come at a wrong time, limits hit the wrong people.
const OFF: SignedDuration = SignedDuration::from_secs(30);

/// Says what is well; gives what is not, each with how to mend it.
pub(super) async fn ask(config: &Config) -> Vec<String> {
    let telegram = match Telegram::new(&telegram_options(config)) {
        Ok(telegram) => telegram,
        Err(error) => return vec![format!("Telegram: {}; check PROXY_URL", chain(&error))],
    };
    let me = match telegram.get_me().await {
        Ok(me) => me,
        Err(error) => return vec![format!("Telegram: {error}; {}", mend(&error))],
    };
    answer(format_args!("Telegram: ok, @{}", me["username"].as_str().unwrap_or("?")));
    let mut problems = Vec::new();
    match telegram.get_webhook_info().await {
        Ok(info) => problems.extend(webhook(info, config.webhook.as_ref())),
        Err(error) => problems.push(format!("webhook: {error}; {}", mend(&error))),
    }
    match telegram.server_time().await {
        Ok(Some(there)) => problems.extend(clock(Clock::system().now(), there)),
        Ok(None) => {}
        Err(error) => problems.push(format!("clock: {error}; {}", mend(&error))),
    }
    problems
}

fn mend(error: &CallError) -> &'static str {
    match error.api_code() {
        Some(401 | 404) => "check BOT_TOKEN, @BotFather has it",
        _ => "check the network, PROXY_URL and TELEGRAM_API_URL",
    }
}

/// What is wrong with where updates are posted. The address that is set may hold a secret of somebody.
fn webhook(info: WebhookInfo, wanted: Option<&Webhook>) -> Option<String> {
    let wrong = match (info.url, wanted) {
        (set, None) if set.is_empty() => {
            answer("webhook: none, updates are polled");
            return None;
        }
        (set, Some(_)) if set.is_empty() => {
            answer("webhook: not set yet; `repairbot serve` does it at start");
            return None;
        }
        (_, None) => {
            "one is set although WEBHOOK_URL is empty, and keeps updates from being polled; `repairbot serve` takes it away"
        }
        (set, Some(wanted)) if set != wanted.address() => {
            "updates are posted to another address than WEBHOOK_URL; `repairbot serve` sets it right, unless another \
             program with the same token sets it again"
        }
        _ => match info.trouble {
            Some(trouble) => {
                return Some(format!(
                    "webhook: Telegram can't deliver updates: {trouble}; check WEBHOOK_URL, its certificate and the proxy"
                ));
            }
            None => {
                answer("webhook: ok");
                return None;
            }
        },
    };
    Some(format!("webhook: {wrong}"))
}

/// What is wrong with this machine's clock.
fn clock(here: Timestamp, there: Timestamp) -> Option<String> {
    let off = here.duration_since(there);
    if off.abs() <= OFF {
        answer("clock: ok");
        return None;
    }
    let (seconds, way) = (off.abs().as_secs(), if off.is_negative() { "slow" } else { "fast" });
    Some(format!("clock: this machine's is {seconds} seconds {way}; let it be set over the network (NTP)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_misleads_is_told() {
        let there: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        let said = |seconds: i64| clock(there + SignedDuration::from_secs(seconds), there);
        assert_eq!((said(0), said(30), said(-30)), (None, None, None));
        assert!(said(31).unwrap().contains("31 seconds fast"));
        assert!(said(-3600).unwrap().contains("3600 seconds slow"));
    }
}
