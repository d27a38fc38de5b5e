//! How requests are read and answered.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A JSON object, or a refusal.
pub(super) type Answer = Result<Json<Value>, Refusal>;

/// Why not: `{"ok": false, "error": …}`.
pub(super) struct Refusal {
    status: StatusCode,
    error: String,
}

impl Refusal {
    /// 400: the request makes no sense.
    pub fn bad(error: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: error.into() }
    }

    /// 404: there is no such thing.
    pub fn not_found(error: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: error.into() }
    }

    /// 405: not with this HTTP method.
    pub fn other_method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            error: "this address takes another HTTP method".into(),
        }
    }

    /// 408: what was waited for did not happen.
    pub fn timed_out(error: impl Into<String>) -> Self {
        Self { status: StatusCode::REQUEST_TIMEOUT, error: error.into() }
    }
}

impl From<(StatusCode, String)> for Refusal {
    fn from((status, error): (StatusCode, String)) -> Self {
        Self { status, error }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "ok": false, "error": self.error }))).into_response()
    }
}

/// Success: `{"ok": true}` with these fields.
pub(super) fn done(mut fields: Value) -> Answer {
    fields["ok"] = json!(true);
    Ok(Json(fields))
}

/// The body as JSON, whatever its content type; an empty one is `{}`.
pub(super) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refusal> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| Refusal::bad(format!("the body: {error}")))
}

/// What a query was read as.
pub(super) type Asked<T> = Result<Query<T>, QueryRejection>;

/// The parameters after `?`.
pub(super) fn query<T>(asked: Asked<T>) -> Result<T, Refusal> {
    asked.map(|Query(query)| query).map_err(|error| Refusal::bad(error.body_text()))
}

/// The number at the end of the path.
pub(super) fn number<T: std::str::FromStr>(Path(text): &Path<String>) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::bad(format!("not a number: {text}")))
}
