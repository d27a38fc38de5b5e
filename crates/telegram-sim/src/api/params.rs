//! Parameters of a call, wherever they came from.

use super::error::ApiError;
use super::multipart;
use crate::ids::{ChatId, MessageId, UserId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An uploaded file.
pub(crate) struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Parameters and files.
#[derive(Default)]
pub(crate) struct Params {
    pub map: Map<String, Value>,
    pub files: Arc<BTreeMap<String, Upload>>,
}

impl Params {
    /// Reads the query and the body.
    pub fn parse(query: &str, content_type: &str, body: &[u8]) -> Result<Self, ApiError> {
        let mut params = Self::default();
        params.add_form(query);
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if body.is_empty() {
            return Ok(params);
        }
        match kind.as_str() {
            "application/json" => params.add_json(body)?,
            "multipart/form-data" => params.add_parts(content_type, body)?,
            _ => params.add_form(&String::from_utf8_lossy(body)),
        }
        Ok(params)
    }

    fn add_json(&mut self, body: &[u8]) -> Result<(), ApiError> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => self.map.extend(fields),
            Ok(_) => return Err(ApiError::bad("JSON object expected")),
            Err(_) => return Err(ApiError::bad("can't parse JSON object")),
        }
        Ok(())
    }

    fn add_form(&mut self, form: &str) {
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode(&value.replace('+', " "));
            self.map.insert(percent_decode(&name.replace('+', " ")), Value::String(value));
        }
    }

    fn add_parts(&mut self, content_type: &str, body: &[u8]) -> Result<(), ApiError> {
        let parts = multipart::parse(content_type, body);
        let mut files = BTreeMap::new();
        for part in parts.ok_or_else(|| ApiError::bad("can't parse multipart form data"))? {
            if let Some(name) = part.file_name {
                files.insert(part.name, Upload { name, bytes: part.bytes });
            } else {
                let value = String::from_utf8(part.bytes)
                    .map_err(|_| ApiError::bad("strings must be encoded in UTF-8"))?;
                self.map.insert(part.name, Value::String(value));
            }
        }
        self.files = Arc::new(files);
        Ok(())
    }

    /// What is written down of the call: parameters and names of files.
    pub fn record(&self) -> Value {
        let mut all = self.map.clone();
        for (field, file) in self.files.iter() {
            all.insert(field.clone(), Value::String(file.name.clone()));
        }
        Value::Object(all)
    }

    /// An object inside the call, read as if it were a call of its own with the same files.
    pub fn inner(&self, map: Map<String, Value>) -> Self {
        Self { map, files: Arc::clone(&self.files) }
    }

    /// Whether the parameter was given at all.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; numbers and the like are taken as they are written.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// A text that must be there and not be empty.
    pub fn required(&self, name: &str) -> Result<String, ApiError> {
        let text = self.text(name).filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| ApiError::bad(&format!("parameter \"{name}\" is required")))
    }

    /// A number, perhaps in quotes.
    pub fn float(&self, name: &str) -> Option<f64> {
        let number = match self.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        };
        number.filter(|number: &f64| number.is_finite())
    }

    /// A whole number, perhaps in quotes.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(int_of)
    }

    /// A yes or no; everything else is a no.
    pub fn yes(&self, name: &str) -> bool {
        self.get(name).is_some_and(yes_of)
    }

    /// An object or a list, perhaps as a string with JSON; an empty string is nothing.
    pub fn nested(&self, name: &str) -> Result<Option<Value>, ApiError> {
        match self.get(name) {
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| ApiError::bad(&format!("can't parse {} JSON object", name.replace('_', " ")))),
            other => Ok(other.cloned()),
        }
    }

    /// The chat of the call, if it names one by number.
    pub fn chat(&self) -> Option<ChatId> {
        self.int("chat_id").map(ChatId)
    }

    /// The user of the call.
    pub fn user(&self) -> Result<UserId, ApiError> {
        let id = self.int("user_id").filter(|id| *id > 0);
        id.map(UserId).ok_or_else(|| ApiError::bad("invalid user_id specified"))
    }

    /// The message of the call.
    pub fn message(&self) -> Result<MessageId, ApiError> {
        let id = self.int("message_id").filter(|id| *id > 0);
        id.map(MessageId).ok_or_else(|| ApiError::bad("message identifier is not specified"))
    }

    /// The 1 to 100 messages of the call.
    pub fn messages(&self) -> Result<Vec<MessageId>, ApiError> {
        let list = self.nested("message_ids")?;
        let list = list.as_ref().and_then(Value::as_array).filter(|list| !list.is_empty());
        let list = list.ok_or_else(|| ApiError::bad("message identifiers are not specified"))?;
        if list.len() > 100 {
            return Err(ApiError::bad("too many message identifiers specified"));
        }
        let ids = list.iter().map(|id| int_of(id).filter(|id| *id > 0).map(MessageId));
        let ids: Option<Vec<MessageId>> = ids.collect();
        ids.ok_or_else(|| ApiError::bad("invalid message identifier specified"))
    }
}

/// A whole number, perhaps in quotes.
pub(crate) fn int_of(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

/// A yes, as a boolean or a word.
pub(crate) fn yes_of(value: &Value) -> bool {
    match value {
        Value::String(text) => matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "1"),
        Value::Number(number) => number.as_i64() != Some(0),
        other => other.as_bool().unwrap_or(false),
    }
}

/// Undoes percent encoding; wrong escapes stay as they are.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) if *byte == b'%' => {
                out.push(decoded);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
