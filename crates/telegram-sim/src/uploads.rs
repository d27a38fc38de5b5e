//! Files and places that people send.

use crate::ids::{ChatId, MessageId, UserId};
use crate::sim::Sim;
use serde::Deserialize;
use std::fmt;

/// The largest file that a person can send here: what a bot can download from Telegram's own servers.
pub(crate) const MAX_FILE: usize = 20 * 1024 * 1024;

/// A file that a person sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFile {
    /// As what it is sent.
    pub kind: FileKind,
    /// The name of the file, without folders.
    pub name: String,
    /// The media type, such as `application/pdf`.
    pub mime: String,
    /// The content: 1 byte to 20 MiB.
    pub bytes: Vec<u8>,
    /// The text below it, at most 1024 UTF-16 units; empty for none.
    pub caption: String,
    /// The message that it replies to.
    pub reply_to: Option<MessageId>,
    /// How long a sound or a video lasts, in seconds.
    pub duration: u32,
    /// What the files of one album have in common.
    pub album: Option<String>,
}

impl PersonFile {
    /// A file without caption, reply, duration or album.
    #[must_use]
    pub fn new(kind: FileKind, name: &str, mime: &str, bytes: Vec<u8>) -> Self {
        let (name, mime) = (name.to_owned(), mime.to_owned());
        Self { kind, name, mime, bytes, caption: String::new(), reply_to: None, duration: 0, album: None }
    }
}

/// As what a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture (PNG, JPEG, GIF or WebP); its size is read from it.
    Photo,
    /// A file as it is.
    Document,
    /// A voice message.
    Voice,
    /// Music.
    Audio,
    /// A video.
    Video,
}

/// Why a file could not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadError {
    /// There is no such person, or the chat is not one of the person's.
    NoSuchChat,
    /// The file has no content.
    Empty,
    /// The file has more than 20 MiB.
    TooBig,
    /// It was to be a photo and is no picture.
    NotAPicture,
    /// The caption is longer than 1024 UTF-16 units.
    CaptionTooLong,
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchChat => "no such chat of this person",
            Self::Empty => "the file is empty",
            Self::TooBig => "the file has more than 20 MiB",
            Self::NotAPicture => "the file is not a PNG, JPEG, GIF or WebP picture",
            Self::CaptionTooLong => "the caption is longer than 1024 characters",
        })
    }
}

impl std::error::Error for UploadError {}

/// A place on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Degrees north of the equator, -90 to 90.
    pub latitude: f64,
    /// Degrees east of Greenwich, -180 to 180.
    pub longitude: f64,
}

impl Place {
    /// Whether there is such a place.
    pub(crate) fn exists(self) -> bool {
        (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude)
    }
}

/// What people send besides text.
impl Sim {
    /// A person sends a file. The bot can download it (`getFile`), the chat page shows it.
    ///
    /// # Errors
    /// [`UploadError`]; then nothing was sent.
    pub fn send_file(&self, from: UserId, chat: ChatId, file: PersonFile) -> Result<MessageId, UploadError> {
        self.shared.change(|world| world.send_file(from, chat, file))
    }

    /// A person sends a place.
    pub fn send_location(&self, from: UserId, chat: ChatId, place: Place) -> MessageId {
        self.shared.change(|world| world.send_location((from, chat), place, None))
    }
}
