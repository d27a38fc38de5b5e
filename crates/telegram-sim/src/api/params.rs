//! Parameters of a call, wherever they came from.

use super::error::ApiError;
use super::multipart;
use crate::ids::{ChatId, MessageId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An uploaded file.
pub(crate) struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Parameters and files.
#[derive(Default)]
pub(crate) struct Params {
    pub map: Map<String, Value>,
    pub files: BTreeMap<String, Upload>,
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
        for part in parts.ok_or_else(|| ApiError::bad("can't parse multipart form data"))? {
            if let Some(name) = part.file_name {
                self.files.insert(part.name, Upload { name, bytes: part.bytes });
            } else {
                let value = String::from_utf8(part.bytes)
                    .map_err(|_| ApiError::bad("strings must be encoded in UTF-8"))?;
                self.map.insert(part.name, Value::String(value));
            }
        }
        Ok(())
    }

    /// What is written down of the call: parameters and names of files.
    pub fn record(&self) -> Value {
        let mut all = self.map.clone();
        for (field, file) in &self.files {
            all.insert(field.clone(), Value::String(file.name.clone()));
        }
        Value::Object(all)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; numbers and the like are taken as they are written.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
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

    /// The message of the call.
    pub fn message(&self) -> Result<MessageId, ApiError> {
        let id = self.int("message_id").filter(|id| *id > 0);
        id.map(MessageId).ok_or_else(|| ApiError::bad("message identifier is not specified"))
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
