//! Files and the messages that carry them.

use super::{Message, StoredFile, World};
use serde_json::{Value, json};

/// What kind of file a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Animation,
    Audio,
    Document,
    Photo,
    Sticker,
    Video,
    VideoNote,
    Voice,
}

impl MediaKind {
    pub const ALL: [Self; 8] = [
        Self::Animation,
        Self::Audio,
        Self::Document,
        Self::Photo,
        Self::Sticker,
        Self::Video,
        Self::VideoNote,
        Self::Voice,
    ];

    /// The field of a message and of a call.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Animation => "animation",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Photo => "photo",
            Self::Sticker => "sticker",
            Self::Video => "video",
            Self::VideoNote => "video_note",
            Self::Voice => "voice",
        }
    }

    /// What the real server calls it in refusals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Animation => "Animation",
            Self::Audio => "Audio",
            Self::Document => "Document",
            Self::Photo => "Photo",
            Self::Sticker => "Sticker",
            Self::Video => "Video",
            Self::VideoNote => "VideoNote",
            Self::Voice => "VoiceNote",
        }
    }

    /// The folder of its files; a file's kind is told by it, as in Telegram.
    const fn folder(self) -> &'static str {
        match self {
            Self::Animation => "animations",
            Self::Audio => "music",
            Self::Document => "documents",
            Self::Photo => "photos",
            Self::Sticker => "stickers",
            Self::Video => "videos",
            Self::VideoNote => "video_notes",
            Self::Voice => "voice",
        }
    }

    /// Whether such messages may have a caption.
    pub const fn has_caption(self) -> bool {
        !matches!(self, Self::Sticker | Self::VideoNote)
    }
}

impl StoredFile {
    /// The kind of file it is, unless it came from elsewhere.
    pub fn kind(&self) -> Option<MediaKind> {
        let folder = self.path.split('/').next()?;
        MediaKind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }
}

impl Message {
    /// The kind of file it carries. An animation comes with a document of the same file.
    pub fn media(&self) -> Option<MediaKind> {
        MediaKind::ALL.into_iter().find(|kind| self.extra.contains_key(kind.field()))
    }

    /// The identifier of the file it carries.
    pub fn file_id(&self) -> Option<&str> {
        let content = self.extra.get(self.media()?.field())?;
        let file = content.as_array().and_then(|sizes| sizes.last()).unwrap_or(content);
        file["file_id"].as_str()
    }
}

impl World {
    /// Keeps a file and gives its identifier.
    pub fn store_file(&mut self, kind: MediaKind, name: &str, bytes: Vec<u8>) -> String {
        let id = format!("sim-file-{}", self.count());
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let extension = extension.filter(|part| part.bytes().all(|b| b.is_ascii_alphanumeric()));
        let path = match extension {
            Some(extension) => format!("{}/{id}.{extension}", kind.folder()),
            None => format!("{}/{id}", kind.folder()),
        };
        self.files.insert(id.clone(), StoredFile { name: name.to_owned(), bytes, path });
        id
    }

    /// What all kinds of files tell of themselves in a message.
    pub fn file_json(&self, id: &str) -> Value {
        let size = self.files.get(id).map_or(0, |file| file.bytes.len());
        json!({ "file_id": id, "file_unique_id": id, "file_size": size })
    }
}
