//! `POST /control/upload`: a person sends a file.

use super::answer::{Answer, Asked, done, query};
use crate::page::upload::{About, send};
use crate::shared::Shared;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use std::sync::Arc;

/// The query says who sends what and where; the body is the file, its media type is the content type.
pub(super) async fn upload(
    State(shared): State<Arc<Shared>>,
    asked: Asked<About>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let about = query(asked)?;
    let mime = headers.get(header::CONTENT_TYPE).and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    done(send(&shared, about, (mime, body))?)
}
