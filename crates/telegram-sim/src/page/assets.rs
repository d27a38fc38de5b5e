//! The files that the page is made of.

use crate::html::escape;
use crate::shared::Shared;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;

/// The page loads nothing from elsewhere and runs no script but its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; form-action 'none'; frame-ancestors 'none'";

macro_rules! assets {
    ($($name:literal),* $(,)?) => {
        [$((concat!("/", $name), include_str!(concat!("../../web/", $name)))),*]
    };
}

const ASSETS: [(&str, &str); 24] = assets![
    "acts.js",
    "app.js",
    "attach.js",
    "compose.js",
    "dialogs.js",
    "dom.js",
    "keyboard.js",
    "location.js",
    "media.js",
    "messages.js",
    "panel.js",
    "panes.js",
    "player.js",
    "preferences.js",
    "search.js",
    "server.js",
    "state.js",
    "voice.js",
    "words.js",
    "troubles.js",
    "chat.css",
    "media.css",
    "panel.css",
    "style.css",
];

/// Routes of the page itself and of its scripts and styles.
pub(super) fn routes() -> Router<Arc<Shared>> {
    let kind = |path: &str| match path.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
    ASSETS.iter().fold(Router::new().route("/", get(index)), |router, (path, text)| {
        let headers = [(header::CONTENT_TYPE, kind(path)), (header::CACHE_CONTROL, "no-cache")];
        router.route(path, get(move || async move { (headers, *text) }))
    })
}

/// The page, with its hint.
async fn index(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let hint = format!("data-hint=\"{}\"", escape(&shared.world().hint));
    let page = include_str!("../../web/index.html").replacen("data-hint=\"\"", &hint, 1);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, page)
}
