//! What people send besides text: files with their bytes, places.

use super::{MediaKind, Message, World, merged};
use crate::ids::{ChatId, MessageId, UserId};
use crate::image;
use crate::text::Text;
use crate::uploads::{FileKind, MAX_FILE, PersonFile, Place, UploadError};
use serde_json::{Value, json};

/// Telegram keeps smaller sizes of a photo; here it is one, whose longer side has so many pixels.
const THUMBNAIL: u32 = 320;
/// The longest caption, in UTF-16 units.
const MAX_CAPTION: usize = 1024;
/// The longest name of a file, in characters.
const MAX_NAME: usize = 200;

impl World {
    /// A person sends a file.
    pub fn send_file(
        &mut self,
        from: UserId,
        chat: ChatId,
        file: PersonFile,
    ) -> Result<MessageId, UploadError> {
        let caption = Text::typed(file.caption.trim());
        check(&file, &caption)?;
        if !self.people.contains_key(&from) || !self.sees(from, chat) {
            return Err(UploadError::NoSuchChat);
        }
        let mut message = Message::new(from, self.now(), caption);
        message.reply_to = file.reply_to;
        if let Some(album) = &file.album {
            message.extra.insert("media_group_id".into(), json!(album));
        }
        if file.kind == FileKind::Document {
            message.document = Some(clean_name(&file.name));
        }
        let (field, content) = self.keep(file)?;
        message.extra.insert(field.into(), content);
        Ok(self.say(self.person_key(chat), message))
    }

    /// A person sends a place.
    pub fn send_location(
        &mut self,
        (from, chat): (UserId, ChatId),
        place: Place,
        reply_to: Option<MessageId>,
    ) -> MessageId {
        let mut message = Message::new(from, self.now(), Text::default());
        message.reply_to = reply_to;
        let location = json!({ "latitude": place.latitude, "longitude": place.longitude });
        message.extra.insert("location".into(), location);
        self.say(self.person_key(chat), message)
    }

    /// Keeps the content; what the message says about it, and in which field.
    fn keep(&mut self, file: PersonFile) -> Result<(&'static str, Value), UploadError> {
        let (name, mime, duration) = (clean_name(&file.name), clean_mime(&file.mime), file.duration);
        let (kind, more) = match file.kind {
            FileKind::Photo => return Ok(("photo", self.keep_photo(file.bytes)?)),
            FileKind::Document => (MediaKind::Document, json!({ "file_name": name, "mime_type": mime })),
            FileKind::Voice => (MediaKind::Voice, json!({ "duration": duration, "mime_type": mime })),
            FileKind::Audio => {
                (MediaKind::Audio, json!({ "duration": duration, "mime_type": mime, "file_name": name }))
            }
            FileKind::Video => {
                let about = json!({ "duration": duration, "mime_type": mime, "file_name": name });
                // Telegram says 0 too when it can't read a video's size.
                (MediaKind::Video, merged(&about, json!({ "width": 0, "height": 0 })))
            }
        };
        let id = self.store_file(kind, &name, file.bytes);
        Ok((kind.field(), merged(&self.file_json(&id), more)))
    }

    /// The sizes of a photo, smallest first. Nothing is scaled: each size has the bytes of the whole.
    fn keep_photo(&mut self, bytes: Vec<u8>) -> Result<Value, UploadError> {
        let (width, height) = image::dimensions(&bytes).ok_or(UploadError::NotAPicture)?;
        let longer = u64::from(width.max(height));
        let scaled = |side: u32| (u64::from(side) * u64::from(THUMBNAIL) / longer).max(1);
        let name = image::shown_as(&bytes).map_or_else(String::new, |(_, ending)| format!("photo.{ending}"));
        let mut sizes = Vec::new();
        if longer > u64::from(THUMBNAIL) {
            let id = self.store_file(MediaKind::Photo, &name, bytes.clone());
            let size = json!({ "width": scaled(width), "height": scaled(height) });
            sizes.push(merged(&self.file_json(&id), size));
        }
        let id = self.store_file(MediaKind::Photo, &name, bytes);
        sizes.push(merged(&self.file_json(&id), json!({ "width": width, "height": height })));
        Ok(json!(sizes))
    }
}

fn check(file: &PersonFile, caption: &Text) -> Result<(), UploadError> {
    match file.bytes.len() {
        0 => Err(UploadError::Empty),
        size if size > MAX_FILE => Err(UploadError::TooBig),
        _ if caption.utf16_len() > MAX_CAPTION => Err(UploadError::CaptionTooLong),
        _ => Ok(()),
    }
}

/// The last part of a path, without control characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean }
}

/// `type/subtype`, or what stands for an unknown one.
fn clean_mime(mime: &str) -> &str {
    let mime = mime.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match mime.split_once('/') {
        Some((kind, subtype)) if token(kind) && token(subtype) => mime,
        _ => "application/octet-stream",
    }
}
