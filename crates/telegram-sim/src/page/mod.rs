//! The chat page: people's panes in a browser.

pub(crate) mod act;
mod events;
mod pane;

use crate::html::escape;
use crate::shared::Shared;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use std::sync::Arc;

/// The page, its assets and its endpoints.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    let asset = |kind: &'static str, text: &'static str| {
        get(move || async move {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
        })
    };
    Router::new()
        .route("/", get(index))
        .route("/app.js", asset("text/javascript; charset=utf-8", include_str!("../../web/app.js")))
        .route("/style.css", asset("text/css; charset=utf-8", include_str!("../../web/style.css")))
        .route("/chat/events", get(events::stream))
        .route("/chat/act", post(act::act))
}

/// The page, with its hint.
async fn index(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let hint = format!("data-hint=\"{}\"", escape(&shared.world().hint));
    let page = include_str!("../../web/index.html").replacen("data-hint=\"\"", &hint, 1);
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], page)
}
