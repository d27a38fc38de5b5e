//! Texts and captions of calls.

use super::error::ApiError;
use super::params::{Params, int_of};
use crate::text::Text;
use crate::{html, markdown, markdown_legacy};
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
    let parsed = match mode.as_str() {
        _ if source.is_empty() => return Ok(Text::default()),
        "html" => html::parse(&source),
        "markdownv2" => markdown::parse(&source),
        "markdown" => markdown_legacy::parse(&source),
        "" | "none" => match params.nested(entities)? {
            Some(Value::Array(list)) if !list.is_empty() => return placed(&source, &list),
            _ => return Ok(Text::plain(&source)),
        },
        _ => return Err(ApiError::bad("unsupported parse_mode")),
    };
    parsed.map_err(|why| ApiError::bad(&format!("can't parse entities: {why}")))
}

/// A text with the entities that the bot placed itself.
fn placed(source: &str, list: &[Value]) -> Result<Text, ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse MessageEntity: {why}"));
    let span = |entity: &Value| {
        if !entity.is_object() {
            return Err(refuse("expected an Object"));
        }
        if !entity["type"].is_string() {
            return Err(refuse("Can't find field \"type\""));
        }
        let number = |name: &str| {
            let number = int_of(&entity[name]).and_then(|number| usize::try_from(number).ok());
            number.ok_or_else(|| refuse(&format!("Field \"{name}\" must be of type Number")))
        };
        let (offset, length) = (number("offset")?, number("length")?);
        Ok((offset, offset.saturating_add(length), entity.clone()))
    };
    Ok(Text::formatted(source, list.iter().map(span).collect::<Result<_, _>>()?))
}
