//! Albums.

use super::Answer;
use super::error::ApiError;
use super::params::Params;
use super::{access, media, send};
use crate::ids::UserId;
use crate::world::{MediaKind, Message, World};
use serde_json::{Value, json};

/// `sendMediaGroup`: 2 to 10 files, all sent or none.
pub(super) fn send(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    send::check(world, key, params)?;
    params.required("media")?;
    let list = params.nested("media")?;
    let list = list.as_ref().and_then(Value::as_array);
    let list = list.ok_or_else(|| ApiError::bad("expected an Array of InputMedia"))?;
    match list.len() {
        0 => return Err(ApiError::bad("there are no messages to send")),
        1 => return Err(ApiError::bad("album must contain at least 2 files")),
        11.. => return Err(ApiError::bad("too many messages to send as an album")),
        _ => {}
    }
    let parsed = list.iter().map(|item| item_of(params, item)).collect::<Result<Vec<_>, _>>()?;
    check_mix(&parsed)?;
    let group = world.count().to_string();
    let messages: Vec<Message> = parsed
        .iter()
        .map(|(kind, item)| media::compose(world, bot, (*kind, "media", item)))
        .collect::<Result<_, _>>()?;
    let post = |mut message: Message| {
        message.extra.insert("media_group_id".into(), json!(group));
        send::post(world, key, message, params)
    };
    messages.into_iter().map(post).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// One `InputMedia`: its kind and its fields, read as a call.
pub(super) fn item_of(params: &Params, item: &Value) -> Result<(MediaKind, Params), ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse InputMedia: {why}"));
    let fields = item.as_object().ok_or_else(|| refuse("expected an Object"))?;
    let word = fields.get("type").and_then(Value::as_str);
    let word = word.ok_or_else(|| refuse("Can't find field \"type\""))?;
    let kind = match word {
        "animation" => MediaKind::Animation,
        "audio" => MediaKind::Audio,
        "document" => MediaKind::Document,
        "photo" => MediaKind::Photo,
        "video" => MediaKind::Video,
        other => return Err(refuse(&format!("type \"{other}\" is unsupported"))),
    };
    if fields.get("media").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(refuse("media not found"));
    }
    Ok((kind, params.inner(fields.clone())))
}

/// Documents and audio files are not mixed with others, and animations are sent alone.
fn check_mix(items: &[(MediaKind, Params)]) -> Result<(), ApiError> {
    let has = |wanted: MediaKind| items.iter().any(|(kind, _)| *kind == wanted);
    if has(MediaKind::Animation) {
        return Err(ApiError::bad(
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ));
    }
    for (wanted, name) in [(MediaKind::Document, "document"), (MediaKind::Audio, "audio")] {
        if has(wanted) && items.iter().any(|(kind, _)| *kind != wanted) {
            return Err(ApiError::bad(&format!("{name} can't be mixed with other media types")));
        }
    }
    Ok(())
}
