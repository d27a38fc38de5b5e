//! Files of messages, for the browser.

use crate::image;
use crate::shared::Shared;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// `GET /chat/file/{id}`. Pictures and sounds are named as what they are; all else is only to be saved, so that a bot's
/// HTML never runs as a part of this page.
pub(super) async fn file(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let Some(file) = shared.world().files.get(&id).cloned() else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let (mime, disposition) = match image::shown_as(&file.bytes) {
        Some((mime, _)) => (mime, "inline"),
        None => ("application/octet-stream", "attachment"),
    };
    let disposition = format!("{disposition}; filename*=UTF-8''{}", encoded(&file.name));
    let headers = [
        (header::CONTENT_TYPE, mime),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    (headers, file.bytes).into_response()
}

/// A name for a header: all but letters, digits, `.`, `-` and `_` as `%XX`.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(one).collect()
}
