//! Messages with a file.

use super::Answer;
use super::error::ApiError;
use super::params::Params;
use super::{access, files, format, send};
use crate::ids::UserId;
use crate::image;
use crate::world::{MediaKind, Message, World};
use serde_json::{Value, json};

/// `sendPhoto`, `sendDocument` and the like.
pub(super) fn send(world: &mut World, bot: UserId, (kind, params): (MediaKind, &Params)) -> Answer {
    let key = access::writable(world, bot, params)?;
    send::check(world, key, params)?;
    let message = compose(world, bot, (kind, kind.field(), params))?;
    send::post(world, key, message, params)
}

/// A message with the file that this parameter names.
pub(super) fn compose(
    world: &mut World,
    bot: UserId,
    (kind, field, params): (MediaKind, &str, &Params),
) -> Result<Message, ApiError> {
    let caption = if kind.has_caption() { format::caption(params)? } else { Default::default() };
    let id = files::named(world, params, (field, kind))?;
    let mut message = Message::new(bot, world.now(), caption);
    let content = content(world, &id, (kind, params));
    if kind == MediaKind::Animation {
        // Telegram shows it as a document, too, for programs that know no animations.
        message.extra.insert("document".into(), described(world, &id, kind));
    }
    if kind == MediaKind::Document {
        message.document = world.files.get(&id).map(|file| file.name.clone());
    }
    message.extra.insert(kind.field().into(), content);
    for flag in ["has_spoiler", "show_caption_above_media"] {
        if params.yes(flag) {
            let field = if flag == "has_spoiler" { "has_media_spoiler" } else { flag };
            message.extra.insert(field.into(), json!(true));
        }
    }
    Ok(message)
}

/// What a message tells of its file. Lengths and sizes are as the bot says.
fn content(world: &World, id: &str, (kind, params): (MediaKind, &Params)) -> Value {
    let mut content = described(world, id, kind);
    let number = |name: &str, default: i64| json!(params.int(name).unwrap_or(default).clamp(0, 10_000_000));
    let sizes = |content: &mut Value, default: i64| {
        content["width"] = number("width", default);
        content["height"] = number("height", default);
    };
    match kind {
        MediaKind::Photo => {
            let (width, height) =
                world.files.get(id).and_then(|file| image::dimensions(&file.bytes)).unwrap_or((90, 90));
            content["width"] = json!(width);
            content["height"] = json!(height);
            return json!([content]);
        }
        MediaKind::Animation | MediaKind::Video => {
            sizes(&mut content, 320);
            content["duration"] = number("duration", 0);
        }
        MediaKind::Audio => {
            content["duration"] = number("duration", 0);
            for name in ["performer", "title"] {
                if let Some(text) = params.text(name) {
                    content[name] = json!(text);
                }
            }
        }
        MediaKind::VideoNote => {
            content["length"] = number("length", 240);
            content["duration"] = number("duration", 0);
        }
        MediaKind::Voice => content["duration"] = number("duration", 0),
        MediaKind::Sticker => {
            sizes(&mut content, 512);
            content["type"] = json!("regular");
            content["is_animated"] = json!(false);
            content["is_video"] = json!(false);
        }
        MediaKind::Document => {}
    }
    content
}

/// The file with its name and type, for the kinds that tell them.
fn described(world: &World, id: &str, kind: MediaKind) -> Value {
    let mut shown = world.file_json(id);
    let name = world.files.get(id).map(|file| file.name.as_str()).unwrap_or_default();
    let named = [MediaKind::Animation, MediaKind::Audio, MediaKind::Document, MediaKind::Video];
    if named.contains(&kind) {
        shown["file_name"] = json!(name);
        shown["mime_type"] = json!(mime_of(name, kind));
    }
    if kind == MediaKind::Voice {
        shown["mime_type"] = json!("audio/ogg");
    }
    shown
}

/// The type of a file by the end of its name, or what its kind usually is.
fn mime_of(name: &str, kind: MediaKind) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match (extension.as_deref(), kind) {
        (Some("pdf"), _) => "application/pdf",
        (Some("zip"), _) => "application/zip",
        (Some("txt"), _) => "text/plain",
        (Some("csv"), _) => "text/csv",
        (Some("xlsx"), _) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (Some("png"), _) => "image/png",
        (Some("jpg" | "jpeg"), _) => "image/jpeg",
        (Some("gif"), _) => "image/gif",
        (Some("webp"), _) => "image/webp",
        (Some("ogg" | "oga"), _) => "audio/ogg",
        (Some("mp3"), _) | (_, MediaKind::Audio) => "audio/mpeg",
        (Some("mp4"), _) | (_, MediaKind::Animation | MediaKind::Video) => "video/mp4",
        _ => "application/octet-stream",
    }
}
