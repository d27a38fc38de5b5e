//! The chat page: people's panes in a browser.

pub(crate) mod act;
mod assets;
mod events;
mod file;
mod media;
mod pane;
pub(crate) mod upload;

use crate::shared::Shared;
use crate::uploads::MAX_FILE;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::sync::Arc;

/// The page, its assets and its endpoints.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    // A file one byte too large must come far enough to be refused in words.
    let upload = post(upload::upload).layer(DefaultBodyLimit::max(MAX_FILE + 1));
    assets::routes()
        .route("/chat/events", get(events::stream))
        .route("/chat/act", post(act::act))
        .route("/chat/upload", upload)
        .route("/chat/file/{id}", get(file::file))
}
