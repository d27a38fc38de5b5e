//! Methods that send.

use super::access;
use super::error::ApiError;
use super::markup::Markup;
use super::params::{Params, int_of, yes_of};
use crate::html;
use crate::ids::{MessageId, UserId};
use crate::text::Text;
use crate::world::{Chat, ChatKey, ChatKind, Keyboard, Message, StoredFile, World};
use serde_json::{Value, json};

/// `sendMessage`.
pub(crate) fn message(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let key = access::writable(world, bot, params)?;
    let text = text_of(params)?;
    post(world, key, Message::new(bot, world.now(), text), params)
}

/// `sendChatAction`: only the checks.
pub(crate) fn action(world: &World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    access::writable(world, bot, params)?;
    match params.text("action").as_deref() {
        None | Some("") => Err(ApiError::bad("wrong parameter action in request")),
        Some(_) => Ok(json!(true)),
    }
}

/// `sendDocument`.
pub(crate) fn document(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let key = access::writable(world, bot, params)?;
    let caption = formatted(params, "caption")?;
    if caption.utf16_len() > 1024 {
        return Err(ApiError::bad("message caption is too long"));
    }
    let (id, file) = file_of(world, params)?;
    let mut message = Message::new(bot, world.now(), caption);
    message.document = Some(file.name.clone());
    let content = json!({
        "file_id": id,
        "file_unique_id": id,
        "file_name": file.name,
        "file_size": file.bytes.len(),
    });
    message.extra.insert("document".into(), content);
    post(world, key, message, params)
}

/// The uploaded file, or the one sent before that the identifier names.
fn file_of(world: &mut World, params: &Params) -> Result<(String, StoredFile), ApiError> {
    let named = params.text("document").unwrap_or_default();
    let field = named.strip_prefix("attach://").unwrap_or("document");
    if let Some(upload) = params.files.get(field) {
        if upload.bytes.is_empty() {
            return Err(ApiError::bad("file must be non-empty"));
        }
        let id = format!("sim-file-{}", world.count());
        let path = format!("documents/{id}");
        let file = StoredFile { name: upload.name.clone(), bytes: upload.bytes.clone(), path };
        world.files.insert(id.clone(), file.clone());
        return Ok((id, file));
    }
    if named.is_empty() {
        return Err(ApiError::bad("there is no document in the request"));
    }
    let known = world.files.get(&named).cloned();
    let wrong = || ApiError::bad("wrong file identifier/HTTP URL specified");
    known.map(|file| (named.clone(), file)).ok_or_else(wrong)
}

/// The text of a message, checked.
pub(crate) fn text_of(params: &Params) -> Result<Text, ApiError> {
    let text = formatted(params, "text")?;
    match text.utf16_len() {
        0 => Err(ApiError::bad("message text is empty")),
        length if length > 4096 => Err(ApiError::bad("message is too long")),
        _ => Ok(text),
    }
}

fn formatted(params: &Params, name: &str) -> Result<Text, ApiError> {
    let source = params.text(name).unwrap_or_default();
    let mode = params.text("parse_mode").unwrap_or_default().to_ascii_lowercase();
    match mode.as_str() {
        "html" => html::parse(&source).map_err(|why| ApiError::bad(&format!("can't parse entities: {why}"))),
        "" => {
            let given = params.nested(if name == "text" { "entities" } else { "caption_entities" })?;
            match given {
                Some(Value::Array(list)) if !list.is_empty() => Ok(Text::with_entities(source.trim(), list)),
                _ => Ok(Text::plain(&source)),
            }
        }
        _ => Err(ApiError::bad("unsupported parse_mode")),
    }
}

/// Adds the reply and the keyboard, and puts the message into the chat.
fn post(world: &mut World, key: ChatKey, mut message: Message, params: &Params) -> Result<Value, ApiError> {
    let Some(chat) = world.chats.get_mut(&key) else { return Err(ApiError::bad("chat not found")) };
    let markup = params.nested("reply_markup")?;
    let markup = Markup::parse(markup.as_ref(), chat.kind == ChatKind::Private)?;
    message.reply_to = reply_of(chat, params)?;
    message.fixed = matches!(markup, Markup::Keyboard(..) | Markup::Remove | Markup::ForceReply);
    if let Markup::Inline(rows) = &markup {
        message.inline.clone_from(rows);
    }
    let message = chat.push(message);
    match markup {
        Markup::Keyboard(rows, one_time) => {
            chat.keyboard = Some(Keyboard { message: message.id, rows, one_time, hidden: false });
        }
        Markup::Remove => chat.keyboard = None,
        Markup::None | Markup::Inline(_) | Markup::ForceReply => {}
    }
    Ok(world.message_json(key, &message))
}

/// The message replied to; one that is gone is a refusal unless the bot allowed that.
fn reply_of(chat: &Chat, params: &Params) -> Result<Option<MessageId>, ApiError> {
    let nested = params.nested("reply_parameters")?;
    let (id, anyway) = match &nested {
        Some(reply) if reply.is_object() => {
            (int_of(&reply["message_id"]), yes_of(&reply["allow_sending_without_reply"]))
        }
        Some(_) => return Err(ApiError::bad("can't parse reply parameters JSON object")),
        None => (params.int("reply_to_message_id"), params.yes("allow_sending_without_reply")),
    };
    let Some(id) = id.filter(|id| *id != 0).map(MessageId) else { return Ok(None) };
    match chat.messages.contains_key(&id) {
        true => Ok(Some(id)),
        false if anyway => Ok(None),
        false => Err(ApiError::bad("message to be replied not found")),
    }
}
