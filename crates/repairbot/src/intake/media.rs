//! What is sent besides text: a file or a place that may belong to an order.

use repairbot_core::{attachment::AttachmentKind, pii::FreeText};

use super::update::{FileRef, Message};
use crate::store::attachments::Content;

/// A file or a place that somebody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// What it is.
    pub kind: AttachmentKind,
    /// The file or the place.
    pub content: Content,
    /// The same for the same content.
    pub unique: String,
    /// In bytes, when Telegram says it.
    pub size: Option<u64>,
    /// What stands below it.
    pub caption: Option<FreeText>,
}

/// The file or the place of a message, if it carries one that can be attached.
#[must_use]
pub fn of(message: &Message) -> Option<Media> {
    let caption = message.caption.as_deref().and_then(FreeText::caption);
    let (kind, file) = match of_file(message) {
        Some(found) => found,
        None => return of_place(message),
    };
    let usable = !file.file_id.is_empty() && !file.file_unique_id.is_empty();
    usable.then(|| Media {
        kind,
        content: Content::File(file.file_id.clone()),
        unique: file.file_unique_id.clone(),
        size: file.file_size,
        caption,
    })
}

fn of_file(message: &Message) -> Option<(AttachmentKind, &FileRef)> {
    let photo = message.photo.as_ref().and_then(|sizes| sizes.last());
    // A moving picture comes as a document besides: it is looked for first.
    [
        (AttachmentKind::Photo, photo),
        (AttachmentKind::Animation, message.animation.as_ref()),
        (AttachmentKind::Video, message.video.as_ref()),
        (AttachmentKind::Document, message.document.as_ref()),
        (AttachmentKind::Audio, message.audio.as_ref()),
        (AttachmentKind::Voice, message.voice.as_ref()),
        (AttachmentKind::VideoNote, message.video_note.as_ref()),
    ]
    .into_iter()
    .find_map(|(kind, file)| Some((kind, file?)))
}

/// A place is the same when it is the same within a metre or so.
fn of_place(message: &Message) -> Option<Media> {
    let place = message.location?;
    Some(Media {
        kind: AttachmentKind::Location,
        content: Content::Place(place.latitude, place.longitude),
        unique: format!("{:.5},{:.5}", place.latitude, place.longitude),
        size: None,
        caption: None,
    })
}
