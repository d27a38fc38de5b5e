//! The webhook of a bot: `setWebhook`, `deleteWebhook`, `getWebhookInfo`, and what is on the way.

use crate::api::{ApiError, Params};
use crate::ids::UserId;
use crate::sim::Sim;
use crate::world::{Bot, Lane, World};
use axum::http::Uri;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Ports that Telegram connects to over TLS.
const PORTS: [u16; 4] = [80, 88, 443, 8443];
/// Telegram's default of parallel connections, and the most there can be.
const CONNECTIONS: (i64, i64) = (40, 100);
/// Milliseconds between tries, at most.
const LONGEST_DELAY: i64 = 60_000;

/// Where updates are carried to.
pub(crate) struct Webhook {
    url: String,
    secret: Option<String>,
    max_connections: usize,
    certificate: bool,
    ip_address: Option<String>,
    last_error: Option<(i64, String)>,
    /// Tells answers to a former webhook from answers to this one.
    version: i64,
    /// Lanes with an update on the way, or one that failed.
    lanes: BTreeMap<Lane, Try>,
}

/// The state of the first update of a lane.
#[derive(Default)]
struct Try {
    on_the_way: bool,
    failures: u32,
    /// Not before this moment, in Unix milliseconds.
    not_before: i64,
}

/// An update to carry.
pub(crate) struct Parcel {
    pub bot: UserId,
    pub version: i64,
    pub lane: Lane,
    pub update: i64,
    pub url: String,
    pub secret: Option<String>,
    pub body: Value,
}

/// `setWebhook`; an empty address deletes.
pub(crate) fn set(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let url = params.text("url").unwrap_or_default().trim().to_owned();
    if url.is_empty() {
        return delete(world, bot, params);
    }
    check_url(&url, world.https_only)?;
    let secret = params.text("secret_token").filter(|secret| !secret.is_empty());
    secret.as_deref().map_or(Ok(()), check_secret)?;
    let ip_address = params.text("ip_address").filter(|address| !address.is_empty());
    if ip_address.as_ref().is_some_and(|address| address.parse::<std::net::IpAddr>().is_err()) {
        return Err(ApiError::bad("bad webhook: Invalid IP address specified"));
    }
    let (default, most) = CONNECTIONS;
    let connections = params.int("max_connections").unwrap_or(default).clamp(1, most);
    let allowed = params.nested("allowed_updates")?;
    let version = world.count();
    let bot = world.bot_mut(bot).ok_or_else(ApiError::unauthorized)?;
    bot.queue.allow(allowed.as_ref());
    if params.yes("drop_pending_updates") {
        bot.queue.clear();
    }
    bot.webhook = Some(Webhook {
        url,
        secret,
        max_connections: usize::try_from(connections).unwrap_or(1),
        certificate: params.files.contains_key("certificate"),
        ip_address,
        last_error: None,
        version,
        lanes: BTreeMap::new(),
    });
    Ok(json!(true))
}

fn check_url(url: &str, https_only: bool) -> Result<(), ApiError> {
    let invalid = || ApiError::bad("invalid webhook URL specified");
    let uri: Uri = url.parse().map_err(|_| invalid())?;
    let port = uri.port_u16();
    match (uri.scheme_str(), uri.host()) {
        (_, None | Some("")) => Err(invalid()),
        (Some("https"), _) if !PORTS.contains(&port.unwrap_or(443)) => {
            Err(ApiError::bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"))
        }
        (Some("https"), _) => Ok(()),
        (Some("http"), _) if https_only => {
            Err(ApiError::bad("bad webhook: An HTTPS URL must be provided for webhook"))
        }
        (Some("http"), _) => Ok(()),
        _ => Err(invalid()),
    }
}

fn check_secret(secret: &str) -> Result<(), ApiError> {
    if secret.len() > 256 {
        return Err(ApiError::bad("secret token is too long"));
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let all = secret.chars().all(legal);
    all.then_some(()).ok_or_else(|| ApiError::bad("secret token contains illegal characters"))
}

/// `deleteWebhook`: it may also throw waiting updates away.
pub(crate) fn delete(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let bot = world.bot_mut(bot).ok_or_else(ApiError::unauthorized)?;
    bot.webhook = None;
    if params.yes("drop_pending_updates") {
        bot.queue.clear();
    }
    Ok(json!(true))
}

/// `getWebhookInfo`.
pub(crate) fn info(bot: &Bot) -> Value {
    let waiting = bot.queue.len();
    let Some(webhook) = &bot.webhook else {
        return json!({ "url": "", "has_custom_certificate": false, "pending_update_count": waiting });
    };
    let mut info = json!({
        "url": webhook.url,
        "has_custom_certificate": webhook.certificate,
        "pending_update_count": waiting,
        "max_connections": webhook.max_connections,
    });
    if let Some(address) = &webhook.ip_address {
        info["ip_address"] = json!(address);
    }
    if let Some((date, message)) = &webhook.last_error {
        info["last_error_date"] = json!(date);
        info["last_error_message"] = json!(message);
    }
    if !bot.queue.allowed.is_empty() {
        info["allowed_updates"] = json!(bot.queue.allowed);
    }
    info
}

impl Bot {
    /// Takes an update that can be carried now, if there is one and a connection for it.
    pub fn dispatch(&mut self, now_ms: i64) -> Option<Parcel> {
        let webhook = self.webhook.as_mut()?;
        if webhook.lanes.values().filter(|lane| lane.on_the_way).count() >= webhook.max_connections {
            return None;
        }
        let ready = |lane: Lane| {
            webhook.lanes.get(&lane).is_none_or(|lane| !lane.on_the_way && lane.not_before <= now_ms)
        };
        let (update, lane, body) = self.queue.first_of_lane(ready)?;
        webhook.lanes.entry(lane).or_default().on_the_way = true;
        let (url, secret) = (webhook.url.clone(), webhook.secret.clone());
        Some(Parcel { bot: self.id, version: webhook.version, lane, update, url, secret, body })
    }

    /// When a failed update may be tried again, in Unix milliseconds.
    pub fn next_try(&self) -> Option<i64> {
        let lanes = self.webhook.iter().flat_map(|webhook| webhook.lanes.values());
        lanes.filter(|lane| !lane.on_the_way).map(|lane| lane.not_before).min()
    }

    /// The update arrived: it is forgotten.
    pub fn arrived(&mut self, parcel: &Parcel) {
        let Some(webhook) = self.webhook.as_mut().filter(|webhook| webhook.version == parcel.version) else {
            return;
        };
        webhook.lanes.remove(&parcel.lane);
        self.queue.settle(parcel.update);
    }

    /// The update did not arrive, for this reason; `retry_after` is what the bot asked for, in seconds.
    pub fn failed(&mut self, parcel: &Parcel, (now_ms, why, retry_after): (i64, String, Option<i64>)) {
        let Some(webhook) = self.webhook.as_mut().filter(|webhook| webhook.version == parcel.version) else {
            return;
        };
        webhook.last_error = Some((now_ms.div_euclid(1000), why));
        let lane = webhook.lanes.entry(parcel.lane).or_default();
        let growing = match lane.failures {
            0 => 0,
            before => (1000_i64 << before.min(6)).min(LONGEST_DELAY),
        };
        let delay = retry_after.map_or(growing, |secs| secs.clamp(0, 3600) * 1000);
        lane.on_the_way = false;
        lane.failures += 1;
        lane.not_before = now_ms.saturating_add(delay);
    }
}

impl Sim {
    /// Refuses webhooks over plain HTTP, as Telegram does. Until then they are taken: a test has no certificate.
    pub fn require_https_webhooks(&self, require: bool) {
        self.shared.change(|world| world.https_only = require);
    }
}
