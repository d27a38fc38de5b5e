//! The public side: what Telegram posts.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use crate::intake::Hook;

/// No update is larger: a message has at most 4096 characters, with what it answers, and their entities.
const LARGEST: usize = 1 << 20;
/// Where Telegram puts the secret.
const SECRET: &str = "x-telegram-bot-api-secret-token";

struct Door {
    hook: Hook,
    secret: SecretString,
}

/// The route on which one bot's updates are posted.
pub fn public(path: &str, hook: Hook, secret: SecretString) -> Router {
    let door = std::sync::Arc::new(Door { hook, secret });
    Router::new().route(path, post(webhook)).layer(DefaultBodyLimit::max(LARGEST)).with_state(door)
}

/// One update. 200 only after its effects are committed; 503 while the database is away, and Telegram tries again. What
/// fails by itself, or is no update at all, is put aside and acknowledged: it must not hold up the others.
async fn webhook(State(door): State<std::sync::Arc<Door>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers.get(SECRET).map(|value| value.as_bytes()).unwrap_or_default();
    // In constant time: how long it takes tells nothing about the secret.
    if !bool::from(given.ct_eq(door.secret.expose_secret().as_bytes())) {
        return StatusCode::UNAUTHORIZED;
    }
    let update = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
    match door.hook.take(update).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
