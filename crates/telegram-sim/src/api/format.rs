//! Texts and captions of calls.

use super::error::ApiError;
use super::params::Params;
use crate::html;
use crate::text::Text;
use serde_json::Value;

/// The text of a message, checked.
pub(super) fn text(params: &Params) -> Result<Text, ApiError> {
    let text = formatted(params, "text", "entities")?;
    match text.utf16_len() {
        0 => Err(ApiError::bad("message text is empty")),
        length if length > 4096 => Err(ApiError::bad("message is too long")),
        _ => Ok(text),
    }
}

/// The caption of a message, checked; it may be empty.
pub(super) fn caption(params: &Params) -> Result<Text, ApiError> {
    let caption = formatted(params, "caption", "caption_entities")?;
    if caption.utf16_len() > 1024 {
        return Err(ApiError::bad("message caption is too long"));
    }
    Ok(caption)
}

fn formatted(params: &Params, name: &str, entities: &str) -> Result<Text, ApiError> {
    let source = params.text(name).unwrap_or_default();
    let mode = params.text("parse_mode").unwrap_or_default().to_ascii_lowercase();
    match mode.as_str() {
        _ if source.is_empty() => Ok(Text::default()),
        "html" => html::parse(&source).map_err(|why| ApiError::bad(&format!("can't parse entities: {why}"))),
        "" | "none" => match params.nested(entities)? {
            Some(Value::Array(list)) if !list.is_empty() => Ok(Text::with_entities(source.trim(), list)),
            _ => Ok(Text::plain(&source)),
        },
        _ => Err(ApiError::bad("unsupported parse_mode")),
    }
}
