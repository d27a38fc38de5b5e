//! Refusals, worded as Telegram words them.

use serde_json::{Value, json};

/// A refusal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

impl ApiError {
    fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), parameters: None }
    }

    /// 400 with the usual prefix.
    pub fn bad(what: &str) -> Self {
        Self::new(400, &format!("Bad Request: {what}"))
    }

    /// 400 worded by the caller.
    pub fn bad_whole(description: &str) -> Self {
        Self::new(400, description)
    }

    /// 401: no such token.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// 403 with the usual prefix.
    pub fn forbidden(what: &str) -> Self {
        Self::new(403, &format!("Forbidden: {what}"))
    }

    /// 404: no such method.
    pub fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    /// 409: another `getUpdates` came.
    pub fn conflict() -> Self {
        Self::new(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(413, "Request Entity Too Large")
    }

    /// 409: updates are carried to a webhook.
    pub fn webhook_active() -> Self {
        Self::new(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    }

    /// 409: a webhook was set meanwhile.
    pub fn webhook_came() -> Self {
        Self::new(409, "Conflict: terminated by setWebhook request")
    }

    /// 429.
    pub fn too_many(retry_after: u32) -> Self {
        let mut error = Self::new(429, &format!("Too Many Requests: retry after {retry_after}"));
        error.parameters = Some(json!({ "retry_after": retry_after }));
        error
    }

    /// 500.
    pub fn server() -> Self {
        Self::new(500, "Internal Server Error")
    }

    /// The group has another number now.
    pub fn migrated(to: impl serde::Serialize) -> Self {
        let mut error = Self::bad("group chat was upgraded to a supergroup chat");
        error.parameters = Some(json!({ "migrate_to_chat_id": to }));
        error
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body
    }
}
