//! Files that people send from the browser.

use super::act::{self, Refusal};
use crate::ids::{ChatId, MessageId, UserId};
use crate::shared::Shared;
use crate::uploads::{FileKind, PersonFile, UploadError};
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the query says about the file in the body.
#[derive(Deserialize)]
pub(crate) struct About {
    person: UserId,
    chat: ChatId,
    kind: FileKind,
    name: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    duration: u32,
    reply_to: Option<MessageId>,
    album: Option<String>,
}

/// `POST /chat/upload`: the body is the file, its media type is the content type.
pub(super) async fn upload(
    State(shared): State<Arc<Shared>>,
    about: Result<Query<About>, QueryRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mime = headers.get(header::CONTENT_TYPE).and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    act::answer(match about {
        Ok(Query(about)) => send(&shared, about, (mime, body)),
        Err(error) => Err((StatusCode::BAD_REQUEST, error.body_text())),
    })
}

/// Sends it; gives the number of the `message`.
pub(crate) fn send(shared: &Shared, about: About, (mime, body): (&str, Bytes)) -> Result<Value, Refusal> {
    let file = PersonFile {
        kind: about.kind,
        name: about.name,
        mime: mime.to_owned(),
        bytes: body.into(),
        caption: about.caption,
        reply_to: about.reply_to,
        duration: about.duration,
        album: about.album,
    };
    let sent = shared.change(|world| world.send_file(about.person, about.chat, file));
    sent.map(|message| json!({ "message": message })).map_err(|error| {
        let status = match error {
            UploadError::NoSuchChat => StatusCode::NOT_FOUND,
            UploadError::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
            UploadError::Empty | UploadError::NotAPicture | UploadError::CaptionTooLong => {
                StatusCode::BAD_REQUEST
            }
        };
        (status, error.to_string())
    })
}
