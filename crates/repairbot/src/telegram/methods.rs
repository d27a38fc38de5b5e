//! The few methods the product uses, by name. Parameters are JSON: Telegram's documentation is theirs.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, MessageId, TopicId};
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::error::{CallError, CallErrorKind};
use super::{Telegram, answer};

/// Which updates to fetch.
#[derive(Debug, Clone, Copy)]
pub struct GetUpdates<'a> {
    /// Updates below it are confirmed and forgotten by the server; `None` confirms nothing.
    pub offset: Option<i64>,
    /// At most so many, 1..=100.
    pub limit: u32,
    /// Seconds the server may wait for the first one.
    pub timeout_s: u64,
    /// Kinds of update to be sent; an empty list means the server's default.
    pub allowed: &'a [&'a str],
}

/// How long a file from the disk may take: megabytes, on somebody's line.
pub const UPLOAD: Duration = Duration::from_secs(30);

/// A file to send.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// To whom.
    pub chat: ChatId,
    /// Into which topic of a forum.
    pub topic: Option<TopicId>,
    /// The name people see.
    pub file_name: &'a str,
    /// What is in it.
    pub content: Content<'a>,
    /// HTML below the file.
    pub caption: Option<&'a str>,
    /// Without sound.
    pub silent: bool,
    /// Whether people see it as a picture at once.
    pub photo: bool,
}

/// Where what is sent comes from.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// It is here.
    Bytes(&'a [u8]),
    /// On the disk, to be read as it is sent; this may take [`UPLOAD`].
    Disk(&'a Path),
}

/// Where Telegram posts updates to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookInfo {
    /// The address; empty without a webhook.
    pub url: String,
    /// Why it can't post what waits, in its words.
    pub trouble: Option<String>,
}

impl Telegram {
    /// An ordinary call, with the ordinary time-out.
    async fn ask(&self, method: &'static str, params: Value) -> Result<Value, CallError> {
        self.call(method, &params, self.request_timeout()).await
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn get_me(&self) -> Result<Value, CallError> {
        self.ask("getMe", json!({})).await
    }

    /// What time it is where Telegram is, to the second; `None` when its answers don't say.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn server_time(&self) -> Result<Option<Timestamp>, CallError> {
        let date = self.date_of("getMe").await?;
        Ok(date.and_then(|date| jiff::fmt::rfc2822::parse(&date).ok()).map(|date| date.timestamp()))
    }

    /// The next updates, each as raw JSON; one that is not valid JSON for us does not hide the others.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn get_updates(&self, what: GetUpdates<'_>) -> Result<Vec<Value>, CallError> {
        const METHOD: &str = "getUpdates";
        let mut params = json!({ "limit": what.limit, "timeout": what.timeout_s });
        if let Some(offset) = what.offset {
            params["offset"] = json!(offset);
        }
        if !what.allowed.is_empty() {
            params["allowed_updates"] = json!(what.allowed);
        }
        let timeout = self.request_timeout().saturating_add(Duration::from_secs(what.timeout_s));
        let (status, body) = self.post(METHOD, timeout, |request| request.json(&params)).await?;
        answer::updates(status, &body).map_err(|kind| self.error(METHOD, kind))
    }

    /// Sends a text. Gives the new message's id.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn send_message(&self, params: Value) -> Result<MessageId, CallError> {
        const METHOD: &str = "sendMessage";
        let message = self.ask(METHOD, params).await?;
        self.message_id(METHOD, &message)
    }

    /// Sends a file Telegram has already, a place, or an album, by the method for it. Gives the id of the new message, or
    /// of an album's first.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn send_media(&self, method: &'static str, params: Value) -> Result<MessageId, CallError> {
        let sent = self.ask(method, params).await?;
        self.message_id(method, if sent.is_array() { &sent[0] } else { &sent })
    }

    /// Replaces a message's text and keyboard.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn edit_message_text(&self, params: Value) -> Result<(), CallError> {
        self.ask("editMessageText", params).await.map(drop)
    }

    /// Replaces a message's inline keyboard.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn edit_message_markup(&self, params: Value) -> Result<(), CallError> {
        self.ask("editMessageReplyMarkup", params).await.map(drop)
    }

    /// Deletes a message.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn delete_message(&self, chat: ChatId, message: MessageId) -> Result<(), CallError> {
        let params = json!({ "chat_id": chat, "message_id": message });
        self.ask("deleteMessage", params).await.map(drop)
    }

    /// Answers a press of a button: the waiting mark disappears, and a text or an alert is shown.
    ///
    /// # Errors
    /// As [`Telegram::call`]; a press older than some seconds is refused, which is harmless.
    pub async fn answer_callback(&self, id: &str, text: Option<&str>, alert: bool) -> Result<(), CallError> {
        let mut params = json!({ "callback_query_id": id });
        if let Some(text) = text {
            params["text"] = json!(text);
            params["show_alert"] = json!(alert);
        }
        self.ask("answerCallbackQuery", params).await.map(drop)
    }

    /// Where Telegram posts updates to, and how that goes.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn get_webhook_info(&self) -> Result<WebhookInfo, CallError> {
        let info = self.ask("getWebhookInfo", json!({})).await?;
        // An error stays in the answer for good; it matters as long as something waits.
        let waits = info["pending_update_count"].as_i64().is_some_and(|count| count > 0);
        let trouble = info["last_error_message"].as_str().filter(|_| waits);
        let url = info["url"].as_str().unwrap_or_default().to_owned();
        Ok(WebhookInfo { url, trouble: trouble.map(str::to_owned) })
    }

    /// Has updates posted to this address, with this secret in a header.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn set_webhook(
        &self,
        url: &str,
        secret: &SecretString,
        allowed: &[&str],
    ) -> Result<(), CallError> {
        let params = json!({
            "url": url,
            "secret_token": secret.expose_secret(),
            "allowed_updates": allowed,
            "drop_pending_updates": false,
        });
        self.ask("setWebhook", params).await.map(drop)
    }

    /// Has updates kept for polling again. What waits stays.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn delete_webhook(&self) -> Result<(), CallError> {
        self.ask("deleteWebhook", json!({ "drop_pending_updates": false })).await.map(drop)
    }

    /// Sets the menu of commands: `commands`, `scope` and `language_code` as Telegram wants them.
    ///
    /// # Errors
    /// As [`Telegram::call`].
    pub async fn set_my_commands(&self, params: Value) -> Result<(), CallError> {
        self.ask("setMyCommands", params).await.map(drop)
    }

    /// Uploads a file. Gives the new message's id.
    ///
    /// # Errors
    /// As [`Telegram::call`]; also when the file cannot be read.
    pub async fn send_document(&self, document: Document<'_>) -> Result<MessageId, CallError> {
        let (method, field) =
            if document.photo { ("sendPhoto", "photo") } else { ("sendDocument", "document") };
        let (part, timeout) = match document.content {
            Content::Bytes(bytes) => (Part::bytes(bytes.to_vec()), self.request_timeout()),
            Content::Disk(path) => {
                let part = Part::file(path).await.map_err(|error| {
                    let detail = format!("the file: {error}");
                    self.error(method, CallErrorKind::Network { ambiguous: false, detail })
                })?;
                (part, UPLOAD)
            }
        };
        let mut form = Form::new()
            .text("chat_id", document.chat.to_string())
            .text("disable_notification", document.silent.to_string())
            .part(field, part.file_name(document.file_name.to_owned()));
        if let Some(topic) = document.topic {
            form = form.text("message_thread_id", topic.to_string());
        }
        if let Some(caption) = document.caption {
            form = form.text("caption", caption.to_owned()).text("parse_mode", "HTML");
        }
        let (status, body) = self.post(method, timeout, |request| request.multipart(form)).await?;
        let message = answer::result(status, &body).map_err(|kind| self.error(method, kind))?;
        self.message_id(method, &message)
    }

    /// The id of a message just sent. Without it we cannot know the message: as good as no answer.
    fn message_id(&self, method: &'static str, message: &Value) -> Result<MessageId, CallError> {
        message["message_id"].as_i64().map(MessageId).ok_or_else(|| {
            self.error(method, CallErrorKind::Decode { status: 200, detail: "no message_id".to_owned() })
        })
    }
}
